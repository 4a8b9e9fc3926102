"""Text in JQL after `~`: the words of a query as the index reads them, and syntax errors."""

import re
import unicodedata

from sandbox.jira.messages import Refused

_STOPPED = (
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they"
    " this to was will with"
)
STOP_WORDS = frozenset(_STOPPED.split())
_PART = re.compile(
    r"\\(?P<escaped>.)|(?P<special>[\\\[\]{}()\"+\-!:^~/&|])|(?P<plain>.)", re.DOTALL
)
_ENDINGS = ("ing", "ed", "es", "s")
_OPERATORS = frozenset({"AND", "OR", "NOT"})


def wanted(text: str, field: str) -> list[str]:
    """The words that must all match, stemmed. A trailing `*` stays. Raises Refused, as the search index would."""
    for word in text.split() or [text]:
        if word.lstrip('"')[:1] in ("*", "?"):
            raise Refused("jql_text_start", value=text, field=field, start=word.lstrip('"')[0])
    plain = _plain(text, field)
    if not plain.strip() or {plain.split()[0], plain.split()[-1]} & _OPERATORS:
        raise Refused("jql_text", value=text, field=field)
    found = [word for word in _cut(plain, "*?") if word not in _OPERATORS]
    lower = [word.lower() for word in found if word.lower() not in STOP_WORDS]
    return [word if "*" in word else stem(word) for word in lower]


def _plain(text: str, field: str) -> str:
    """The text without its syntax. Brackets and quotes must pair, and operators need their operands."""
    plain, opened = "", ""
    for found in _PART.finditer(text):
        special = found["special"]
        if not special:
            plain += found["plain"] or " "
        elif special == '"':
            opened = opened[:-1] if opened.endswith('"') else opened + '"'
        elif special == "(":
            opened += "("
        elif special == ")" and opened.endswith("("):
            opened = opened[:-1]
        elif (special in "+-!" and text[found.end() :][:1].isalnum()) or (
            special == "-" and plain[-1:].isalnum()
        ):
            plain += " "
        else:
            raise Refused("jql_text", value=text, field=field)
    if opened:
        raise Refused("jql_text", value=text, field=field)
    return plain


def stem(word: str) -> str:
    """A word without its ending, so that "crashes" finds "crash"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def has(found: set[str], word: str) -> bool:
    """Whether the stemmed words of a text match a word of a query."""
    if word.endswith("*"):
        return any(one.startswith(word[:-1]) for one in found)
    return word in found


def words(text: str) -> set[str]:
    """The stemmed words of a text, as the index knows them: whole ones too, for queries that end in `*`."""
    found = _cut(unicodedata.normalize("NFC", text).lower())
    return {*found, *(stem(word) for word in found)}


def _cut(text: str, more: str = "") -> list[str]:
    """Words with their marks, as Unicode's word boundaries leave them (UAX 29)."""
    return "".join(each if _is_inside(each) or each in more else " " for each in text).split()


def _is_inside(character: str) -> bool:
    return character in "_\u200c\u200d" or unicodedata.category(character)[0] in "LNM"
