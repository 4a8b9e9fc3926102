"""What happens to a person's reports, comments, files and links before they are erased. Makes no calls."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from accounts.erasing.hooks import ErasureLine, NoHooks, register
from accounts.models import User
from issues.erasing import wording
from issues.models import (
    AddedFile,
    BugForm,
    Comment,
    IssueAct,
    Outgoing,
    Part,
    State,
    Submission,
)
from issues.outbox.registry import SENDERS
from issues.outbox.states import Reason
from issues.views.form.signed_out import waiting_posts

_ASKS = Q(state=State.BLOCKED, blocked_reason=Reason.ASK)
# Being looked for, and not blocked: soon settled.
_UNDER_WAY = Q(state=State.SENDING) | Q(state=State.UNCONFIRMED, blocked_reason="")
_IN_DOUBT = Q(state__in=(State.SENDING, State.UNCONFIRMED)) | _ASKS
_WAITS = Q(state=State.QUEUED) | Q(state=State.BLOCKED) & ~_ASKS
_UNSENT = Q(state__in=(State.DRAFT, State.REJECTED, State.WITHDRAWN))


class Reports(NoHooks):
    """Their reports, with files and links, and their comments."""

    def goes(self, user: User) -> list[ErasureLine]:
        """How many of each kind are deleted, and what that means."""
        reports, comments, acts = (
            Submission.objects.filter(owner=user),
            Comment.objects.filter(owner=user),
            IssueAct.objects.filter(owner=user),
        )
        told = [
            wording.unsent(reports.filter(_UNSENT).count()),
            wording.filed(reports.filter(state=State.FILED).count()),
            wording.waiting(reports.filter(_WAITS).count()),
            wording.under_way(reports.filter(_UNDER_WAY).count()),
            wording.in_doubt(reports.filter(_IN_DOUBT).exclude(_UNDER_WAY).count()),
            wording.comments(comments.count()),
            wording.acts(acts.count()),
            wording.files(user),
        ]
        return [each for each in told if each is not None]

    def stays(self, user: User) -> list[ErasureLine]:
        """What is in Jira, and what others wrote."""
        filed = (
            rows.filter(owner=user, state=State.FILED)
            for rows in (Submission.objects, Comment.objects, IssueAct.objects, AddedFile.objects)
        )
        told = [
            wording.in_jira(any(rows.exists() for rows in filed)),
            wording.forms(BugForm.objects.filter(created_by=user).count()),
        ]
        return [each for each in told if each is not None]

    def under_way(self, user_id: int) -> int:
        """Rows of every kind that are being sent or looked for."""
        return sum(rows.filter(_UNDER_WAY).count() for rows in _outgoing(user_id))

    def take_back(self, user_id: int) -> None:
        """Withdraw what waits, as its writer could, but without a line on the receipt, which nobody will read."""
        for rows in _outgoing(user_id):
            follows = issubclass(rows.model, Part | AddedFile)
            waits = _WAITS | Q(state=State.DRAFT) if follows else _WAITS
            keys = list(rows.filter(waits).values_list("pk", flat=True))
            # Check again, on columns of this table alone: rows claimed since are being sent.
            rows.model._default_manager.filter(waits, pk__in=keys).update(
                state=State.WITHDRAWN, blocked_reason="", next_attempt_at=None
            )

    def in_doubt(self, user_id: int) -> list[tuple[str, str]]:
        """Where to look for them in Jira."""
        return [pair for rows in _outgoing(user_id) for pair in _places(rows.filter(_IN_DOUBT))]

    def leave_session(self, session: dict[str, Any], user_id: int) -> bool:
        """Text typed after the end of their session stays in the session of the browser's present user."""
        return waiting_posts.leave(session, user_id)


def _outgoing(user_id: int) -> Iterator[QuerySet[Any]]:
    for sender in SENDERS:
        model: type[Outgoing] = sender.model
        yield model._default_manager.filter(**{model.OWNER: user_id})


def _places(rows: QuerySet[Any]) -> Iterator[tuple[str, str]]:
    for row in rows:
        report = row.submission if isinstance(row, Part) else row
        key = report.issue_key or getattr(report, "project_key", "")
        sent = row.first_sent_at or row.created_at
        yield f"{report.site_url} {key}".strip(), sent.isoformat(timespec="minutes")


register(Reports())
