"""What becomes of somebody's reports, comments, files and links before they are erased. Calls nobody outside."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from accounts.erasing.rooms import Quiet, Told, register
from accounts.models import User
from issues.erasing import words
from issues.models import BugForm, Comment, Outgoing, Part, State, Submission
from issues.outbox.senders import SENDERS
from issues.outbox.states import Reason
from issues.views import interrupted

_ASKS = Q(state=State.BLOCKED, blocked_reason=Reason.ASK)
# Looked for, and nothing stands in the way: soon it is known.
_UNDER_WAY = Q(state=State.SENDING) | Q(state=State.UNCONFIRMED, blocked_reason="")
_IN_DOUBT = Q(state__in=(State.SENDING, State.UNCONFIRMED)) | _ASKS
_WAITS = Q(state=State.QUEUED) | Q(state=State.BLOCKED) & ~_ASKS
_UNSENT = Q(state__in=(State.DRAFT, State.REJECTED, State.WITHDRAWN))


class Reports(Quiet):
    """Their reports, with all that belongs to them, and their comments."""

    def goes(self, user: User) -> list[Told]:
        """How many of each, by what it means that they go."""
        reports, comments = Submission.objects.filter(owner=user), Comment.objects.filter(owner=user)
        told = [
            words.unsent(reports.filter(_UNSENT).count()),
            words.filed(reports.filter(state=State.FILED).count()),
            words.waiting(reports.filter(_WAITS).count()),
            words.under_way(reports.filter(_UNDER_WAY).count()),
            words.in_doubt(reports.filter(_IN_DOUBT).exclude(_UNDER_WAY).count()),
            words.comments(comments.count()),
            words.files(user),
        ]
        return [each for each in told if each is not None]

    def stays(self, user: User) -> list[Told]:
        """What is in Jira, and what others wrote."""
        filed = (rows.filter(owner=user, state=State.FILED) for rows in (Submission.objects, Comment.objects))
        told = [
            words.in_jira(any(rows.exists() for rows in filed)),
            words.forms(BugForm.objects.filter(created_by=user).count()),
        ]
        return [each for each in told if each is not None]

    def under_way(self, user_id: int) -> int:
        """Of every kind."""
        return sum(rows.filter(_UNDER_WAY).count() for rows in _outgoing(user_id))

    def take_back(self, user_id: int) -> None:
        """As their writer could, but without a line on a receipt that nobody will read."""
        for rows in _outgoing(user_id):
            waits = _WAITS | Q(state=State.DRAFT) if issubclass(rows.model, Part) else _WAITS
            keys = list(rows.filter(waits).values_list("pk", flat=True))
            # Asked once more, of columns of this table alone: what was claimed since is being sent.
            rows.model._default_manager.filter(waits, pk__in=keys).update(
                state=State.WITHDRAWN, blocked_reason="", next_attempt_at=None
            )

    def in_doubt(self, user_id: int) -> list[tuple[str, str]]:
        """Where to look for them in Jira."""
        return [pair for rows in _outgoing(user_id) for pair in _places(rows.filter(_IN_DOUBT))]

    def leave_session(self, session: dict[str, Any], user_id: int) -> bool:
        """What was typed after their session had ended waits in that of whoever uses the same browser."""
        return interrupted.leave(session, user_id)


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
