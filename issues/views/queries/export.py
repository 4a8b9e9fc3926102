"""The whole table of a saved query as CSV or as a spreadsheet, sent while it is read."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.models import User
from integrations import jira
from issues.queries.export_rows import LONGEST_STREAM, BusyError, Rows, Turn
from issues.queries.run_query import Run
from issues.queries.tables import csv_lines, spreadsheet
from issues.views.jira_unavailable import guarded
from issues.views.queries.opened_query import Opened, opened, run_of
from issues.views.signed_in_request import SignedIn

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Answer = Callable[[Opened, Run, User, Turn], HttpResponseBase]


@require_safe
@guarded
def csv(request: SignedIn, query_id: UUID) -> HttpResponse:
    """All rows, sent page by page. A list that ends early says so in its last line."""
    return _answer(request, query_id, _csv)


@require_safe
@guarded
def xlsx(request: SignedIn, query_id: UUID) -> HttpResponse:
    """The same as a spreadsheet."""
    return _answer(request, query_id, _xlsx)


def _answer(request: SignedIn, query_id: UUID, answer: Answer) -> HttpResponse:
    """Raises UnknownPlaceError and errors of integrations.jira. What is wrong with the query is said by its page."""
    found = opened(request.user, query_id, request.GET.dict())
    back = f"{reverse('query', args=[query_id])}?{urlencode(request.GET.dict())}"
    if not found.jql:
        return redirect(back)
    job = run_of(request.user, found)
    try:
        turn = Turn(request.user)
    except BusyError:
        context = {"saved": found.saved, "back": back}
        busy = render(request, "issues/queries/export_under_way.html", context, status=429)
        busy.headers["Retry-After"] = "60"
        return busy
    try:
        return answer(found, job, request.user, turn)  # type: ignore[return-value]  # a streaming answer is as good
    except jira.Rejected:
        turn.close()
        return redirect(back)
    except BaseException:
        turn.close()
        raise


def _csv(found: Opened, job: Run, user: User, turn: Turn) -> HttpResponseBase:
    rows = Rows(job, user, LONGEST_STREAM)
    lines = csv_lines.lines(job.header, rows.with_note())
    return _streamed(found, lines, turn, "csv", "text/csv; charset=utf-8")


def _xlsx(found: Opened, job: Run, user: User, turn: Turn) -> HttpResponseBase:
    rows = Rows(job, user, LONGEST_STREAM)
    return _streamed(found, spreadsheet.stream(job.header, rows.with_note()), turn, "xlsx", XLSX)


def _streamed(
    found: Opened, parts: Iterator[bytes], turn: Turn, kind: str, content_type: str
) -> HttpResponseBase:
    """A file that is sent while it is made. Nothing on the way may hold it back, or keep it."""
    answer = StreamingHttpResponse(_FileStream(parts, turn), content_type=content_type)
    name = file_name(found, kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


class _FileStream:
    """Parts that end the turn when they are over, or when nobody reads them any more."""

    def __init__(self, parts: Iterator[bytes], turn: Turn) -> None:
        self._parts, self._turn = parts, turn

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._parts)

    def close(self) -> None:
        self._turn.close()


def file_name(found: Opened, kind: str) -> str:
    """The query's name as that of a file, in plain letters."""
    return f"{slugify(found.saved.name)[:60] or 'query'}.{kind}"
