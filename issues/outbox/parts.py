"""Files and links of a report: they wait for its issue, and go by themselves once it exists."""

from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet
from django.utils import timezone

from issues.models import Attachment, IssueLink, Part, State, Submission

PARTS: tuple[type[Part], ...] = (Attachment, IssueLink)
# A part that nothing was sent of yet.
UNSENT = (State.DRAFT, State.QUEUED)


def with_parts(reports: QuerySet[Submission]) -> QuerySet[Submission]:
    """Each with `has_parts`, whether anything waits for it to be filed: most have none, and need no more questions."""
    own: dict[str, Any] = {"submission": OuterRef("pk")}  # as below
    waiting = [Exists(model._default_manager.filter(state=State.DRAFT, **own)) for model in PARTS]
    known = ExpressionWrapper(waiting[0] | waiting[1], output_field=BooleanField())
    return reports.annotate(has_parts=known)  # type: ignore[no-redef]  # the attribute is there to be filled


def wake(submission_id: UUID | None = None) -> int:
    """Queue the drafts among the parts of what is FILED (of one report, or of all); how many.

    The sweep asks this of the database again and again: however a report came to be filed (by a late answer, by
    its owner's word, by a process that died a line later), its files follow.
    """
    filed = Submission.objects.filter(state=State.FILED)
    if submission_id is not None:
        filed = filed.filter(pk=submission_id)
    now = timezone.now()
    woken = 0
    for model in PARTS:
        own: dict[str, Any] = {"submission__in": filed}  # every part has one; the type checker cannot know
        drafts = model._default_manager.filter(state=State.DRAFT, **own)
        woken += drafts.update(state=State.QUEUED, state_since=now, next_attempt_at=now)
    return woken
