"""What somebody typed and chose, in words: to read, and to copy from where it did not reach Jira. Pure.

`named` is what was called how when the form was filled in: fields by their name, choices by "name=value"
(`IssueForm.chosen`). What is not known there is shown as it was posted.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from issues.drift import GONE

# A field that searches posts more than its value.
_SEARCH, _SEARCHED, _RELATION, _OVERFLOW = _BESIDE = ("-search", "-searched", "-relation", "-overflow")
# What a search found is posted as an id of Jira's, a bar, and what it is called. No id of theirs is without a digit.
_FOUND = re.compile(r"(?=[^|]*\d)[0-9A-Za-z:._-]+\|(.+)", re.DOTALL)


def in_words(
    values: Mapping[str, list[str]],
    named: Mapping[str, str],
    *,
    but: Collection[str] = (),
    guess: bool = False,
) -> Iterator[tuple[str, str]]:
    """(what its field is called, text) of each text, *but* of those posted names. The first is empty where not known.

    *guess*: of a draft nobody kept what a choice is called, but what a search found brings it along behind a bar.
    """
    for posted, texts in values.items():
        beside = next((end for end in _BESIDE if posted.endswith(end)), "")
        whole = posted.removesuffix(beside)
        if posted in but or _says_nothing(values, named, whole, beside):
            continue
        name = whole.removeprefix(GONE)
        # A field of several boxes posts under its id and a number.
        called = named.get(name) or named.get(name.rpartition("_")[0], "")
        for text in filter(None, texts):
            found = _FOUND.fullmatch(text) if guess and f"{posted}{_SEARCH}" in values else None
            yield called, named.get(f"{posted}={text}") or (found[1] if found else text)


def _says_nothing(values: Mapping[str, list[str]], named: Mapping[str, str], name: str, beside: str) -> bool:
    """Whether what stands *beside* the field *name* is nobody's words: how issues are linked, where none is; words that
    were searched for, or that a script put there, where something was chosen.
    """
    chosen = [text for text in values.get(name, ()) if text]
    if beside == _SEARCH:
        sought = {
            text for each in chosen for text in (each, each.partition("|")[2], named.get(f"{name}={each}"))
        }
        sought |= set(values.get(f"{name}{_SEARCHED}", ()))
        return bool(chosen) and sought.issuperset(values[f"{name}{_SEARCH}"])
    return beside in (_SEARCHED, _OVERFLOW) or (beside == _RELATION and not chosen)
