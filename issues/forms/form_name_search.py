"""Finds forms by words from project and type. Pure.

Every word must match, in any order: at the beginning of a word of the project's name, its key or the type's name, or
inside one. Case and accents do not matter: "ed bug" finds Bug in Éducation.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST, _MOST_WORDS = 255, 8
# Distances: equals a word, begins the text, begins a later word, inside a word.
_EXACT, _BEGINS, _LATER, _INSIDE = 0, 1, 2, 5
# A match of the key ranks before one of the name: people who type keys know them.
_NAME_AFTER_KEY = 1


@dataclass(frozen=True, order=True)
class Rating:
    """How well a form fits, 0 being best, and whether a word matched the type, which then excludes other types."""

    distance: int
    of_type: bool = False


BEST = Rating(0)


def words_of(text: str) -> tuple[str, ...]:
    """The typed words, unchanged; only the first few."""
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
    """The distance of *word* to the nearest word of *text*. None where it does not match."""
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
    """How well the form for *kind* in the project *name* (*key*) fits. None where a word does not match."""
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
