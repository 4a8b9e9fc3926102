"""What databases and file systems cannot hold is taken out of a request before anything reads it.

PostgreSQL stores neither NUL nor halves of a surrogate pair (its documentation, "Character Types"; RFC 3629 3), and
nobody types them. So they are left out of paths, queries, forms, headers and cookies, wherever a view or a library
looks for them.
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
    """*text* without what cannot be stored."""
    return _UNSTORABLE.sub("", text)


class InOneCharset:
    """A WSGI application that is told of no other charset than UTF-8, in which browsers send all that they send here.

    Django would take any codec of Python's: some of them make halves of letters, and some are not of text at all.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = _CHARSET.sub("", environ["CONTENT_TYPE"])
        return self._application(environ, start_response)


class StorableRequestMiddleware:
    """The path, the headers, the cookies and the query. Stands before whatever looks at one of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        for name in [each for each in meta if each.startswith("HTTP_") and _UNSTORABLE.search(meta[each])]:
            meta[name] = storable(meta[name])
        if "\\" in meta.get("HTTP_COOKIE", ""):  # RFC 2109 writes what is not printable as \000
            sent = request.COOKIES
            request.COOKIES = {each: sent[each] for each in sent if not _UNSTORABLE.search(sent[each])}
        if "%" in meta.get("QUERY_STRING", "") and (changed := _changed(request.GET)) is not None:
            request.GET = changed  # type: ignore[assignment]  # what Django puts there
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, named: dict[str, Any]) -> None:
        """What the view is told of the path."""
        if _UNSTORABLE.search(request.path_info):
            texts = {name: text for name, text in named.items() if isinstance(text, str)}
            # An empty one would be another address.
            named.update({name: storable(text) or "\ufffd" for name, text in texts.items()})


class StorableFormMiddleware:
    """The fields of a form. Stands after CsrfViewMiddleware, which has read them by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Before the view."""
        if request.method == "POST" and (changed := _changed(request.POST)) is not None:
            request.POST = changed  # type: ignore[assignment]


def _changed(given: QueryDict) -> QueryDict | None:
    """*given* without what cannot be stored; None where there is no such thing."""
    found = any(
        _UNSTORABLE.search(text) for name, texts in given.lists() for text in (name, *map(str, texts))
    )
    if not found:
        return None
    changed = QueryDict(mutable=True)
    for name, texts in given.lists():
        changed.setlist(storable(name), [storable(str(text)) for text in texts])
    changed._mutable = False
    return changed
