"""A form sent after the session had ended, or from before it began: what was typed is kept for its writer.

The form names its writer in a signed field, so that nobody else who signs in on that machine gets to see it; and
so that a page of somebody else's making, which cannot sign, leaves no text in anybody's drafts.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from accounts.models import User
from issues.drafts import Edit

WRITER = "writer"
_KEY = "interrupted"
_SALT = "issues.writer"
# Anybody can post: no more than some tabs of long reports, and not for long.
_MOST_CHARACTERS = 2_000_000
_SECONDS = 3600
_FORMS = frozenset({"report-form", "bug-form", "report-similar"})


@dataclass(frozen=True)
class Waiting:
    """What waits for its writer at *path*: `report`, the id of the draft that holds it, or of what was sent before.

    Where the form proves too little for that, `edit`, the text itself. `files`: names of those that could not be kept;
    `refused`: why others were not. `dropped`: ids of stored files that are to be let go, while the draft is at
    `version`. `apart`: why it is a draft of its own: what it was is "sent", or "changed" in another tab.
    """

    path: str
    report: str = ""
    edit: Edit | None = None
    files: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    apart: str = ""
    version: int = 0

    @property
    def number(self) -> str:
        """Of two with the same, the later one counts."""
        return self.report or (f"{self.edit.submission_id} {self.edit.tab}" if self.edit else "")

    @property
    def size(self) -> int:
        """In characters, as a session holds it."""
        return len(json.dumps(self.to_json(), ensure_ascii=False))

    def to_json(self) -> dict[str, Any]:
        """As a session holds it."""
        kept = asdict(self)
        if self.edit is not None:
            kept["edit"]["submission_id"] = str(self.edit.submission_id)
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read it again."""
        edit = kept["edit"]
        if edit is not None:
            edit = Edit(**{**edit, "submission_id": UUID(edit["submission_id"])})
        return cls(**{**kept, "edit": edit})


def writer_field(user: User) -> str:
    """What the form carries to say who wrote it. It proves that until their password is another."""
    return signing.dumps([user.pk, _proof(user)], salt=_SALT)


def _proof(user: User) -> str:
    return salted_hmac(_SALT, user.get_session_auth_hash()).hexdigest()[:20]


def writer_id(request: HttpRequest) -> Any:
    """The id of who wrote what is posted, however long ago; None where the form does not say so in a signed field."""
    return _signed(request, None)[0]


def writer_of(request: HttpRequest) -> User | None:
    """Who wrote what is posted, and may still sign in as when they did; the form no older than a session may be."""
    writer, proof = _signed(request, settings.SESSION_COOKIE_AGE)
    user = User.objects.filter(pk=writer, is_active=True).first() if isinstance(writer, int) else None
    return user if user is not None and proof == _proof(user) else None


def _signed(request: HttpRequest, max_age: int | None) -> tuple[Any, str]:
    try:
        said = signing.loads(request.POST.get(WRITER, ""), salt=_SALT, max_age=max_age)
    except signing.BadSignature:
        return None, ""
    return (said[0], said[1]) if isinstance(said, list) and len(said) == 2 else (said, "")


def wait(request: HttpRequest, waiting: Waiting) -> bool:
    """Let it wait in the session for who wrote it; whether there is room for it. Nobody's text does not wait."""
    writer = writer_id(request)
    if writer is None:
        return True
    others = [pair for pair in _all(request) if (pair[0], pair[1].number) != (writer, waiting.number)]
    if sum(each.size for _whose, each in others) + waiting.size > _MOST_CHARACTERS:
        return False
    _put(request, [*others, (writer, waiting)])
    request.session.set_expiry(_SECONDS)
    return True


def take_up(request: HttpRequest) -> list[Waiting]:
    """What this person had typed here, in one tab or several, when their session ended; once, and nobody else's."""
    everything = _all(request)
    here = [(whose, each) for whose, each in everything if each.path == request.path]
    if here:
        _put(request, [pair for pair in everything if pair not in here])
    return [each for whose, each in here if whose == request.user.pk]


def leave(session: dict[str, Any], user_id: int) -> bool:
    """Take out of *session*, whoever's it is, what waits there for this person; whether there was something."""
    kept = session.get(_KEY, [])
    others = [each for each in kept if each.get("writer") != user_id]
    if len(others) == len(kept):
        return False
    session[_KEY] = others
    return True


def _all(request: HttpRequest) -> list[tuple[Any, Waiting]]:
    """Whose, and what."""
    return [
        (each.pop("writer"), Waiting.from_json(each)) for each in map(dict, request.session.get(_KEY, []))
    ]


def _put(request: HttpRequest, everything: list[tuple[Any, Waiting]]) -> None:
    if everything:
        request.session[_KEY] = [{"writer": whose, **each.to_json()} for whose, each in everything]
    else:
        del request.session[_KEY]


@receiver(user_logged_in)
def stay(sender: Any, request: HttpRequest, **_more: Any) -> None:
    """Who has signed in stays so for as long as anybody, whatever waits."""
    if _KEY in request.session:
        request.session.set_expiry(None)


def _is_foreign(request: HttpRequest) -> bool:
    """Whether another site's page sent this. The browser then left out our cookies, and would lose them for ours."""
    origin = request.headers.get("Origin", "")
    known = urlsplit(origin).netloc == request.get_host() or origin in settings.CSRF_TRUSTED_ORIGINS
    return bool(origin) and not known


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW. A form from before its writer signed in again leads back to itself, with all that was typed.

    Its text is not longer than the session holds; else, and for all other forms, a page that says what to do.
    """
    from issues.views.form import aside  # not before the addresses are known

    match = request.resolver_match
    ours = match is not None and match.url_name in _FORMS and not _is_foreign(request)
    answer = aside.take_back(request, match) if request.method == "POST" and match and ours else None
    return answer or render(request, "403_csrf.html", {"reason": reason}, status=403)
