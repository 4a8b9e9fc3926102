"""Language, time zone and number format of each request; idle sessions; and the page for too many sign-ins."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts import display_time_zone
from accounts.authentication import read_with
from accounts.models import User
from accounts.number_format import number_format_of
from accounts.password_hashing import RETRY_AFTER, TooManyAtOnceError
from accounts.session_store import SessionStore

BY_ITSELF = "X-By-Itself"


class SignedInMiddleware(AuthenticationMiddleware):
    """Django's, whose user is the one that was read with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Set `request.user`."""
        super().process_request(request)
        request.user = cast("User", SimpleLazyObject(lambda: _user_of(request)))


def _user_of(request: HttpRequest) -> User | AnonymousUser:
    with read_with(cast("SessionStore", request.session)):
        return get_user(request)


class PreferencesMiddleware:
    """Must come after AuthenticationMiddleware. The preferences of a signed-in user override those of the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else ""
        if user.is_authenticated:
            if user.language in dict(settings.LANGUAGES):
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            timezone.activate(display_time_zone.of_person(user))
        try:
            with number_format_of(request, language):
                return self.get_response(request)
        finally:
            timezone.deactivate()


class IdleSessionMiddleware:
    """Must come after AuthenticationMiddleware.

    A user's request extends the session; one of a script does not (`X-By-Itself`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and BY_ITSELF not in request.headers:
            cast("SessionStore", request.session).stay()
        return self.get_response(request)


class TooManySignInsMiddleware:
    """Answers a sign-in or password change that got no turn to hash (accounts/password_hashing.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 with the time to try again. Nothing was changed, and no attempt counted."""
        if not isinstance(exception, TooManyAtOnceError):
            return None
        response = render(request, "accounts/too_many_sign_ins.html", status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        # Otherwise Django mails the admins about each one.
        response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
        return response
