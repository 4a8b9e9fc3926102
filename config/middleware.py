"""Headers of every page: Content-Security-Policy, from a setting named as Django 6 names it, and Cache-Control."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ContentSecurityPolicyMiddleware:
    """Sends one constant policy: nothing inline, nothing from elsewhere. Source: CSP Level 3."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        return response


def policy() -> str:
    """The header's value. Browsers hold the redirects after a POST against form-action, too, so the authorization
    server is named there; the real one goes on to id.atlassian.com.
    """
    server = settings.ATLASSIAN_AUTH_URL
    rules = dict(settings.SECURE_CSP)
    rules["form-action"] = [
        *rules["form-action"],
        "https://*.atlassian.com" if server.endswith(".atlassian.com") else server,
    ]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


class PrivatePagesMiddleware:
    """Pages are somebody's own: nobody keeps a copy, unless a view says otherwise. Static files pass above this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
