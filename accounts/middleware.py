"""Every page in the language, time zone and number format of the person who asked for it; and one page for a crowd."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from accounts import zones
from accounts.hashing import RETRY_AFTER, TooManyAtOnceError
from accounts.number_format import number_format_of
from accounts.sessions import SessionStore

BY_ITSELF = "X-By-Itself"


class PreferencesMiddleware:
    """Stands after AuthenticationMiddleware: a signed-in person's choices go before those of their browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else ""
        if user.is_authenticated:
            if user.language in dict(settings.LANGUAGES):
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            timezone.activate(zones.of_person(user))
        try:
            with number_format_of(request, language):
                return self.get_response(request)
        finally:
            timezone.deactivate()


class IdleMiddleware:
    """Stands after AuthenticationMiddleware: a page that somebody asks for keeps their session, one that asks by itself
    does not (`X-By-Itself`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and BY_ITSELF not in request.headers:
            cast("SessionStore", request.session).stay()
        return self.get_response(request)


class CrowdMiddleware:
    """A page for whoever finds no turn to have a password looked at, or set (accounts/hashing.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503, with the time after which to try again. Nothing was changed, and no guess counted."""
        if not isinstance(exception, TooManyAtOnceError):
            return None
        response = render(request, "accounts/crowd.html", status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        # Otherwise Django mails the admins about every one of them.
        response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
        return response
