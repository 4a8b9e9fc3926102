"""Headers of every page: Content-Security-Policy, from a setting named as Django 6 names it, and Cache-Control.

And where a form that a script sent leads to; and, while developing, one name for this machine.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


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


class ScriptedFormsMiddleware:
    """A form whose answer takes the place of the whole main part (htmx) is told where to go, instead of redirected.

    A script follows a redirect unseen: the address would be the old one, and what was to be said there be used up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        scripted = request.method == "POST" and request.headers.get("HX-Target") == "main"
        if scripted and 300 <= response.status_code < 400 and "Location" in response.headers:
            response.headers["HX-Redirect"] = response.headers["Location"]
            del response.headers["Location"]
            response.status_code, response.content = 200, b""
        return response


# What browsers call the machine that they run on.
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


class OneNameMiddleware:
    """Leads from another name of this machine to PUBLIC_URL, to which session and callback belong: `make run` is
    opened as localhost, too. Never used with DEBUG off, nor where PUBLIC_URL is elsewhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        own = urlsplit(settings.PUBLIC_URL).netloc
        port = urlsplit(settings.PUBLIC_URL).port
        names = {f"{name}:{port}" if port else name for name in _THIS_MACHINE}
        if not settings.DEBUG or own not in names:
            raise MiddlewareNotUsed
        self.other_names = names - {own}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method in ("GET", "HEAD")
            and request.META.get("HTTP_HOST", "").lower() in self.other_names
        ):
            return HttpResponseRedirect(settings.PUBLIC_URL + request.get_full_path())
        return self.get_response(request)
