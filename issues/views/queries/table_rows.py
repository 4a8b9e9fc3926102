"""The rows of a table as a page shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format

from issues.queries.run_query import Page, Run
from issues.queries.tables.cells import Cell, Column, plain


@dataclass(frozen=True)
class ShownRow:
    """`address`: of the issue. `cells`: each column with its text, "" where the field is empty."""

    address: str
    cells: tuple[tuple[Column, str], ...]


def shown_rows(run: Run, page: Page) -> Iterator[ShownRow]:
    """The rows of *page*, with times in words of the reader's language."""
    for row in page.rows:
        texts = map(words, row.cells)
        yield ShownRow(issue_address(run, row.key), tuple(zip(run.columns, texts, strict=True)))


def words(value: Cell) -> str:
    """A cell for people. Times are in the reader's zone already."""
    if isinstance(value, datetime):
        return date_format(value, "j M Y, H:i")
    return date_format(value, "j M Y") if isinstance(value, date) else plain(value)


def issue_address(run: Run, key: str) -> str:
    """The page of the issue in Lodge, or in Jira where Lodge has none."""
    try:
        return reverse("issues:issue", args=[run.site.cloud_id, key])
    except NoReverseMatch:
        return run.address(key)
