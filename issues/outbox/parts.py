"""Parts of a report (files, links), and files of a comment: they wait for it, and are sent once it is in Jira."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet
from django.utils import timezone

from issues.models import AddedFile, Attachment, Comment, IssueLink, Part, State, Submission

PARTS: tuple[type[Part], ...] = (Attachment, IssueLink)
# The states of a part that was not sent yet.
UNSENT = (State.DRAFT, State.QUEUED)


def with_parts(reports: QuerySet[Submission]) -> QuerySet[Submission]:
    """Add `has_parts` to each: whether any part waits for it to be filed. Most have none, and need no more queries."""
    own: dict[str, Any] = {"submission": OuterRef("pk")}  # as below
    waiting = [Exists(model._default_manager.filter(state=State.DRAFT, **own)) for model in PARTS]
    known = ExpressionWrapper(waiting[0] | waiting[1], output_field=BooleanField())
    return reports.annotate(has_parts=known)  # type: ignore[no-redef]  # the attribute is there to be filled


def wake(submission_id: UUID | None = None, *, filed_since: datetime | None = None) -> int:
    """Queue the DRAFT parts of FILED reports: of one, of those filed since a time, or of all. Returns how many.

    The sweep does this repeatedly. So the parts follow however a report came to be filed: by a late answer, by its
    owner, or by a process that crashed right after.
    """
    filed = Submission.objects.filter(state=State.FILED)
    if submission_id is not None:
        filed = filed.filter(pk=submission_id)
    if filed_since is not None:
        filed = filed.filter(state_since__gte=filed_since)
    now = timezone.now()
    woken = 0
    for model in PARTS:
        own: dict[str, Any] = {
            "submission__in": filed
        }  # every part has one, which the type checker cannot know
        drafts = model._default_manager.filter(state=State.DRAFT, **own)
        woken += drafts.update(state=State.QUEUED, state_since=now, next_attempt_at=now)
    return woken


def wake_files(comment_id: UUID | None = None) -> int:
    """Queue the DRAFT files of FILED comments, of one or of all, as `wake` does for parts. Returns how many."""
    filed = Comment.objects.filter(state=State.FILED)
    if comment_id is not None:
        filed = filed.filter(pk=comment_id)
    now = timezone.now()
    drafts = AddedFile.objects.filter(state=State.DRAFT, comment__in=filed)
    return drafts.update(state=State.QUEUED, state_since=now, next_attempt_at=now)
