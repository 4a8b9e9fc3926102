"""A post of the form, read once: what was typed, what was pressed, and what the form says of itself."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from issues import forms
from issues.bounds import Cut, cut_in, most
from issues.drafts import Edit, Typed
from issues.views.form.untouched import is_touched

AUTOSAVE, FRESH, PREVIEW, DROP = "autosave", "fresh", "preview", "drop-file"
ELSEWHERE = "elsewhere"
# What was sent from this form before its text became a draft of its own.
AFTER = "after"
# Of scripts: a file is kept, or let go, at once; what it is called there; a draft is wanted for one; somebody went
# back to a form that was sent.
UPLOAD, FILE_ID, WANTED, RETURNED = "upload", "file-id", "wanted", "returned"
# The ids of the stored files that the page showed.
SHOWN = "shows-file"
# As whom, and where to, the page said that it goes. No field of Jira's is called so.
ACCOUNT, AIM = "as-account", "goes-to"
# Which fields stand in sight: the button that says so, those that are ticked, and what was used last as the page knew.
PIN, PINNED, USUALLY = "pin", "pinned", "usually"
# Posted along with every form, typed by nobody.
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
    | {AUTOSAVE, FRESH, PREVIEW, DROP, ELSEWHERE, SHOWN, ACCOUNT, AIM, forms.FIND, "files", "similar"}
    | {"comment-on", AFTER, UPLOAD, FILE_ID, WANTED, RETURNED}
    | {PIN, PINNED, USUALLY}
)
_MOST_NAMES = 100_000
_MOST_FILES = 200


@dataclass(frozen=True)
class Posted:
    """One post. `find`: the field whose "Find" was pressed. `asks`: it wants the page again, and sends nothing.

    `after`: the id of what was sent from the same form before. `upload`: it brings one file, called `file_id` in the
    browser, or lets some go, and nothing else. `wanted`: a draft is to be there whatever was typed. `returned`: its
    writer went back to it after it was sent. `account` and `aim`: as whom and where to the page said that it goes;
    empty where it said nothing. `pins`: ids of the fields that always stand in sight, if that is being said;
    `usually`: of those used last, as the page knew. `cut`: texts that were too long to be read whole.
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
    aim: str = ""
    uploads: "tuple[UploadedFile[bytes], ...]" = ()
    dropped: tuple[str, ...] = ()
    pins: tuple[str, ...] | None = None
    usually: frozenset[str] = frozenset()
    cut: Mapping[str, Cut] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether any button but the one that files was pressed."""
        return self.find is not None or self.fresh or self.preview or self.pins is not None

    @property
    def touched(self) -> bool:
        """Whether anybody did anything to the form, just now or in what it began with."""
        edit = self.edit
        there = edit.version or self.uploads or self.dropped or edit.files
        return bool(there) or is_touched(edit.values, self.untouched)

    @cached_property
    def files(self) -> list[tuple[str, str]]:
        """Name and SHA-256 of what was chosen just now, as it was sent."""
        return [(upload.name or "", _summed(upload)) for upload in self.uploads]


def read(request: HttpRequest) -> Posted:
    """Read the post. What is spoilt in it counts as missing: no text is turned away for that."""
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
        find=post.get(forms.FIND),
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
        account=post.get(ACCOUNT, ""),
        aim=post.get(AIM, ""),
        uploads=tuple(uploads),
        dropped=tuple(dropped),
        pins=tuple(post.getlist(PINNED)) if PIN in post else None,
        usually=frozenset(post.get(USUALLY, "").split()),
        cut=cut_in((name, texts) for name, texts in post.lists() if name not in _NOT_TYPED),
    )


def typed(post: QueryDict) -> Typed:
    """What somebody typed or chose, by the names of the form: the whole post but for our own plumbing.

    Without NUL, which no one types and PostgreSQL does not store; and no longer than `bounds` says.
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
    """The UUID that *text* is, or a new one: no post is turned away for a spoilt one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _names(text: str) -> dict[str, str]:
    """What the fields were called: for people to read, never trusted."""
    if not text or len(text) > _MOST_NAMES:
        return {}
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):  # nested deeper than anybody's names are
        return {}
    if not isinstance(found, dict):
        return {}
    return {_plain(name): _plain(called)[:255] for name, called in found.items() if isinstance(called, str)}


def _plain(text: str) -> str:
    """*text* without NUL and halves of letters, which JSON can say and PostgreSQL does not store."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
