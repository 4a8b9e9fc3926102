"""Files of an issue, read from Jira while they are sent on: nothing is stored, and memory stays flat.

What a browser gets is a picture by its own bytes, or a download. Nothing runs: the policy is a sandbox, and the type
is not guessed.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integrations import jira
from issues.views.issue import file_types
from issues.views.issue.download_slots import TooManyDownloadsError, slots
from issues.views.issue.page import NAME
from issues.views.jira_unavailable import trouble_page
from issues.views.place_from_address import UnknownPlaceError, account_in_use, site_of
from issues.views.signed_in_request import SignedIn

# As many of the first bytes as say what kind of picture it is.
_TELLING = 32
PICTURE_KEPT = 300  # seconds that a browser keeps a small picture


@require_safe
@login_required
def download(request: SignedIn, cloud_id: str, key: str, file_id: str) -> HttpResponseBase:
    """The bytes of a file, or the part that `Range` names."""
    return _answered(request, cloud_id, key, file_id, small=False)


@require_safe
@login_required
def thumbnail(request: SignedIn, cloud_id: str, key: str, file_id: str) -> HttpResponseBase:
    """A small picture of a file. 404 where it has none."""
    return _answered(request, cloud_id, key, file_id, small=True)


def _answered(
    request: SignedIn, cloud_id: str, key: str, file_id: str, *, small: bool
) -> HttpResponseBase:
    if not NAME.fullmatch(key) or not file_id.isascii() or not file_id.isdecimal():
        raise Http404
    try:
        account = account_in_use(request.user)
        place = account.account_id, site_of(account, cloud_id).cloud_id
        facts = file_types.facts_of(*place, key, file_id)
        body = _opened(request, place, file_id, small=small)
    except (UnknownPlaceError, jira.Denied) as error:
        raise Http404 from error
    except TooManyDownloadsError:
        return _wait()
    except jira.IntegrationError as error:
        return trouble_page(request, error)
    answer = _response(body, facts, small=small)
    if request.method == "HEAD":
        body.close()
    return answer


def _opened(request: SignedIn, place: tuple[str, str], file_id: str, *, small: bool) -> "_FileBody":
    """The file with its first piece. Raises TooManyDownloadsError and errors of integrations.jira."""
    slot = slots().take(request.user.pk)
    try:
        if small:
            stream = jira.open_thumbnail(*place, file_id)
        else:
            stream = jira.open_attachment(*place, file_id, request.headers.get("Range", ""))
        return _FileBody(stream, slot.leave)
    except BaseException:
        slot.leave()
        raise


def _wait() -> HttpResponse:
    answer = HttpResponse(
        _("You already receive several files. Try again when one of them is here."),
        status=429,
        content_type="text/plain; charset=utf-8",
    )
    answer.headers["Retry-After"] = "5"
    return answer


class _FileBody:
    """The bytes on their way. The first of them are read at once, because they say what the file is."""

    def __init__(self, stream: jira.FileStream, leave: Callable[[], None]) -> None:
        self.stream, self._leave = stream, leave
        self._pieces = iter(stream)
        try:
            self.first = b""
            while len(self.first) < _TELLING and (piece := next(self._pieces, b"")):
                self.first += piece
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from chain([self.first] if self.first else [], self._pieces)
        finally:
            self.close()

    def close(self) -> None:
        """End the call to the media host, and let the next file begin."""
        self.stream.close()
        self._leave()


def _response(
    body: _FileBody, facts: file_types.FileFacts, *, small: bool
) -> StreamingHttpResponse:
    stream = body.stream
    # A part from the middle of a file does not say what it is.
    whole = stream.status == 200 or stream.content_range.startswith("bytes 0-")
    shown = small or (facts.is_picture and whole)
    kind = file_types.type_of(body.first) if shown else file_types.DOWNLOAD
    answer = StreamingHttpResponse(body, status=stream.status, content_type=kind)
    is_download = kind == file_types.DOWNLOAD
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=is_download, filename=facts.name) or "attachment"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Accept-Ranges"] = "bytes"
    if stream.length is not None:
        answer.headers["Content-Length"] = str(stream.length)
    if stream.content_range:
        answer.headers["Content-Range"] = stream.content_range
    if small:
        answer.headers["Cache-Control"] = f"private, max-age={PICTURE_KEPT}"
    return answer
