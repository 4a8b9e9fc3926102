"""What a file may be called: what people chose, without what can fool a reader or break a system. Pure."""

import mimetypes
import re
import unicodedata

LONGEST = 150
_UNKNOWN = "application/octet-stream"
# Cc: controls, NUL among them. Cf: what turns the direction of text round, or is not seen at all. Cs: half a letter.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SEPARATORS = re.compile(r"[/\\]")
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")


def clean_name(name: str | None) -> str:
    """The last part of what may be a path, without invisible characters, in one writing, at most LONGEST long.

    Its ending stays: it says what the file is. What is left with nothing is called "file".
    """
    last = _SEPARATORS.split(name or "")[-1]
    seen = "".join(
        " " if char.isspace() else char for char in last if unicodedata.category(char) not in _UNSEEN
    )
    tidy = " ".join(unicodedata.normalize("NFC", seen).split()).strip(". ") or "file"
    if len(tidy) <= LONGEST:
        return tidy
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 12:
        return tidy[:LONGEST].strip()
    return f"{stem[: LONGEST - len(ending) - 1].strip()}.{ending}"


def content_type(name: str) -> str:
    """By the name's ending: what a browser says of a file may be anything. Pictures are looked into instead."""
    guessed, packed = mimetypes.guess_type(name)
    if packed or not guessed or not _TYPE.fullmatch(guessed):
        return _UNKNOWN
    return _UNKNOWN if guessed.startswith("image/") else guessed
