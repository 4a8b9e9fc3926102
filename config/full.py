"""What is answered where somebody has no room for what they typed: words what to do, and all of it back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.unavailable import given_back
from issues.quotas import FullError
from issues.views.form.posted import AUTOSAVE


class FullMiddleware:
    """Whichever page wanted to store it. What was saved while somebody typed is answered in a few words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for what a view lets through."""
        if not isinstance(exception, FullError):
            return None
        if AUTOSAVE in request.POST:
            return render(
                request, "issues/autosaved.html", {"trouble": f"{exception.title} {exception.words}"}
            )
        return render(request, "issues/full.html", {"full": exception, **given_back(request)}, status=409)
