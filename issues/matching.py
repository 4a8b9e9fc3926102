"""Words that somebody types to find a form, held against project and type. Pure.

Every word has to be found, in whatever order: at the beginning of a word of the project's name, of its key or of the
type's name, or inside one. Neither case nor accents matter: "ed bug" finds Bug in Éducation.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST, _MOST_WORDS = 255, 8
# A word that is a whole one there, that begins the text, that begins a later word of it, that is in the middle of one.
_EXACT, _BEGINS, _LATER, _INSIDE = 0, 1, 2, 5
# A key is short, and known by heart by those who type it.
_NAME_AFTER_KEY = 1


@dataclass(frozen=True, order=True)
class Rating:
    """How well something fits, 0 being best; and whether a word spoke of the type, so that others are not meant."""

    distance: int
    of_type: bool = False


BEST = Rating(0)


def words_of(text: str) -> tuple[str, ...]:
    """The words of what was typed, as they were written; a few are enough."""
    return tuple(re.findall(r"\w+", text[:LONGEST]))[:_MOST_WORDS]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """*text* without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", plain(text)))


def distance(word: str, text: str) -> int | None:
    """How far *word* is from the nearest word of *text*; None where it is in none of them."""
    wanted, pieces = plain(word), _pieces(text)
    if wanted in pieces:
        return _EXACT
    if any(piece.startswith(wanted) for piece in pieces):
        return _BEGINS if pieces[0].startswith(wanted) else _LATER
    return _INSIDE if wanted in plain(text) else None


def begins(word: str, text: str) -> bool:
    """Whether a word of *text* begins with *word*."""
    found = distance(word, text)
    return found is not None and found < _INSIDE


def rate(words: tuple[str, ...], key: str, name: str, kind: str) -> Rating | None:
    """How well the form for a *kind* of issue in the project *name* (*key*) fits; None where a word is not found."""
    total, of_type = 0, False
    for word in words:
        named, typed = distance(word, name), distance(word, kind)
        near = (distance(word, key), None if named is None else named + _NAME_AFTER_KEY, typed)
        best = min((each for each in near if each is not None), default=None)
        if best is None:
            return None
        of_type = of_type or typed == best
        total += best
    return Rating(total, of_type)
