"""The longest text that a user may type. Longer ones are cut when read, so that no page carries more back.

Jira takes far less. These limits leave room to shorten a pasted text, or to move the end of a long log to a file.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# In characters. LINE is for fields without paragraphs: the summary, names, numbers, searches.
LINE, TEXT = 10_000, 2_500_000
_LINES = ("summary",)
_BESIDE = ("-search", "-searched", "-relation", "-overflow")


class Cut(NamedTuple):
    """What was left of a text, and its original length."""

    kept: int
    was: int


def most(name: str) -> int:
    """The longest text for the posted *name*, before its kind of field is known."""
    return LINE if name in _LINES or name.endswith(_BESIDE) else TEXT


def cut_in(posted: Iterable[tuple[str, Iterable[object]]]) -> dict[str, Cut]:
    """The too long texts of a post, by name."""
    longest = ((name, max((len(str(each)) for each in texts), default=0)) for name, texts in posted)
    return {name: Cut(most(name), length) for name, length in longest if length > most(name)}


def told(cut: Cut) -> str:
    """The message beside the field that was cut."""
    said = _(
        "This was %(was)s characters long, and Lodge takes %(kept)s. What came after them was not kept: put a long "
        "text into a file, and add that."
    )
    return said % {
        "was": number_format(cut.was, force_grouping=True),
        "kept": number_format(cut.kept, force_grouping=True),
    }


def size_of(values: Mapping[str, Iterable[str]]) -> int:
    """The bytes of all values."""
    return sum(
        len(name) + sum(len(each.encode("utf-8", "replace")) for each in texts)
        for name, texts in values.items()
    )
