"""A person's reports in the order in which they matter: those that need them first."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from issues.models import State, Submission
from issues.outbox.states import Reason

NEEDS_OWNER = (Q(state=State.BLOCKED) & ~Q(blocked_reason=Reason.MISCONFIGURED)) | Q(
    state=State.UNCONFIRMED
) & ~Q(blocked_reason="")


def reports_of(user: User) -> QuerySet[Submission]:
    """All but drafts, newest first, those that need their owner before the rest."""
    rank = Case(
        When(NEEDS_OWNER, then=Value(0)),
        When(state=State.REJECTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    own = Submission.objects.filter(owner=user).exclude(state=State.DRAFT)
    return own.defer("values", "fields").order_by(rank, "-created_at", "-id")


def drafts_of(user: User) -> QuerySet[Submission]:
    """What was kept and never sent, newest first."""
    return Submission.objects.filter(owner=user, state=State.DRAFT).defer("values", "fields")
