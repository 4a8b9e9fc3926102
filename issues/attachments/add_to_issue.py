"""Stores files that a user adds to an issue in Jira, by themselves or with a comment, before they are sent."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from integrations import jira
from issues.attachments.delete_files import drop_bytes
from issues.attachments.file_refusals import FilesRefused, fitting, no_room
from issues.attachments.prepare_uploads import Prepared, fit
from issues.attachments.store_files import write_bytes
from issues.limits.quotas import hold, room_for
from issues.models import AddedFile, Comment, State

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ToIssue:
    """The issue that gets files of *owner_id*. *batch* comes from the form: what is posted twice is stored once.

    With a *comment* they wait for that, and *batch* is its id.
    """

    owner_id: int
    account_id: str
    site: jira.Site
    issue_id: str
    key: str
    summary: str
    batch: UUID
    comment: Comment | None = None
    audience: str = ""

    @property
    def cloud_id(self) -> str:
        """The site."""
        return self.site.cloud_id

    def stored(self) -> list[AddedFile]:
        """The files of the comment. Without one each post stands for itself."""
        return of_comment(self.comment) if self.comment is not None else []


def of_comment(comment: Comment) -> list[AddedFile]:
    """The files of a comment, in the order in which they were added."""
    return list(comment.files.order_by("created_at", "position"))


def add(
    to: ToIssue, uploads: Iterable[UploadedFile[bytes]]
) -> tuple[list[AddedFile], dict[str, str]]:
    """Store *uploads*: QUEUED, or DRAFT with a comment. Commits. A bad file does not stop the others.

    Returns the rows, those that the same post stored before among them, and the reasons for the other files, by name.
    """
    ready, refused = fit(to, list(uploads))
    _replace_gone(to, {each.name for each in ready})
    named = _identified(to, ready)
    known = {row.pk: row for row in AddedFile.objects.filter(pk__in=named, owner=to.owner_id)}
    fresh = {pk: each for pk, each in named.items() if pk not in known}
    fits, surplus = fitting(
        [each for each in to.stored() if each.deleted_at is None], fresh.values()
    )
    fits, homeless = room_for(to.owner_id, fits)
    try:
        stored = _store(to, {pk: each for pk, each in fresh.items() if each in fits})
    except FilesRefused as error:
        return list(known.values()), refused | surplus | homeless | error.problems
    return [*known.values(), *stored], refused | surplus | homeless


def take_out(comment: Comment, ids: Collection[str]) -> None:
    """Delete those files *ids* of *comment* that were not sent."""
    unsent = AddedFile.objects.filter(comment=comment, state=State.DRAFT, tries=0)
    for each in list(unsent):
        if str(each.pk) in ids and unsent.filter(pk=each.pk).delete()[0]:
            transaction.on_commit(partial(drop_bytes, each))


def _replace_gone(to: ToIssue, names: Collection[str]) -> None:
    """A file whose copy was deleted is replaced by one of the same name."""
    gone = AddedFile.objects.filter(comment=to.comment, tries=0, state=State.DRAFT)
    if to.comment is not None and names:
        gone.filter(name__in=names, deleted_at__isnull=False).delete()


def _identified(to: ToIssue, ready: Iterable[Prepared]) -> dict[UUID, Prepared]:
    """The files by their ids, which are the same for the same post. Two alike, chosen together, are two."""
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for each in ready:
        seen[each.name, each.sha256] += 1
        number = seen[each.name, each.sha256]
        found[uuid5(to.batch, f"{number}\n{each.sha256}\n{each.name}")] = each
    return found


def _store(to: ToIssue, files: dict[UUID, Prepared]) -> list[AddedFile]:
    """The bytes first, then the rows. On any failure neither is stored. Raises FilesRefused."""
    written: list[AddedFile] = []
    try:
        for number, (pk, each) in enumerate(files.items()):
            written.append(_written(to, pk, each, number))
        fresh = _insert(to, written)
    except OSError as error:
        _undo(written)
        logger.error("files could not be stored: %s", error)
        raise FilesRefused({each.name: no_room() for each in files.values()}) from error
    except BaseException:
        _undo(written)
        raise
    _undo(each for each in written if each not in fresh)
    return fresh


def _insert(to: ToIssue, rows: list[AddedFile]) -> list[AddedFile]:
    """Insert the new rows, under a lock on the person, so that two posts cannot exceed a limit together."""
    if not rows:
        return []
    with transaction.atomic():
        hold(to.owner_id)
        there = AddedFile.objects.filter(pk__in=[each.pk for each in rows])
        here = set(there.values_list("pk", flat=True))
        fresh = [each for each in rows if each.pk not in here]
        kept = [each for each in to.stored() if each.deleted_at is None]
        surplus = fitting(kept, fresh)[1] or room_for(to.owner_id, fresh)[1]
        if surplus:
            raise FilesRefused(surplus)
        AddedFile.objects.bulk_create(fresh)
    return fresh


def _written(to: ToIssue, pk: UUID, prepared: Prepared, position: int) -> AddedFile:
    """The row of a file whose bytes are stored. Not in the database yet."""
    now = timezone.now()
    alone: dict[str, Any] = {"state": State.QUEUED, "next_attempt_at": now}
    row = AddedFile(
        owner_id=to.owner_id,
        comment=to.comment,
        account_id=to.account_id,
        cloud_id=to.site.cloud_id,
        site_name=to.site.name,
        site_url=to.site.url,
        issue_id=to.issue_id,
        issue_key=to.key[:64],
        issue_summary=to.summary.replace("\0", "")[:255],
        audience=to.audience,
        position=position,
        name=prepared.name,
        content_type=prepared.content_type[:127],
        size=prepared.size,
        sha256=prepared.sha256,
        created_at=now,
        **({} if to.comment is not None else alone),
    )
    write_bytes(row, prepared)
    row.pk = pk  # not earlier: two concurrent posts must not write to one path
    return row


def _undo(rows: Iterable[AddedFile]) -> None:
    for each in rows:
        drop_bytes(each)
