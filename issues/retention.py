"""How long what people wrote is kept here: after its time it goes, every night. The pages that say "kept" say this.

Each setting is in days, and documented in .env.example. What waits, is in doubt or needs somebody is never touched.
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

from accounts.erasing import history
from issues.attachments.keeping import drop_bytes
from issues.drafts import OPEN
from issues.models import Attachment, Comment, State, Submission

BATCH = 200
# So long before a draft goes its list says so.
_SOON = timedelta(days=30)
_FOREVER = float("inf")
# What a report or a comment said: its summary, key, place and receipt stay, or the list of reports would be empty.
_EMPTY: dict[type[Model], dict[str, Any]] = {
    Submission: {"values": {}, "fields": {}, "field_names": {}, "field_errors": {}, "messages": []},
    Comment: {"text": "", "field_errors": {}, "messages": []},
}


def purge(seconds: float = _FOREVER) -> int:
    """Do all of it, for about *seconds*; how many rows it was about. What there was no time for goes the next night."""
    ends_at = monotonic() + seconds
    acts = (drafts, thrown_away, draft_files, partial(sent_texts, Submission), partial(sent_texts, Comment))
    return sum(act(ends_at=ends_at) for act in acts)


def drafts(*, ends_at: float = _FOREVER) -> int:
    """Delete what was never filed, and what Jira refused, once nobody has touched it for DRAFTS_KEPT_DAYS."""
    return _delete(untouched_since(_ago(settings.DRAFTS_KEPT_DAYS)), ends_at)


def thrown_away(*, ends_at: float = _FOREVER) -> int:
    """Delete drafts THROWN_AWAY_KEPT_DAYS after their writer threw them away: until then they can have them back."""
    before = _ago(settings.THROWN_AWAY_KEPT_DAYS)
    rows = Submission.objects.filter(state=State.WITHDRAWN, sent_at=None, state_since__lt=before)
    return _delete(rows, ends_at)


def draft_files(*, ends_at: float = _FOREVER) -> int:
    """Let go the copies of files of drafts that nobody has touched for DRAFT_FILES_KEPT_DAYS. Their rows say so."""
    before = _ago(settings.DRAFT_FILES_KEPT_DAYS)
    old = Attachment.objects.filter(deleted_at=None, created_at__lt=before)
    rows = untouched_since(before).filter(Exists(old.filter(submission=OuterRef("pk"))))
    count = 0
    for keys in _batches(rows, ends_at):
        with transaction.atomic():
            held = list(untouched_since(before).filter(pk__in=keys).select_for_update())
            gone = list(old.filter(submission__in=held))
            Attachment.objects.filter(pk__in=[each.pk for each in gone]).update(deleted_at=timezone.now())
            for each in gone:
                transaction.on_commit(partial(drop_bytes, each), robust=True)
        count += len(gone)
    return count


def sent_texts(model: type[Submission] | type[Comment], *, ends_at: float = _FOREVER) -> int:
    """Empty what was said, SENT_TEXTS_KEPT_DAYS after it was filed or withdrawn."""
    before = _ago(settings.SENT_TEXTS_KEPT_DAYS)
    rows: QuerySet[Any] = model._default_manager.filter(state_since__lt=before, text_deleted_at=None)
    if (
        model is Submission
    ):  # what Jira refused is a draft again, and a draft that was thrown away goes as a whole
        rows = rows.filter(Q(state=State.FILED) | Q(state=State.WITHDRAWN, sent_at__isnull=False))
    else:
        rows = rows.filter(state__in=(State.FILED, State.WITHDRAWN, State.REJECTED))
    emptied = {**_EMPTY[model], "text_deleted_at": timezone.now()}
    return sum(rows.filter(pk__in=keys).update(**emptied) for keys in _batches(rows, ends_at))


def untouched_since(before: datetime) -> QuerySet[Submission]:
    """Drafts, and reports that Jira refused, that nobody has touched since *before*."""
    saved_before = Q(edited_at=None) | Q(edited_at__lt=before)
    return Submission.objects.filter(saved_before, state__in=OPEN, state_since__lt=before)


def goes_soon(draft: Submission) -> datetime | None:
    """When a draft that nobody touches is deleted, if that is within a month."""
    touched = max(draft.state_since, draft.edited_at or draft.state_since)
    at = touched + timedelta(days=settings.DRAFTS_KEPT_DAYS)
    return at if at - timezone.now() < _SOON else None


def _ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def _batches(rows: QuerySet[Any], ends_at: float) -> Iterator[list[Any]]:
    """Keys of *rows*, the oldest first, as long as there are any that were not given before, and there is time."""
    last: list[Any] = []
    while monotonic() < ends_at:
        keys = list(rows.order_by("state_since", "pk").values_list("pk", flat=True)[:BATCH])
        if not keys or keys == last:
            return
        yield keys
        last = keys


def _delete(rows: QuerySet[Submission], ends_at: float) -> int:
    """With all that belongs to them. Somebody may go on with one at this moment: it is looked at once more, in hand."""
    count = 0
    for keys in _batches(rows, ends_at):
        with transaction.atomic():
            held = list(rows.filter(pk__in=keys).select_for_update().values_list("pk", flat=True))
            files = list(Attachment.objects.filter(submission__in=held, deleted_at=None))
            history.forget_rows(Submission, held)
            Submission.objects.filter(pk__in=held).delete()
            for each in files:
                transaction.on_commit(partial(drop_bytes, each), robust=True)
        count += len(held)
    return count
