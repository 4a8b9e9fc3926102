"""CSRF_FAILURE_VIEW: saves the text of a form whose CSRF token is no longer valid."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from issues.views.form.answer import answer
from issues.views.form.outcome import TooOld
from issues.views.form.post import answer_post

_FORMS = frozenset({"report-form", "bug-form", "report-similar"})


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Save a report form that was loaded before its writer signed in again, and lead back to it.

    For all other forms, and where the text does not fit into the session, a page says what to do.
    """
    match = request.resolver_match
    ours = match is not None and match.url_name in _FORMS and not _is_foreign(request)
    if request.method == "POST" and ours:
        return answer_post(request, proven=False)
    return answer(request, TooOld())


def _is_foreign(request: HttpRequest) -> bool:
    """Whether another site's page sent this. The browser then omits our cookies, and our answer would replace them."""
    origin = request.headers.get("Origin", "")
    known = urlsplit(origin).netloc == request.get_host() or origin in settings.CSRF_TRUSTED_ORIGINS
    return bool(origin) and not known
