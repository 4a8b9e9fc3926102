"""Security headers: Content-Security-Policy, from a setting named as in Django 6, and Cache-Control.

Also redirects for htmx, and one host name during development.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class ContentSecurityPolicyMiddleware:
    """Sends one constant policy: nothing inline, nothing from other hosts. Source: CSP Level 3."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        return response


def policy() -> str:
    """The header's value.

    Browsers check the redirects after a POST against form-action, too, so it names the authorization server; the real
    one goes on to id.atlassian.com.
    """
    server = settings.ATLASSIAN_AUTH_URL
    rules = dict(settings.SECURE_CSP)
    rules["form-action"] = [
        *rules["form-action"],
        "https://*.atlassian.com" if server.endswith(".atlassian.com") else server,
    ]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


class PrivatePagesMiddleware:
    """Pages are private: no cache keeps a copy, unless a view says otherwise. Static files are served before this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ScriptedFormsMiddleware:
    """Tells htmx where to go after a form that replaces the whole main part, instead of a redirect.

    A script follows a redirect invisibly: the address bar would keep the old URL, and messages would be lost.
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


# Names that browsers use for their own machine.
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


class CanonicalHostMiddleware:
    """Redirects other names of this machine to PUBLIC_URL, for which session and callback are valid.

    `make run` may be opened as localhost. Never used with DEBUG off, nor where PUBLIC_URL is another machine.
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
