"""A name for each request: in the header of its answer, in its line of the access log, and in all that is logged of it.

The id is always Lodge's own: one that a caller sends could be that of somebody else's request.
"""

from collections.abc import Callable
from contextvars import ContextVar
from secrets import token_hex

from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

HEADER = "X-Request-ID"
# Where the server's access log finds them: it has the same dictionary as `request.META`.
REQUEST_ID, PERSON = "lodge.request_id", "lodge.person"
_present: ContextVar[str] = ContextVar("request_id", default="")


def present() -> str:
    """The id of the request that is answered here; empty outside of one."""
    return _present.get()


def person_of(request: HttpRequest) -> str:
    """The number of whoever is signed in, if the page had asked who it was; else empty.

    Nobody is asked from here: what broke may be the database.
    """
    user = getattr(request, "user", None)
    known = getattr(user, "_wrapped", user)
    pk = None if known is empty else getattr(known, "pk", None)
    return str(pk) if pk else ""


class RequestIdMiddleware:
    """Stands before all others, so that every answer has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request.META[REQUEST_ID] = token_hex(8)
        _present.set(request_id)
        response = self.get_response(request)
        request.META[PERSON] = person_of(request)
        response.headers[HEADER] = request_id
        return response


@receiver(request_finished, dispatch_uid="config.tracing")
def _finished(**_more: object) -> None:
    """Only now: Django logs what went wrong after all of its middlewares."""
    _present.set("")
