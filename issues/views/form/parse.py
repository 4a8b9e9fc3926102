"""Parses a posted form: the text, the button that was pressed, and the form's hidden fields."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from issues.forms import build_form
from issues.forms.drafts import Edit, Typed
from issues.limits.posted_text_cap import Cut, cut_in, most

AUTOSAVE, FRESH, PREVIEW, DROP = "autosave", "fresh", "preview", "drop-file"
ELSEWHERE = "elsewhere"
# The buttons beside similar reports, which leave the form for those.
SIMILAR, COMMENT_ON = "similar", "comment-on"
# The report that was sent from this form before its text became a separate draft.
AFTER = "after"
# Posted by scripts: upload or delete a file at once; its id in the browser; save a draft for it; the user went back to
# a form that was sent.
UPLOAD, FILE_ID, WANTED, RETURNED = "upload", "file-id", "wanted", "returned"
# The ids of the stored files on the page.
SHOWN = "shows-file"
# The account and the destination that the page showed. No field of Jira has these names.
ACCOUNT, DESTINATION = "as-account", "goes-to"
# Visible optional fields: the button that sets them, the ticked ones, and those used last as the page knew.
PIN, PINNED, USUALLY = "pin", "pinned", "usually"
# Posted with every form, but not typed by the user.
_NOT_TYPED = frozenset(
    {
        "csrfmiddlewaretoken",
        "submission",
        "version",
        "tab",
        "fingerprint",
        "field-names",
        "untouched",
        "writer",
    }
    | {
        AUTOSAVE,
        FRESH,
        PREVIEW,
        DROP,
        ELSEWHERE,
        SHOWN,
        ACCOUNT,
        DESTINATION,
        build_form.FIND,
        "files",
        SIMILAR,
    }
    | {COMMENT_ON, AFTER, UPLOAD, FILE_ID, WANTED, RETURNED}
    | {PIN, PINNED, USUALLY}
)
_MOST_NAMES = 100_000
_MOST_FILES = 200


@dataclass(frozen=True)
class Posted:
    """One post of the form.

    Buttons: `find`: the field whose "Find" was pressed. `fresh`: ask Jira again. `preview`: show texts as Jira will.
    `elsewhere`: choose another place. `similar`: show similar reports; `comment_on`: the key of the one to comment on.
    `pins`: ids of the optional fields to show from now on; None for any other button.

    Scripts: `autosave`: save while the user types. `wanted`: save a draft even if nothing was typed. `upload`: store
    one file, whose id in the browser is `file_id`, or only delete files.

    Hidden fields: `account` and `destination`: what the page showed; empty where it showed nothing. `after`: the id of
    the report that was sent from this form before. `returned`: the user went back to a form that was sent. `untouched`:
    the hash of the form when it was rendered. `usually`: ids of the fields used last. `dropped`: ids of the files to
    delete. `cut`: the texts that were too long.
    """

    edit: Edit
    find: str | None
    autosave: bool
    fresh: bool
    preview: bool
    untouched: str
    elsewhere: bool = False
    after: str = ""
    upload: bool = False
    wanted: bool = False
    returned: bool = False
    file_id: UUID = field(default_factory=uuid4)
    account: str = ""
    destination: str = ""
    uploads: "tuple[UploadedFile[bytes], ...]" = ()
    dropped: tuple[str, ...] = ()
    pins: tuple[str, ...] | None = None
    usually: frozenset[str] = frozenset()
    similar: bool = False
    comment_on: str = ""
    cut: Mapping[str, Cut] = field(default_factory=dict)

    @cached_property
    def files(self) -> list[tuple[str, str]]:
        """Name and SHA-256 of each uploaded file."""
        return [(upload.name or "", _summed(upload)) for upload in self.uploads]


def read(request: HttpRequest) -> Posted:
    """Parse the post. A malformed hidden field counts as missing, so that no text is refused for it."""
    post = request.POST
    uploads = [each for each in request.FILES.getlist("files") if isinstance(each, UploadedFile)]
    dropped = [each[:64] for each in post.getlist(DROP)[:_MOST_FILES]]
    return Posted(
        edit=Edit(
            submission_id=_uuid(post.get("submission", "")),
            values=typed(post),
            version=_number(post.get("version", "")),
            tab=post.get("tab", "").replace("\0", "")[:32],
            fingerprint=post.get("fingerprint", "").replace("\0", "")[:64],
            names=_names(post.get("field-names", "")),
            files=tuple(each for each in post.getlist(SHOWN)[:_MOST_FILES] if each not in dropped),
        ),
        find=post.get(build_form.FIND),
        autosave=AUTOSAVE in post,
        fresh=FRESH in post,
        preview=PREVIEW in post,
        elsewhere=ELSEWHERE in post,
        after=post.get(AFTER, ""),
        upload=UPLOAD in post,
        wanted=WANTED in post,
        returned=RETURNED in post,
        file_id=_uuid(post.get(FILE_ID, "")),
        untouched=post.get("untouched", ""),
        account=_plain(post.get(ACCOUNT, "")),
        destination=post.get(DESTINATION, ""),
        uploads=tuple(uploads),
        dropped=tuple(dropped),
        pins=tuple(post.getlist(PINNED)) if PIN in post else None,
        usually=frozenset(post.get(USUALLY, "").split()),
        similar=request.resolver_match is not None
        and request.resolver_match.url_name == "report-similar",
        comment_on=post.get(COMMENT_ON, ""),
        cut=cut_in((name, texts) for name, texts in post.lists() if name not in _NOT_TYPED),
    )


def typed(post: QueryDict) -> Typed:
    """The text and the choices by field name: the whole post without Lodge's own hidden fields and buttons.

    Without NUL, which PostgreSQL does not store, and cut to the limits of `text_length`.
    """
    return {
        name.replace("\0", ""): [str(each)[: most(name)].replace("\0", "") for each in values]
        for name, values in post.lists()
        if name not in _NOT_TYPED
    }


def _summed(upload: "UploadedFile[bytes]") -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()


def _uuid(text: str) -> UUID:
    """The UUID in *text*, or a new one where it is malformed."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _names(text: str) -> dict[str, str]:
    """The labels of the fields, as JSON. Untrusted: only for display."""
    if not text or len(text) > _MOST_NAMES:
        return {}
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):  # nested too deeply
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        _plain(name): _plain(called)[:255]
        for name, called in found.items()
        if isinstance(called, str)
    }


def _plain(text: str) -> str:
    """*text* without NUL and lone surrogates, which JSON can hold and PostgreSQL does not store."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
