"""All rows of a query, one after the other, for a file. A list that ends early says so in its last line."""

import logging
from collections.abc import Iterator, Sequence
from itertools import chain
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts import rate_counters
from accounts.models import User
from integrations import jira
from issues.queries.export_progress import Stage, Writer
from issues.queries.run_query import Run, all_pages
from issues.queries.tables.cells import Cell

logger = logging.getLogger(__name__)
MOST_ROWS = 50_000
# Each row costs a point of the hourly quota that all people of this Lodge share.
EXPORTS_PER_HOUR = 20
LONGEST_STREAM = 900.0  # seconds; proxies see a line at least every few of them


class BusyError(Exception):
    """The person has an export under way, or had too many in this hour."""


def under_way(user: User) -> UUID | None:
    """Which export of theirs is written now, where its page is known."""
    found = cache.get(_turn_key(user))
    return found if isinstance(found, UUID) else None


def _turn_key(user: User) -> str:
    return f"query-export:{user.pk}"


class Turn:
    """One export of a person at a time. `close` ends it. *export_id*: that of its page, if it has one."""

    def __init__(self, user: User, export_id: UUID | None = None) -> None:
        """Raises BusyError."""
        self._key = _turn_key(user)
        if not cache.add(self._key, export_id or 1, int(LONGEST_STREAM) + 60):
            raise BusyError
        try:
            rate_counters.take([rate_counters.counter("exports", user.pk, EXPORTS_PER_HOUR, 3600)])
        except rate_counters.TooManyError as error:
            self.close()
            raise BusyError from error

    def close(self) -> None:
        """Let the person begin another one."""
        cache.delete(self._key)


class Rows:
    """Iterates over the rows of *run* once. The first page is read at once, so that its errors are raised here.

    *writer* is told how far it is, and may end it. Raises errors of integrations.jira.
    """

    def __init__(self, run: Run, user: User, seconds: float, writer: Writer) -> None:
        self._run, self._ends_at, self._writer = run, monotonic() + seconds, writer
        self._share = rate_counters.counter(
            "exported-rows", user.pk, settings.QUERY_ROWS_PER_HOUR, 3600
        )
        pages = all_pages(run)
        self._pages = chain([next(pages)], pages)
        self._ended = False
        self.count = 0
        self.note = ""
        writer.tell(Stage.RUNNING, 0)

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        """The cells of each row; `note` says afterwards why the list ends early, if it does."""
        try:
            for page in self._pages:
                yield from self._rows_of(page)
                if not self.note and page.next_token is not None:
                    self.note = self._why_to_stop()
                if self.note:
                    break
        except jira.IntegrationError as error:
            logger.info("an export ended after %d rows: %s", self.count, type(error).__name__)
            self.note = _("Not all rows: Jira stopped answering after %(n)d of them.")
            self.note %= {"n": self.count}
        self._ended = True
        self._writer.tell(Stage.CUT if self.note else Stage.WHOLE, self.count, self.note)

    def _rows_of(self, page: jira.QueryPage) -> Iterator[Sequence[Cell]]:
        """The rows of a page, while the person's share of this hour and the file's length allow it."""
        if page.issues and not rate_counters.move([self._share], len(page.issues)):
            self.note = _("Not all rows: your share of this hour is used up.")
            return
        for row in self._run.rows(page):
            if self.count >= MOST_ROWS:
                self.note = _("Not all rows: a file holds at most %(n)d of them.")
                self.note %= {"n": MOST_ROWS}
                return
            self.count += 1
            yield row.cells

    def _why_to_stop(self) -> str:
        """Why the next page is not read; empty where it is."""
        if self._writer.is_stopped():
            note = _("Not all rows: you stopped it after %(n)d of them.")
            return note % {"n": self.count}
        if monotonic() > self._ends_at:
            return _("Not all rows: it took too long. Narrow the query down.")
        self._writer.tell(Stage.RUNNING, self.count)
        return ""

    def with_note(self) -> Iterator[Sequence[Cell]]:
        """The rows, and a last one with the note, if there is one."""
        yield from self
        if self.note:
            yield [self.note]

    def close(self) -> None:
        """Nobody reads them any more: tell so where there were more."""
        if not self._ended:
            self._ended = True
            self._writer.tell(Stage.BROKEN, self.count)
