"""Columns, scale and labels of a plot, and the numbers beside it."""

import pytest

from accounts.bar_plot import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, BarPlot, Series


def plot(*values: list[int], columns: int | None = None) -> BarPlot:
    """A plot of series with these values."""
    names = [str(number) for number in range(columns or len(values[0]))]
    series = [Series(f"series {number}", "", each) for number, each in enumerate(values)]
    return BarPlot("a-plot", "A plot", names, series, "Column")


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (3, 4), (7, 10), (11, 20), (40, 40), (41, 50), (501, 1000)]
)
def test_the_scale_ends_at_a_round_number(highest: int, top: int) -> None:
    assert plot([highest]).top == top


def test_the_pieces_of_a_column_stand_on_each_other() -> None:
    low, high = plot([6], [4]).bars()
    assert float(low.y) + float(low.height) == HEIGHT - BOTTOM
    assert float(high.y) + float(high.height) == pytest.approx(float(low.y), abs=0.1)
    assert float(high.y) == TOP


def test_a_small_number_is_still_seen() -> None:
    small, _large = plot([1, 1000]).bars()
    assert float(small.height) >= 1


def test_nothing_is_drawn_outside() -> None:
    for bar in plot([5, 0, 7], [1, 2, 3]).bars():
        assert LEFT <= float(bar.x) < float(bar.x) + float(bar.width) <= WIDTH
        assert TOP <= float(bar.y) <= HEIGHT - BOTTOM


def test_zero_has_no_bar() -> None:
    assert list(plot([0, 0]).bars()) == []
    assert plot([0, 0]).is_empty


@pytest.mark.parametrize("columns", [1, 5, 7, 30, 48])
def test_few_columns_are_named_below(columns: int) -> None:
    assert 1 <= len(plot([1] * columns).labels()) <= 6


def test_the_table_begins_with_the_newest_and_leaves_out_what_is_empty() -> None:
    assert list(plot([1, 0, 3], [0, 0, 2]).rows()) == [("2", (3, 2)), ("0", (1, 0))]


def test_numbers_are_written_the_same_in_every_language() -> None:
    assert all("," not in bar.y + bar.x for bar in plot([1, 2, 3]).bars())


def test_the_scale_has_a_middle_where_it_is_whole() -> None:
    assert [mark.text for mark in plot([10]).scale()] == ["0", "5", "10"]
    assert [mark.text for mark in plot([1]).scale()] == ["0", "1"]
