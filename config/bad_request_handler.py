"""The answer to an unreadable request: an explanation with 413 if it is too large, otherwise Django's page for 400."""

import time
from contextlib import suppress

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# A browser that is still sending does not show the answer, so this much is read and discarded, for this long.
_DRAINED, _SECONDS = 64 * 1024 * 1024, 10.0
_CHUNK = 65_536


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`."""
    if not isinstance(exception, _TOO_LARGE):
        return defaults.bad_request(request, exception)
    _drain(request)
    context = {"files": isinstance(exception, TooManyFilesSent), "path": request.path}
    response = HttpResponse(render_to_string("413.html", context), status=413)
    # Anybody can send such requests in any number: a line in the access log, no mail.
    response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
    return response


def _drain(request: HttpRequest) -> None:
    stream, left, until = getattr(request, "_stream", None), _DRAINED, time.monotonic() + _SECONDS
    with suppress(OSError, ValueError):
        while stream is not None and left > 0 and time.monotonic() < until:
            chunk = stream.read(_CHUNK)
            if not chunk:
                return
            left -= len(chunk)
