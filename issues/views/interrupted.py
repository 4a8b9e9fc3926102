"""A form sent after the session had ended: what was typed waits in the new session until its writer signs in.

The form names its writer in a signed field, so that nobody else who signs in on that machine gets to see it.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse

from issues.filing import Typed

WRITER = "writer"
_KEY = "interrupted"
_SALT = "issues.writer"
# Anybody can post: no more than the longest report, and not for long.
_MOST_CHARACTERS = 200_000
_SECONDS = 3600


def writer_field(user_id: int) -> str:
    """What the form carries to say who wrote it."""
    return signing.dumps(user_id, salt=_SALT)


def put_aside(request: HttpRequest, submission_id: UUID, values: Typed) -> HttpResponse:
    """Keep what was typed, and lead to the sign-in page and from there back to the form."""
    try:
        writer = signing.loads(request.POST.get(WRITER, ""), salt=_SALT)
    except signing.BadSignature:
        writer = None
    size = sum(len(text) for texts in values.values() for text in texts)
    if writer is not None and size <= _MOST_CHARACTERS:
        request.session[_KEY] = {
            "writer": writer,
            "path": request.path,
            "submission": str(submission_id),
            "values": values,
        }
        request.session.set_expiry(_SECONDS)
    return redirect_to_login(request.path)


def take_up(request: HttpRequest) -> tuple[UUID, Typed] | None:
    """What this person had typed here when their session ended, once; None for nothing, or another's."""
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if kept is None or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    request.session.set_expiry(None)
    if kept["writer"] != request.user.pk:
        return None
    return UUID(kept["submission"]), kept["values"]
