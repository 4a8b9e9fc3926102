"""The page of an examination, sent while it goes on: it needs no script, and each step shows as soon as it is done."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from integrations.doctor.diagnosis import Who, Words
from integrations.doctor.findings import Finding, Summary
from integrations.doctor.report import as_text
from integrations.doctor.turns import Turn
from integrations.doctor.wording import told
from integrations.models import Connection

# Where the steps and the result go in the rendered page.
PLACE, RESULT_PLACE = mark_safe("<!-- steps -->"), mark_safe("<!-- result -->")


class Streamed:
    """A page in parts. It ends the turn when it is over, or when nobody reads it any more."""

    def __init__(self, parts: Iterator[bytes], turn: Turn) -> None:
        self._parts, self._turn = parts, turn
        self._language = translation.get_language() or "en"
        self._zone = timezone.get_current_timezone()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        # The middlewares that chose them are done when the parts are made.
        with translation.override(self._language), timezone.override(self._zone):
            try:
                return next(self._parts)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """End the turn. Called by the server, whatever happens."""
        self._turn.close()


def streamed(
    request: HttpRequest,
    template: str,
    findings: Iterable[Finding],
    *,
    names: dict[Who, Words],
    turn: Turn,
    context: dict[str, object],
) -> StreamingHttpResponse:
    """*template* around the steps. *context*: with `connection`; `running` is added."""
    places = {"running": True, "place": PLACE, "result_place": RESULT_PLACE}
    begin, _, rest = render_to_string(template, {**context, **places}, request).partition(PLACE)
    frame = (begin, *rest.partition(RESULT_PLACE)[::2])
    connection = context.get("connection")
    close = _closer(connection if isinstance(connection, Connection) else None, names)
    response = StreamingHttpResponse(
        Streamed(_parts(frame, findings, names, close), turn),
        content_type="text/html; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _parts(
    frame: tuple[str, ...],
    findings: Iterable[Finding],
    names: dict[Who, Words],
    close: Callable[[list[Finding], datetime], str],
) -> Iterator[bytes]:
    """*frame*: the page before the steps, between them and the result, and after it."""
    begin, between, end = frame
    at = timezone.now()
    yield begin.encode()
    done: list[Finding] = []
    for finding in findings:
        done.append(finding)
        yield render_to_string(
            "integrations/doctor/step.html", {"told": told(finding, names)}
        ).encode()
    yield f"{between}{close(done, at)}{end}".encode()


def _closer(
    connection: Connection | None, names: dict[Who, Words]
) -> Callable[[list[Finding], datetime], str]:
    def close(findings: list[Finding], at: datetime) -> str:
        summary = Summary(findings)
        who = [names[each] for each in Who if each in summary.who]
        text = as_text(findings, names, connection=connection, at=at)
        context = {"problems": len(summary.problems), "who": who, "text": text}
        return render_to_string("integrations/doctor/result.html", context)

    return close
