"""Mentions: `[@Ada Lovelace](accountid:712020:…)` in Markdown, a mention in Jira.

The page writes it with `mention` when a user picks a name. An id that cannot be Jira's makes no mention.
"""

import re

ACCOUNT_ID = re.compile(r"[0-9A-Za-z:._~@+-]{1,128}")
_SCHEME = "accountid:"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """`text` on one line, as Markdown that shows exactly it."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def mention(name: str, account_id: str) -> str:
    """The Markdown that mentions a person. `name` without its "@". Raises ValueError for an invalid id."""
    if not ACCOUNT_ID.fullmatch(account_id):
        raise ValueError("not an account id")
    return f"[@{escaped(name)}]({_SCHEME}{account_id})"


def mentioned(href: str, words: str) -> str | None:
    """The account id that a link to `href` with these `words` mentions. None where it is not a mention."""
    account_id = href.removeprefix(_SCHEME)
    if account_id == href or not words.startswith("@") or not words[1:].strip():
        return None
    return account_id if ACCOUNT_ID.fullmatch(account_id) else None
