"""The signed field of a form that names its writer.

A post from after the session ended is kept for this writer, even if another user signs in next in the same browser. A
page that Lodge did not make cannot sign the field, so it cannot add a text to a user's drafts.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import User

WRITER = "writer"
_SALT = "issues.writer"


@dataclass(frozen=True)
class Writer:
    """The writer of a post. `id`: the user id in the signed field, of any age; None without a valid signature.

    `user`: the writer, if they are signed in or the field proves it.
    """

    id: Any
    user: User | None


def writer_field(user: User) -> str:
    """The value of the field. It proves the writer until their password changes."""
    return signing.dumps([user.pk, _proof(user)], salt=_SALT)


def writer_of(request: HttpRequest) -> Writer:
    """The writer of a post. For a signed-out post, the field proves it for as long as a session may last."""
    writer, _proof_of_it = _signed(request, None)
    if not request.user.is_authenticated:
        return Writer(writer, _proven(request))
    return Writer(writer, request.user if writer == request.user.pk else None)


def _proven(request: HttpRequest) -> User | None:
    """The writer, if active and with the same password as then."""
    writer, proof = _signed(request, settings.SESSION_COOKIE_AGE)
    user = (
        User.objects.filter(pk=writer, is_active=True).first() if isinstance(writer, int) else None
    )
    return user if user is not None and proof == _proof(user) else None


def _proof(user: User) -> str:
    return salted_hmac(_SALT, user.get_session_auth_hash()).hexdigest()[:20]


def _signed(request: HttpRequest, max_age: int | None) -> tuple[Any, str]:
    try:
        said = signing.loads(request.POST.get(WRITER, ""), salt=_SALT, max_age=max_age)
    except signing.BadSignature:
        return None, ""
    return (said[0], said[1]) if isinstance(said, list) and len(said) == 2 else (said, "")
