"""Bars over time as numbers for an SVG: stacked columns, a scale, few labels. Pure.

The page draws it without a script, and says the same in a table (templates/parts/bar_plot.html).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise

Words = str | Promise

WIDTH, HEIGHT = 720, 200  # of the drawing, in its own units
LEFT, TOP, BOTTOM = 44, 10, 24  # the margins for the scale, the highest bar and the labels
MOST_LABELS = 6


@dataclass(frozen=True)
class Series:
    """One colour of the bars. *kind*: "done", "wait", "bad", "you", or "" (templates/parts/state_tag.html)."""

    name: Words
    kind: str
    values: Sequence[int]

    @property
    def total(self) -> int:
        """The sum over all columns."""
        return sum(self.values)


@dataclass(frozen=True)
class Bar:
    """A piece of a column. Numbers are texts, so that no language writes them in its own way."""

    x: str
    y: str
    width: str
    height: str
    kind: str


@dataclass(frozen=True)
class Label:
    """A text at a place of the drawing."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class BarPlot:
    """*name*: for ids on the page. *columns*: what each column is called. Every series has a value for each."""

    name: str
    title: Words
    columns: Sequence[str]
    series: Sequence[Series]
    column_title: Words

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(each.total for each in self.series)

    @cached_property
    def top(self) -> int:
        """The highest value of the scale: 1, 2 or 5 times a power of ten, or 4."""
        highest = max((sum(values) for values in self._stacks()), default=0)
        step = 1
        while True:
            for factor in (1, 2, 4, 5):
                if factor * step >= max(highest, 1):
                    return factor * step
            step *= 10

    def _stacks(self) -> Iterator[tuple[int, ...]]:
        return zip(*(each.values for each in self.series), strict=True)

    def bars(self) -> Iterator[Bar]:
        """The pieces of all columns, from the bottom up."""
        wide = (WIDTH - LEFT) / max(len(self.columns), 1)
        for number, values in enumerate(self._stacks()):
            x, below = LEFT + number * wide, 0
            for each, value in zip(self.series, values, strict=True):
                if value:
                    low, high = self._y(below), self._y(below + value)
                    height = max(low - high, 1.0)
                    yield Bar(_n(x + 1), _n(low - height), _n(wide - 2), _n(height), each.kind)
                    below += value

    def _y(self, value: int) -> float:
        return HEIGHT - BOTTOM - value / self.top * (HEIGHT - BOTTOM - TOP)

    def scale(self) -> list[Label]:
        """Zero, the top and, where it is whole, the middle."""
        marks = [0, self.top] if self.top % 2 else [0, self.top // 2, self.top]
        return [Label(_n(LEFT - 8), _n(self._y(mark)), str(mark)) for mark in marks]

    def labels(self) -> list[Label]:
        """The names of some columns, so that they do not overlap."""
        every = -(-len(self.columns) // MOST_LABELS) or 1
        wide = (WIDTH - LEFT) / max(len(self.columns), 1)
        return [
            Label(_n(LEFT + (number + 0.5) * wide), _n(HEIGHT - 6), name)
            for number, name in enumerate(self.columns)
            if number % every == every // 2
        ]

    def rows(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Column by column, newest first, those without anything left out."""
        together = list(zip(self.columns, self._stacks(), strict=True))
        return ((name, values) for name, values in reversed(together) if any(values))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
