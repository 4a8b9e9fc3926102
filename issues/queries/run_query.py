"""Runs a saved query as whoever reads it. Nothing of its answer is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from integrations import jira
from issues.models import SavedQuery
from issues.queries.columns import asked, columns
from issues.queries.tables.cells import Cell, Column, cell


@dataclass(frozen=True)
class Row:
    """An issue in the table."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Run:
    """A query about to run: the JQL with its parameters bound, as whom, where, and which columns."""

    account: jira.Account
    site: jira.Site
    jql: str
    columns: tuple[Column, ...]
    zone: ZoneInfo

    @property
    def gone(self) -> tuple[Column, ...]:
        """Columns whose field Jira does not list for this reader."""
        return tuple(each for each in self.columns if not each.exists)

    @property
    def header(self) -> list[str]:
        """The names of the columns; those with times say in which zone."""
        return [
            f"{each.name} ({self.zone.key})" if each.type == "datetime" else each.name
            for each in self.columns
        ]

    def rows(self, page: jira.QueryPage) -> Iterator[Row]:
        """The rows of a page."""
        for issue in page.issues:
            cells = tuple(cell(issue, each, self.zone) for each in self.columns)
            yield Row(issue.key, cells)

    def address(self, key: str) -> str:
        """The issue in Jira."""
        return f"{self.site.url}/browse/{key}"


@dataclass(frozen=True)
class Page:
    """One page of the table. *next_token*: of the next page, None on the last one."""

    rows: tuple[Row, ...]
    next_token: str | None
    warnings: tuple[str, ...]
    answer: Mapping[str, Any] = field(repr=False)


def prepare(saved: SavedQuery, account: jira.Account, site: jira.Site, jql: str) -> Run:
    """What is needed to run *jql*. The fields are asked for where they are not cached. Raises errors of jira."""
    fields = jira.all_fields(account.account_id, site.cloud_id)
    zone = jira.time_zone_of(account, site.cloud_id)
    return Run(account, site, jql, tuple(columns(saved.columns, fields)), zone)


def page(run: Run, token: str | None = None) -> Page:
    """One page. Raises errors of integrations.jira; Rejected holds Jira's words about the query."""
    found = jira.query_page(
        run.account.account_id, run.site.cloud_id, run.jql, asked(run.columns), token
    )
    after = None if found.next_token == token else found.next_token
    return Page(tuple(run.rows(found)), after, found.warnings, found.answer)


def all_pages(run: Run) -> Iterator[jira.QueryPage]:
    """Every page. Raises errors of integrations.jira while it is read."""
    return jira.query_pages(run.account.account_id, run.site.cloud_id, run.jql, asked(run.columns))
