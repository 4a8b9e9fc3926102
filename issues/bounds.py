"""How long a text may be that somebody types: cut where it is read, so that no page has to carry more back.

Jira takes far less. These leave room to shorten what was pasted, and to put the end of a long log into a file.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# In characters. A line is whatever has no paragraphs: the summary, names, numbers, what is searched for.
LINE, TEXT = 10_000, 2_500_000
_LINES = ("summary",)
_BESIDE = ("-search", "-searched", "-relation", "-overflow")


class Cut(NamedTuple):
    """What a text was cut to, and how long it was."""

    kept: int
    was: int


def most(name: str) -> int:
    """How long a text may be that is posted as *name*, before it is known what kind of field that is."""
    return LINE if name in _LINES or name.endswith(_BESIDE) else TEXT


def cut_in(posted: Iterable[tuple[str, Iterable[object]]]) -> dict[str, Cut]:
    """Which of the texts of a post are too long, by name."""
    longest = ((name, max((len(str(each)) for each in texts), default=0)) for name, texts in posted)
    return {name: Cut(most(name), length) for name, length in longest if length > most(name)}


def told(cut: Cut) -> str:
    """Beside the field that was cut."""
    said = _(
        "This was %(was)s characters long, and Lodge takes %(kept)s. What came after them was not kept: put a long "
        "text into a file, and add that."
    )
    return said % {
        "was": number_format(cut.was, force_grouping=True),
        "kept": number_format(cut.kept, force_grouping=True),
    }


def size_of(values: Mapping[str, Iterable[str]]) -> int:
    """Bytes of everything typed."""
    return sum(
        len(name) + sum(len(each.encode("utf-8", "replace")) for each in texts)
        for name, texts in values.items()
    )
