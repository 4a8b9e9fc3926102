"""An id for each request: in a response header, in the access log, and in all log lines about it.

The id is always Lodge's own: a caller could send the id of another request.
"""

from collections.abc import Callable
from contextvars import ContextVar
from secrets import token_hex

from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

HEADER = "X-Request-ID"
# The access log of the server finds it there: it has the same dictionary as `request.META`.
REQUEST_ID, PERSON = "lodge.request_id", "lodge.person"
_present: ContextVar[str] = ContextVar("request_id", default="")


def present() -> str:
    """The id of the current request; empty outside of one."""
    return _present.get()


def person_of(request: HttpRequest) -> str:
    """The id of the signed-in user, if the page has loaded it; otherwise empty.

    This makes no query: the database may be what failed.
    """
    user = getattr(request, "user", None)
    known = getattr(user, "_wrapped", user)
    pk = None if known is empty else getattr(known, "pk", None)
    return str(pk) if pk else ""


class RequestIdMiddleware:
    """Must come before all others, so that every response has an id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request.META[REQUEST_ID] = token_hex(8)
        _present.set(request_id)
        response = self.get_response(request)
        request.META[PERSON] = person_of(request)
        response.headers[HEADER] = request_id
        return response


@receiver(request_finished, dispatch_uid="config.request_tracing")
def _finished(**_more: object) -> None:
    """Only now: Django logs errors after all of its middlewares."""
    _present.set("")
