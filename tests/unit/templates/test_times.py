"""Times: in words that a person would use, in their zone, the whole moment at hand."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

NOW = datetime(2026, 11, 24, 9, 31, 0, tzinfo=UTC)


def drawn(value: datetime | None, style: str = "relative") -> str:
    """The tag in Vienna, an hour ahead of UTC in November."""
    source = Template("{% load ui %}{% when value style %}")
    with time_machine.travel(NOW, tick=False), timezone.override("Europe/Vienna"):
        return source.render(Context({"value": value, "style": style}))


def words(value: datetime, style: str = "relative") -> str:
    """What stands between the tags."""
    return drawn(value, style).split(">")[1].partition("<")[0]


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=27, seconds=40), "27 minutes ago"),
        (timedelta(hours=1), "today at 09:31"),
        (timedelta(hours=10, minutes=31), "today at 00:00"),
        (timedelta(hours=10, minutes=32), "yesterday"),
        (timedelta(days=4), "20 Nov"),
        (timedelta(days=400), "20 Oct 2025"),
    ],
)
def test_what_is_past_is_told_from_now(ago: timedelta, said: str) -> None:
    """The day changes at the user's midnight, not at UTC's."""
    assert words(NOW - ago) == said


def test_what_comes_is_told_by_the_clock() -> None:
    """With the day when it is another one."""
    assert words(NOW + timedelta(minutes=11)) == "10:42"
    assert words(NOW + timedelta(hours=14)) == "25 Nov, 00:31"


@pytest.mark.parametrize(
    ("style", "said"),
    [("clock", "10:31"), ("seconds", "10:31:00"), ("day", "24 Nov 2026"), ("relative", "just now")],
)
def test_each_style_says_it_in_its_way(style: str, said: str) -> None:
    """Receipts need seconds, stamps a day."""
    assert words(NOW, style) == said


def test_the_whole_moment_is_there_for_machines_and_for_a_pointer() -> None:
    """`datetime` with the offset, `title` in full."""
    html = drawn(NOW)
    assert 'datetime="2026-11-24T10:31:00+01:00"' in html
    assert 'title="Tuesday, 24 November 2026, 10:31"' in html


def test_no_moment_is_no_words() -> None:
    """A draft has no time of sending."""
    assert drawn(None) == ""
