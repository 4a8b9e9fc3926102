"""What somebody is writing: stored while they write, so that no reload, crash or dead link takes it away.

A tab says which version of the draft it began with. What another tab saved meanwhile is not overwritten: the later
text becomes a draft of its own.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import queries
from accounts.models import User
from issues import bounds, quotas
from issues.models import BugForm, State, Submission
from issues.outbox.states import move

# From these a post may start anew: nothing of theirs is or may come to be in Jira.
OPEN = (State.DRAFT, State.REJECTED)
_PLACE = ("cloud_id", "project_key", "issue_type_id")

Typed = dict[str, list[str]]


class NotYoursError(Exception):
    """The UUID belongs to somebody else's Submission."""


@dataclass(frozen=True)
class Edit:
    """One tab's text: of which draft, and what this tab had last seen of it (`version`; 0 of a new one).

    `tab` tells the tabs of one person apart. `fingerprint` and `names` are of the form that was filled in. `files`:
    the ids of the stored files that the tab showed and that are wanted, be they this draft's or another report's.
    """

    submission_id: UUID
    values: Typed
    version: int = 0
    tab: str = ""
    fingerprint: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[str] = ()

    def forked(self, files: Iterable[tuple[str, str]] = ()) -> Self:
        """The same text, with the same new *files* (name, SHA-256), as a draft of its own.

        The same every time, so that a double click does not make two.
        """
        said = json.dumps([*sorted(self.values.items()), *sorted(files)]).encode("utf-8", "surrogatepass")
        own = uuid5(self.submission_id, hashlib.sha256(said).hexdigest())
        return replace(self, submission_id=own, version=0)


@dataclass(frozen=True)
class Saved:
    """The row that holds the text now, and the *other* one where it could not go: untouched.

    `forked`: it became a draft of its own just now.
    """

    draft: Submission
    other: Submission | None = None
    forked: bool = False


def is_stale(row: Submission, edit: Edit) -> bool:
    """Whether *row* holds something else that the tab of *edit* has not seen.

    One version behind its own last save is not: an answer was lost, or is still under way.
    """
    if row.values == edit.values or edit.version >= row.version:
        return False
    own = bool(edit.tab) and edit.tab == row.edited_in
    return not (own and edit.version == row.version - 1)


def save(owner: User, edit: Edit, columns: Mapping[str, str], *, bug_form: BugForm | None = None) -> Saved:
    """Store the text as a DRAFT at the place that *columns* say. Raises NotYoursError, and quotas.FullError.

    Never touches what was sent already, nor what another tab saved. A draft that was thrown away is there again:
    somebody goes on with it.
    """
    content = {**columns, **_content(edit), "bug_form": bug_form}
    made = _begin(owner, edit.submission_id, content)
    if made is not None:
        return Saved(made)
    row = Submission.objects.get(pk=edit.submission_id)
    if row.owner_id != owner.pk:
        raise NotYoursError
    if bring_back(row):
        row.refresh_from_db()
    if _is_same(row, columns, edit) or (
        row.state in OPEN and not is_stale(row, edit) and _update(row, content)
    ):
        return Saved(Submission.objects.get(pk=row.pk))
    fork = edit.forked()
    made = _begin(owner, fork.submission_id, content)
    draft = made or Submission.objects.get(pk=fork.submission_id, owner=owner)
    return Saved(draft, other=row, forked=made is not None)


def _begin(owner: User, submission_id: UUID, content: Mapping[str, Any]) -> Submission | None:
    """As `insert`, within what its owner may keep."""
    with transaction.atomic():
        made = insert(owner, submission_id, content, what="kept")
        if made is not None:
            quotas.check_drafts(owner.pk, content["typed_bytes"])
    return made


def is_thrown_away(row: Submission) -> bool:
    """Whether *row* is a draft that its writer threw away: nothing of it is or may come to be in Jira."""
    return row.state == State.WITHDRAWN and row.sent_at is None


def is_private(row: Submission) -> bool:
    """Whether *row* is a draft, thrown away or not: nobody but its writer is shown anything of what it says."""
    return row.state == State.DRAFT or is_thrown_away(row)


def throw_away(row: Submission) -> bool:
    """Make a draft one that its writer threw away, which `bring_back` undoes; whether it did.

    What Jira refused, or was given back, was sent once: nothing of it is there, and it counts as never sent.
    """
    return move(row.pk, State.DRAFT, State.WITHDRAWN, what="withdrawn", sent_at=None)


def bring_back(row: Submission) -> bool:
    """Make a draft that was thrown away one again; whether it did."""
    return is_thrown_away(row) and move(row.pk, State.WITHDRAWN, State.DRAFT, what="kept")


def insert(owner: User, submission_id: UUID, columns: Mapping[str, Any], *, what: str) -> Submission | None:
    """Insert the row, with *what* on its receipt; None when there is one with this UUID."""
    stored = Submission(pk=submission_id, owner=owner, version=1, **columns)
    return stored if queries.insert(stored, along=Submission.line(submission_id, what)) else None


def claim(submission_id: UUID, version: int, tab: str) -> bool:
    """Take a DRAFT or what Jira had refused, as it was seen at *version*, so that no other tab's save comes between.

    Inside a transaction: it stays in hand until that ends. It is a DRAFT then.
    """
    mine = Submission.objects.filter(pk=submission_id, state__in=OPEN, version=version)
    if not mine.update(version=F("version") + 1, edited_in=tab):
        return False
    # rule claim-unread: the version was won; a DRAFT stays one
    move(submission_id, State.REJECTED, State.DRAFT)
    return True


def _content(edit: Edit) -> dict[str, Any]:
    return {
        "values": edit.values,
        "typed_bytes": bounds.size_of(edit.values),
        "summary": (edit.values.get("summary") or [""])[0][:255],
        "edited_in": edit.tab,
        "edited_at": timezone.now(),
        "fingerprint": edit.fingerprint,
        "field_names": dict(edit.names),
        "messages": [],
        "field_errors": {},
    }


def _is_same(row: Submission, columns: Mapping[str, str], edit: Edit) -> bool:
    """Whether nothing would change but the time: sent already, or saved already with all that is known of its place."""
    place = columns if row.state in OPEN else {name: columns[name] for name in _PLACE if name in columns}
    return row.values == edit.values and all(getattr(row, name) == value for name, value in place.items())


def _update(row: Submission, content: Mapping[str, Any]) -> bool:
    with transaction.atomic():
        if not claim(row.pk, row.version, content["edited_in"]):
            return False
        Submission.objects.filter(pk=row.pk).update(**content)
        if content["typed_bytes"] > max(row.typed_bytes, quotas.SMALL):
            quotas.check_drafts(row.owner_id, content["typed_bytes"])
    return True
