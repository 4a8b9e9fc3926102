"""Every page in the language, time zone and number format of the person who asked for it."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.number_format import number_format_of


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
            timezone.activate(zone_called(user.time_zone))
        try:
            with number_format_of(request, language):
                return self.get_response(request)
        finally:
            timezone.deactivate()


def zone_called(name: str) -> zoneinfo.ZoneInfo:
    """The time zone *name* of the IANA database; the site's own where there is none of that name."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
