"""Deletes what users wrote after its retention time, every night. Pages that promise a time use these settings.

Each setting is in days, and documented in .env.example. Rows that wait, are in doubt or need a user are never
changed.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.erasing import admin_history
from issues.attachments.delete_files import drop_bytes
from issues.forms.drafts import OPEN
from issues.models import (
    AddedFile,
    Attachment,
    Comment,
    IssueAct,
    IssueEvent,
    State,
    Submission,
)

BATCH = 200
# This long before a draft is deleted, its list says so.
_SOON = timedelta(days=30)
_FOREVER = float("inf")
# The text of a report or a comment. Its summary, key, place and receipt stay, so that the list of reports is not
# empty.
_EMPTY: dict[type[Model], dict[str, Any]] = {
    Submission: {"values": {}, "fields": {}, "field_names": {}, "field_errors": {}, "messages": []},
    Comment: {"text": "", "field_errors": {}, "messages": []},
    IssueAct: {"payload": {}, "typed": {}, "field_errors": {}, "messages": []},
}


def purge(seconds: float = _FOREVER) -> int:
    """Do all of it, for about *seconds*. Returns how many rows changed. The rest is left to the next night."""
    ends_at = monotonic() + seconds
    acts = (
        drafts,
        thrown_away,
        draft_files,
        unsent_files,
        partial(sent_texts, Submission),
        partial(sent_texts, Comment),
        followed_events,
        partial(sent_texts, IssueAct),
        partial(drafts_on_issues, Comment),
        partial(drafts_on_issues, IssueAct),
    )
    return sum(act(ends_at=ends_at) for act in acts)


def drafts(*, ends_at: float = _FOREVER) -> int:
    """Delete unsent drafts and rejected reports that were not changed for DRAFTS_KEPT_DAYS."""
    return _delete(untouched_since(_ago(settings.DRAFTS_KEPT_DAYS)), ends_at)


def thrown_away(*, ends_at: float = _FOREVER) -> int:
    """Delete thrown-away drafts after THROWN_AWAY_KEPT_DAYS. Until then their writers can restore them."""
    before = _ago(settings.THROWN_AWAY_KEPT_DAYS)
    rows = Submission.objects.filter(state=State.WITHDRAWN, sent_at=None, state_since__lt=before)
    return _delete(rows, ends_at)


def draft_files(*, ends_at: float = _FOREVER) -> int:
    """Delete the files of drafts that were not changed for DRAFT_FILES_KEPT_DAYS. Their rows say so."""
    before = _ago(settings.DRAFT_FILES_KEPT_DAYS)
    old = Attachment.objects.filter(deleted_at=None, created_at__lt=before)
    rows = untouched_since(before).filter(Exists(old.filter(submission=OuterRef("pk"))))
    count = 0
    for keys in _batches(rows, ends_at):
        with transaction.atomic():
            held = list(untouched_since(before).filter(pk__in=keys).select_for_update())
            gone = list(old.filter(submission__in=held))
            ids = [each.pk for each in gone]
            Attachment.objects.filter(pk__in=ids).update(deleted_at=timezone.now())
            for each in gone:
                transaction.on_commit(partial(drop_bytes, each), robust=True)
        count += len(gone)
    return count


def unsent_files(*, ends_at: float = _FOREVER) -> int:
    """Delete the files of comments that were never sent, and refused files, after DRAFT_FILES_KEPT_DAYS.

    Their rows say so.
    """
    old = Q(comment__state__in=OPEN) & Q(state=State.DRAFT) | Q(state=State.REJECTED)
    before = _ago(settings.DRAFT_FILES_KEPT_DAYS)
    rows = AddedFile.objects.filter(old, deleted_at=None, state_since__lt=before)
    count = 0
    for keys in _batches(rows, ends_at):
        for each in list(rows.filter(pk__in=keys)):
            # Checked again: its comment may have been sent meanwhile.
            if rows.filter(pk=each.pk).update(deleted_at=timezone.now()):
                drop_bytes(each)
                count += 1
    return count


def sent_texts(model: type[Submission | Comment | IssueAct], *, ends_at: float = _FOREVER) -> int:
    """Empty the texts, SENT_TEXTS_KEPT_DAYS after they were filed or withdrawn."""
    before = _ago(settings.SENT_TEXTS_KEPT_DAYS)
    rows: QuerySet[Any] = model._default_manager.filter(
        state_since__lt=before, text_deleted_at=None
    )
    # rejected reports are drafts again, and thrown-away drafts are deleted as a whole
    if model is Submission:
        rows = rows.filter(Q(state=State.FILED) | Q(state=State.WITHDRAWN, sent_at__isnull=False))
    else:
        rows = rows.filter(state__in=(State.FILED, State.WITHDRAWN, State.REJECTED))
    emptied = {**_EMPTY[model], "text_deleted_at": timezone.now()}
    return sum(rows.filter(pk__in=keys).update(**emptied) for keys in _batches(rows, ends_at))


def followed_events(*, ends_at: float = _FOREVER) -> int:
    """Delete what happened to followed issues after SENT_TEXTS_KEPT_DAYS."""
    before, count = _ago(settings.SENT_TEXTS_KEPT_DAYS), 0
    while monotonic() < ends_at:
        old = IssueEvent.objects.filter(noted_at__lt=before).order_by("noted_at")
        keys = list(old.values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        count += IssueEvent.objects.filter(pk__in=keys).delete()[0]
    return count


def drafts_on_issues(model: type[Comment | IssueAct], *, ends_at: float = _FOREVER) -> int:
    """Delete what was begun on an issue's page and not changed for DRAFTS_KEPT_DAYS."""
    before = _ago(settings.DRAFTS_KEPT_DAYS)
    rows: QuerySet[Any] = model._default_manager.filter(state=State.DRAFT, state_since__lt=before)
    # The nightly clean-up deletes the bytes of their files, which have no row any more.
    return sum(rows.filter(pk__in=keys).delete()[0] for keys in _batches(rows, ends_at))


def untouched_since(before: datetime) -> QuerySet[Submission]:
    """Drafts and rejected reports that were not changed since *before*."""
    saved_before = Q(edited_at=None) | Q(edited_at__lt=before)
    return Submission.objects.filter(saved_before, state__in=OPEN, state_since__lt=before)


def goes_soon(draft: Submission) -> datetime | None:
    """When an unchanged draft will be deleted, if that is within a month."""
    touched = max(draft.state_since, draft.edited_at or draft.state_since)
    at = touched + timedelta(days=settings.DRAFTS_KEPT_DAYS)
    return at if at - timezone.now() < _SOON else None


def _ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def _batches(rows: QuerySet[Any], ends_at: float) -> Iterator[list[Any]]:
    """Keys of *rows*, oldest first, each once, until none are left or the time is over."""
    last: list[Any] = []
    while monotonic() < ends_at:
        keys = list(rows.order_by("state_since", "pk").values_list("pk", flat=True)[:BATCH])
        if not keys or keys == last:
            return
        yield keys
        last = keys


def _delete(rows: QuerySet[Submission], ends_at: float) -> int:
    """Delete *rows* with their parts. Checks each again under a lock, because its writer may be changing it now."""
    count = 0
    for keys in _batches(rows, ends_at):
        with transaction.atomic():
            held = list(rows.filter(pk__in=keys).select_for_update().values_list("pk", flat=True))
            files = list(Attachment.objects.filter(submission__in=held, deleted_at=None))
            admin_history.forget_rows(Submission, held)
            Submission.objects.filter(pk__in=held).delete()
            for each in files:
                transaction.on_commit(partial(drop_bytes, each), robust=True)
        count += len(held)
    return count
