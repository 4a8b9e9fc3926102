"""Cleans file names: keeps what people chose, without what can mislead a reader or break a system. Pure."""

import mimetypes
import re
import unicodedata

LONGEST = 150
# The type of a text that Lodge wrote itself. An uploaded file's type never has a charset.
OWN_TEXT = "text/markdown; charset=utf-8"
_UNKNOWN = "application/octet-stream"
# Cc: controls, including NUL. Cf: reverses text direction, or is invisible. Cs: half of a surrogate pair.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Letters and signs that are drawn blank. macOS puts U+202F before "AM"; Python treats such characters as spaces.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
# They join or separate letters of some scripts, and the people of an emoji. Beside other characters they are
# invisible.
_JOINERS, _JOINED = "\u200c\u200d", {"Lo", "Lm", "Mn", "Mc", "So", "Sk"}
_SEPARATORS = re.compile(r"[/\\]")
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
# Windows reserves these names for devices, with any extension. A file with such a name cannot be saved there.
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|(COM|LPT)[0-9¹²³])(\..*)?", re.IGNORECASE)


def clean_name(name: str | None) -> str:
    """The last part of a possible path, in one Unicode form, without invisible characters, at most LONGEST long.

    Every kind of space becomes a plain one. The extension stays, because it shows the type. An empty name becomes
    "file".
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
            kept += (
                char
                if all(each and unicodedata.category(each) in _JOINED for each in around)
                else ""
            )
        elif unicodedata.category(char) not in _UNSEEN:
            kept += char
    return kept


def content_type(name: str) -> str:
    """The type by the name's extension, because a browser may send anything. Pictures are examined instead."""
    guessed, packed = mimetypes.guess_type(name)
    if packed or not guessed or not _TYPE.fullmatch(guessed):
        return _UNKNOWN
    return _UNKNOWN if guessed.startswith("image/") else guessed
