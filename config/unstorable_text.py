"""Removes characters from a request that databases and file systems cannot store.

PostgreSQL stores neither NUL nor lone surrogates (its documentation, "Character Types"; RFC 3629 3), and nobody types
them. They are removed from paths, queries, forms, headers and cookies before a view or a library reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, QueryDict

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)
_UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")


def storable(text: str) -> str:
    """*text* without such characters."""
    return _UNSTORABLE.sub("", text)


class SingleCharset:
    """A WSGI application that only sees UTF-8, which browsers send to Lodge in all cases.

    Django would accept any codec of Python: some produce lone surrogates, and some are not for text.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = _CHARSET.sub("", environ["CONTENT_TYPE"])
        return self._application(environ, start_response)


class StorableRequestMiddleware:
    """Cleans path, headers, cookies and query. Must come before everything that reads one of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        for name in [
            each for each in meta if each.startswith("HTTP_") and _UNSTORABLE.search(meta[each])
        ]:
            meta[name] = storable(meta[name])
        if "\\" in meta.get("HTTP_COOKIE", ""):  # RFC 2109 writes unprintable characters as \000
            sent = request.COOKIES
            request.COOKIES = {
                each: sent[each] for each in sent if not _UNSTORABLE.search(sent[each])
            }
        if "%" in meta.get("QUERY_STRING", "") and (changed := _changed(request.GET)) is not None:
            request.GET = changed  # type: ignore[assignment]  # what Django puts there
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, named: dict[str, Any]
    ) -> None:
        """Clean the arguments from the URL."""
        if _UNSTORABLE.search(request.path_info):
            texts = {name: text for name, text in named.items() if isinstance(text, str)}
            # An empty one would be another URL.
            named.update({name: storable(text) or "\ufffd" for name, text in texts.items()})


class StorableFormMiddleware:
    """Cleans the fields of a form. Must come after CsrfViewMiddleware, which has read them by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Called before the view."""
        if request.method == "POST" and (changed := _changed(request.POST)) is not None:
            request.POST = changed  # type: ignore[assignment]


def _changed(given: QueryDict) -> QueryDict | None:
    """*given* without such characters; None where it has none."""
    found = any(
        _UNSTORABLE.search(text)
        for name, texts in given.lists()
        for text in (name, *map(str, texts))
    )
    if not found:
        return None
    changed = QueryDict(mutable=True)
    for name, texts in given.lists():
        changed.setlist(storable(name), [storable(str(text)) for text in texts])
    changed._mutable = False
    return changed
