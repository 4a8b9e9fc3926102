"""While developing, shows Lodge's own page for what is not there, as an installation does, instead of Django's."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults


class OwnNotFoundPageMiddleware:
    """Must be the last one. Never used with DEBUG off, where Django itself shows that page.

    `make run` is for looking at Lodge; the list of all addresses is in the URLconf.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        if not settings.DEBUG:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and request.resolver_match is None:
            return defaults.page_not_found(request, Http404())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a view that found nothing."""
        return (
            defaults.page_not_found(request, exception) if isinstance(exception, Http404) else None
        )
