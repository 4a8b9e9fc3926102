"""Error handlers: 503 with the posted text while the database is unreachable, otherwise 500.

Neither queries the database. Source of the states: PostgreSQL, "Error Codes"; SQLite, "Result and Error Codes".
"""

import sqlite3
import sys
from collections.abc import Iterator
from itertools import islice

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults
from django.views.decorators.debug import sensitive_variables

RETRY_AFTER = 15  # seconds
# More is not sent back: its user still has it.
_MOST_CHARACTERS = 2_000_000
_MOST_FIELDS = 5_000
_NOT_FOR_A_PAGE = ("password", "passphrase")
# None of these is a mistake of Lodge, as a missing table would be.
_SQLITE = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
})  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: called while the exception is handled."""
    if not is_away(sys.exc_info()[1]):
        return defaults.server_error(request)
    page = render_to_string("503.html", page_with_posted_text(request))
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})


def is_away(error: BaseException | None) -> bool:
    """Whether *error* comes from a database that refuses connections, closed one, or can do nothing at the moment."""
    return any(_is_away(each) for each in islice(_causes(error), 10))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_away(error: BaseException) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is None or (code & 0xFF) in _SQLITE


@sensitive_variables()
def page_with_posted_text(request: HttpRequest) -> dict[str, object]:
    """Context for pages that show posted text again: the URL, each field as it came, the files by name."""
    path = request.get_full_path()
    if request.method != "POST":
        return {"path": path}
    try:
        posted = [(name, text) for name, texts in request.POST.lists() for text in texts]
        files = [file.name for _name, found in request.FILES.lists() for file in found]
    except Exception:  # it did not arrive completely
        return {"path": path, "lost": True}
    if any(word in name.lower() for name, _text in posted for word in _NOT_FOR_A_PAGE):
        return {"path": path, "secret": True}
    if sum(len(text) for _name, text in posted) > _MOST_CHARACTERS or len(posted) > _MOST_FIELDS:
        return {"path": path, "lost": True}
    return {
        "path": path,
        "posted": posted,
        "texts": [text for _name, text in posted if len(text.split()) > 1],
        "files": files,
        "multipart": (request.content_type or "").startswith("multipart/"),
    }
