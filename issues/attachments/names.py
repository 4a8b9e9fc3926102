"""What a file may be called: what people chose, without what can fool a reader or break a system. Pure."""

import mimetypes
import re
import unicodedata

LONGEST = 150
# The type of a text that Lodge wrote itself. What somebody chose never has one with an encoding.
OWN_TEXT = "text/markdown; charset=utf-8"
_UNKNOWN = "application/octet-stream"
# Cc: controls, NUL among them. Cf: what turns the direction of text round, or is not seen at all. Cs: half a letter.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Letters and signs that are drawn as nothing. A Mac puts U+202F before "AM"; that and its like are spaces to Python.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
# They join or part the letters of some scripts, and the people of an emoji; beside others they are seen by nobody.
_JOINERS, _JOINED = "\u200c\u200d", {"Lo", "Lm", "Mn", "Mc", "So", "Sk"}
_SEPARATORS = re.compile(r"[/\\]")
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
# Windows keeps these names for devices, whatever their ending: what is called so cannot be saved there.
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|(COM|LPT)[0-9¹²³])(\..*)?", re.IGNORECASE)


def clean_name(name: str | None) -> str:
    """The last part of what may be a path, in one writing, without invisible characters, at most LONGEST long.

    Whatever is a space anywhere becomes a plain one. Its ending stays: it says what the file is. What is left with
    nothing is called "file".
    """
    last = unicodedata.normalize("NFC", _SEPARATORS.split(name or "")[-1])
    tidy = " ".join(_seen(last).split()).strip(". ") or "file"
    if _DEVICE.fullmatch(tidy):
        tidy = f"_{tidy}"
    if len(tidy) <= LONGEST:
        return tidy
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 12:
        return tidy[:LONGEST].strip().rstrip(_JOINERS)
    return f"{stem[: LONGEST - len(ending) - 1].strip().rstrip(_JOINERS)}.{ending}"


def _seen(text: str) -> str:
    kept = ""
    for at, char in enumerate(text):
        if char.isspace() or char in _BLANK:
            kept += " "
        elif char in _JOINERS:
            around = kept[-1:], text[at + 1 : at + 2]
            kept += char if all(each and unicodedata.category(each) in _JOINED for each in around) else ""
        elif unicodedata.category(char) not in _UNSEEN:
            kept += char
    return kept


def content_type(name: str) -> str:
    """By the name's ending: what a browser says of a file may be anything. Pictures are looked into instead."""
    guessed, packed = mimetypes.guess_type(name)
    if packed or not guessed or not _TYPE.fullmatch(guessed):
        return _UNKNOWN
    return _UNKNOWN if guessed.startswith("image/") else guessed
