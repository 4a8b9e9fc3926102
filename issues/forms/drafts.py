"""Drafts: a user's text, stored while they type, so that no reload, crash or dead link loses it.

A tab sends the version of the draft that it began with. It does not overwrite what another tab has saved since: the
later text becomes a draft of its own.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Self
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import BigIntegerField, CharField, F, IntegerField, UUIDField
from django.utils import timezone

from accounts import prepared_queries
from accounts.models import User
from accounts.prepared_queries import Given
from issues.limits import posted_text_cap, quotas
from issues.models import BugForm, State, Submission
from issues.outbox.states import move

# A report in these states may be sent again: nothing of it is or may come to be in Jira.
OPEN = (State.DRAFT, State.REJECTED)
_PLACE = ("cloud_id", "project_key", "issue_type_id")

Typed = dict[str, list[str]]


class NotYoursError(Exception):
    """The UUID belongs to another user's Submission."""


@dataclass(frozen=True)
class Edit:
    """One tab's text, its draft, and the `version` of the draft that this tab last saw (0: a new one).

    `tab` identifies the tab. `fingerprint` and `names` are those of the form that was filled in. `files`: the ids of
    the stored files that the tab showed and the user wants to keep. They may belong to another report.
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

        Its id is always the same, so that a double click does not make two.
        """
        said = json.dumps([*sorted(self.values.items()), *sorted(files)]).encode(
            "utf-8", "surrogatepass"
        )
        own = uuid5(self.submission_id, hashlib.sha256(said).hexdigest())
        return replace(self, submission_id=own, version=0)


@dataclass(frozen=True)
class Saved:
    """The row that holds the text now. *other*: the row that it could not go to, which was not changed.

    `forked`: it became a draft of its own just now.
    """

    draft: Submission
    other: Submission | None = None
    forked: bool = False


def is_stale(row: Submission, edit: Edit) -> bool:
    """Whether *row* holds another text that the tab of *edit* has not seen.

    One version behind its own last save is not stale: that answer was lost, or is still under way.
    """
    if row.values == edit.values or edit.version >= row.version:
        return False
    own = bool(edit.tab) and edit.tab == row.edited_in
    return not (own and edit.version == row.version - 1)


def save(
    owner: User, edit: Edit, columns: Mapping[str, str], *, bug_form: BugForm | None = None
) -> Saved:
    """Store the text as a DRAFT at the place in *columns*. Raises NotYoursError and quotas.FullError.

    Never changes what was sent, nor what another tab has saved. Restores a draft that was thrown away, because its
    writer continues it.
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


def begin(
    owner: User, edit: Edit, columns: Mapping[str, str], *, bug_form: BugForm | None = None
) -> Submission | None:
    """Like `save`, for a draft that is not there yet. None where its UUID exists: nothing was stored."""
    return _begin(owner, edit.submission_id, {**columns, **_content(edit), "bug_form": bug_form})


def save_next(
    owner: User, edit: Edit, place: Mapping[str, str], account_id: str, bug_form: BugForm | None
) -> Submission | None:
    """Like `save`, in one statement: the next text of a draft that nothing else has changed since its tab saved it.

    None where that is not certain, or a sum of the owner's quota is needed first; then nothing was stored. The draft
    must be one of *account_id*, in *bug_form*, at *place* (the names of `_PLACE`).
    """
    content = _content(edit)
    if content["typed_bytes"] > quotas.SMALL:
        return None
    columns = {**content, "version": edit.version + 1}
    given: dict[str, Any] = {**place, **columns, "account": account_id}
    if bug_form is not None:
        given["form"] = bug_form.pk
    update = _next(tuple(columns), bug_form is not None)
    if not update(key=edit.submission_id, owner=owner.pk, seen=edit.version, **given):
        return None
    stored = Submission(pk=edit.submission_id, owner=owner, bug_form=bug_form, **columns)
    stored._state.adding = False
    return stored


@cache
def _next(names: tuple[str, ...], in_form: bool) -> prepared_queries.PreparedUpdate:
    """A prepared UPDATE of the columns *names* of a draft with another text. *in_form*: one of a BugForm."""

    def build(**given: Given) -> Any:
        rows = Submission.objects.filter(
            pk=given["key"],
            owner=given["owner"],
            state=State.DRAFT,
            version=given["seen"],
            account_id=given["account"],
            bug_form=given.get("form"),
            **{name: given[name] for name in _PLACE},
        ).exclude(values=given["values"])
        return rows, {name: given[name] for name in names}

    fields: dict[str, Any] = {name: Submission._meta.get_field(name) for name in (*names, *_PLACE)}
    if in_form:
        fields["form"] = BigIntegerField()
    return prepared_queries.PreparedUpdate(
        build,
        key=UUIDField(),
        owner=BigIntegerField(),
        seen=IntegerField(),
        account=CharField(),
        **fields,
    )


def _begin(owner: User, submission_id: UUID, content: Mapping[str, Any]) -> Submission | None:
    """`insert` within the owner's quota."""
    with transaction.atomic():
        made = insert(owner, submission_id, content, what="kept")
        if made is not None:
            quotas.check_drafts(owner.pk, content["typed_bytes"])
    return made


def is_thrown_away(row: Submission) -> bool:
    """Whether *row* is a draft that its writer threw away. Nothing of it is or may come to be in Jira."""
    return row.state == State.WITHDRAWN and row.sent_at is None


def is_private(row: Submission) -> bool:
    """Whether *row* is a draft, thrown away or not. Only its writer may see its text."""
    return row.state == State.DRAFT or is_thrown_away(row)


def throw_away(row: Submission) -> bool:
    """Throw a draft away, which `bring_back` undoes. Returns whether it did.

    A report that Jira refused, or that was returned, was sent before. Nothing of it is in Jira, so it counts as never
    sent.
    """
    return move(row.pk, State.DRAFT, State.WITHDRAWN, what="withdrawn", sent_at=None)


def bring_back(row: Submission) -> bool:
    """Restore a draft that was thrown away. Returns whether it did."""
    return is_thrown_away(row) and move(row.pk, State.WITHDRAWN, State.DRAFT, what="kept")


def insert(
    owner: User, submission_id: UUID, columns: Mapping[str, Any], *, what: str
) -> Submission | None:
    """Insert the row, with *what* on its receipt. None where this UUID exists."""
    stored = Submission(pk=submission_id, owner=owner, version=1, **columns)
    return (
        stored
        if prepared_queries.insert(stored, along=Submission.line(submission_id, what))
        else None
    )


def claim(submission_id: UUID, version: int, tab: str) -> bool:
    """Claim a DRAFT or rejected report at *version*, so that no other tab can save in between.

    Inside a transaction, which holds the row until its end. The row is then a DRAFT.
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
        "typed_bytes": posted_text_cap.size_of(edit.values),
        "summary": (edit.values.get("summary") or [""])[0][:255],
        "edited_in": edit.tab,
        "edited_at": timezone.now(),
        "fingerprint": edit.fingerprint,
        "field_names": dict(edit.names),
        "messages": [],
        "field_errors": {},
    }


def _is_same(row: Submission, columns: Mapping[str, str], edit: Edit) -> bool:
    """Whether only the time would change: the text was already sent, or saved with the same place."""
    place = (
        columns
        if row.state in OPEN
        else {name: columns[name] for name in _PLACE if name in columns}
    )
    return row.values == edit.values and all(
        getattr(row, name) == value for name, value in place.items()
    )


def _update(row: Submission, content: Mapping[str, Any]) -> bool:
    with transaction.atomic():
        if not claim(row.pk, row.version, content["edited_in"]):
            return False
        Submission.objects.filter(pk=row.pk).update(**content)
        if content["typed_bytes"] > max(row.typed_bytes, quotas.SMALL):
            quotas.check_drafts(row.owner_id, content["typed_bytes"])
    return True
