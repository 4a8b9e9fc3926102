"""The answer when a quota is exceeded: what to do, and all of the posted text."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.server_error_handlers import page_with_posted_text
from issues.limits.quotas import FullError
from issues.views.form.parse import AUTOSAVE


class QuotaExceededMiddleware:
    """Handles QuotaExceeded of any page. Autosave gets a short answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for exceptions of views."""
        if not isinstance(exception, FullError):
            return None
        if AUTOSAVE in request.POST:
            return render(
                request,
                "issues/autosave_response.html",
                {"trouble": f"{exception.title} {exception.words}"},
            )
        return render(
            request,
            "issues/draft_quota_exceeded.html",
            {"full": exception, **page_with_posted_text(request)},
            status=409,
        )
