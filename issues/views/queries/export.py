"""The whole table of a saved query as CSV or as a spreadsheet, sent while it is read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from integrations import jira
from issues.queries.export_progress import Writer
from issues.queries.export_rows import LONGEST_STREAM, BusyError, Rows, Turn, under_way
from issues.queries.run_query import Run
from issues.queries.tables import csv_lines, spreadsheet
from issues.views.jira_unavailable import guarded
from issues.views.queries.opened_query import Opened, opened, run_of
from issues.views.signed_in_request import SignedIn

Parts = Callable[[Run, Rows], Iterator[bytes]]


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is called, its type, and how it is written."""

    ending: str
    content_type: str
    parts: Parts


CSV = Kind(
    "csv",
    "text/csv; charset=utf-8",
    lambda job, rows: csv_lines.lines(job.header, rows.with_note()),
)
XLSX = Kind(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    lambda job, rows: spreadsheet.stream(job.header, rows.with_note()),
)


@require_safe
@guarded
def csv(request: SignedIn, query_id: UUID) -> HttpResponse:
    """All rows, sent page by page. A list that ends early says so in its last line."""
    return _answer(request, query_id, CSV)


@require_safe
@guarded
def xlsx(request: SignedIn, query_id: UUID) -> HttpResponse:
    """The same as a spreadsheet."""
    return _answer(request, query_id, XLSX)


def _answer(request: SignedIn, query_id: UUID, kind: Kind) -> HttpResponse:
    """Raises UnknownPlaceError and errors of integrations.jira. What is wrong with the query is said by its page."""
    sent = request.GET.dict()
    export_id = _id_in(sent.pop("export", ""))
    found = opened(request.user, query_id, sent)
    back = f"{reverse('query', args=[query_id])}?{urlencode(sent)}"
    if not found.jql:
        return redirect(back)
    job = run_of(request.user, found)
    try:
        turn = Turn(request.user, export_id)
    except BusyError:
        return _busy(request, found, back)
    try:
        writer = Writer(request.user.pk, export_id)
        rows = Rows(job, request.user, LONGEST_STREAM, writer)
        return _streamed(found, kind, _FileStream(kind.parts(job, rows), rows, turn))
    except jira.Rejected:
        turn.close()
        return redirect(back)
    except BaseException:
        turn.close()
        raise


def _id_in(text: str) -> UUID | None:
    """The export that the page beside it named."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _busy(request: SignedIn, found: Opened, back: str) -> HttpResponse:
    context = {"saved": found.saved, "back": back, "export_id": under_way(request.user)}
    busy = render(request, "issues/queries/export_under_way.html", context, status=429)
    busy.headers["Retry-After"] = "60"
    return busy


def _streamed(found: Opened, kind: Kind, parts: "_FileStream") -> HttpResponse:
    """A file that is sent while it is made. Nothing on the way may hold it back, or keep it."""
    answer = StreamingHttpResponse(parts, content_type=kind.content_type)
    name = file_name(found, kind.ending)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer  # type: ignore[return-value]  # a streaming answer is as good


class _FileStream:
    """Parts that end the turn when they are over, or when nobody reads them any more."""

    def __init__(self, parts: Iterator[bytes], rows: Rows, turn: Turn) -> None:
        self._parts, self._rows, self._turn = parts, rows, turn

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._parts)

    def close(self) -> None:
        self._turn.close()
        self._rows.close()


def file_name(found: Opened, kind: str) -> str:
    """The query's name as that of a file, in plain letters."""
    return f"{slugify(found.saved.name)[:60] or 'query'}.{kind}"
