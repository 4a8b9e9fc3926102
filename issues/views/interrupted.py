"""A form sent after the session had ended, or from before it began: what was typed is kept for its writer.

The form names its writer in a signed field, so that nobody else who signs in on that machine gets to see it; and
so that a page of somebody else's making, which can not sign, leaves no text in anybody's drafts.
"""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from issues.drafts import Edit

WRITER = "writer"
_KEY = "interrupted"
_SALT = "issues.writer"
# Anybody can post: no more than some tabs of long reports, and not for long.
_MOST_CHARACTERS = 2_000_000
_SECONDS = 3600
_FORMS = frozenset({"report-form", "bug-form"})


@dataclass(frozen=True)
class Waiting:
    """What waits for its writer, the names of files that could not be kept with it, and why others were refused."""

    edit: Edit
    files: list[str]
    refused: dict[str, str]


def writer_field(user_id: int) -> str:
    """What the form carries to say who wrote it."""
    return signing.dumps(user_id, salt=_SALT)


def writer_of(request: HttpRequest, *, max_age: int | None = None) -> Any:
    """The id of who wrote what is posted; None where the form does not say so, nobody signed it, or *max_age* seconds
    have gone since.
    """
    try:
        return signing.loads(request.POST.get(WRITER, ""), salt=_SALT, max_age=max_age)
    except signing.BadSignature:
        return None


def put_aside(request: HttpRequest, waiting: Waiting) -> HttpResponse:
    """Keep what was typed, and lead to the sign-in page and from there back to the form. Too much: a page says so."""
    if writer_of(request) is not None and not keep(request, waiting):
        return render(request, "403_csrf.html", {"reason": ""}, status=403)
    if _KEY in request.session:
        request.session.set_expiry(_SECONDS)
    return redirect_to_login(request.path)


def keep(request: HttpRequest, waiting: Waiting) -> bool:
    """Let it wait in the session for who wrote it; whether it does."""
    writer = writer_of(request)
    if writer is None:
        return False
    kept = asdict(waiting)
    kept["edit"]["submission_id"] = str(waiting.edit.submission_id)
    mine = {"writer": writer, "path": request.path, **kept}
    others = [each for each in request.session.get(_KEY, []) if _number(each) != _number(mine)]
    if sum(map(_size, [*others, mine])) > _MOST_CHARACTERS:
        return False
    request.session[_KEY] = [*others, mine]
    return True


def _number(waiting: dict[str, Any]) -> str:
    return str(waiting["edit"]["submission_id"])


def _size(waiting: dict[str, Any]) -> int:
    return sum(len(text) for texts in waiting["edit"]["values"].values() for text in texts)


def take_up(request: HttpRequest) -> list[Waiting]:
    """What this person had typed here, in one tab or several, when their session ended; once, and nobody else's."""
    waiting: list[dict[str, Any]] = request.session.get(_KEY, [])
    here = [each for each in waiting if each["path"] == request.path]
    if not here:
        return []
    request.session[_KEY] = [each for each in waiting if each not in here]
    if not request.session[_KEY]:
        del request.session[_KEY]
        request.session.set_expiry(None)
    return [_read(each) for each in here if each["writer"] == request.user.pk]


def _read(waiting: dict[str, Any]) -> Waiting:
    kept = waiting["edit"]
    edit = Edit(**{**kept, "submission_id": UUID(kept["submission_id"])})
    return Waiting(edit, waiting["files"], waiting.get("refused", {}))


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW. A form from before its writer signed in again leads back to itself, with all that was typed.

    Its text is not longer than the session holds; else, and for all other forms, a page that says what to do.
    """
    from issues.views.form import aside  # not before the addresses are known
    from issues.views.form.posted import read

    match = request.resolver_match
    if request.method == "POST" and match is not None and match.url_name in _FORMS:
        posted = read(request)
        if posted.autosave:
            said = _("You signed in again elsewhere. Press the button: what you typed is kept.")
            return render(request, "issues/autosaved.html", {"trouble": said})
        if not request.user.is_authenticated:
            return aside.put_aside(request, posted, aside.found_by(match))
        if writer_of(request) == request.user.pk and keep(
            request, aside.waiting(request, posted, aside.found_by(match))
        ):
            return redirect(request.path)
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
