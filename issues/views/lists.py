"""A person's reports in the order in which they matter, and their drafts."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from issues import bugforms, retention
from issues.models import Attachment, Comment, IssueLink, State, Submission
from issues.outbox.states import Reason

# As words/standing.py tags it.
NEEDS_OWNER = Q(state__in=(State.BLOCKED, State.UNCONFIRMED)) & ~Q(
    blocked_reason__in=("", Reason.MISCONFIGURED)
)
_NEEDY = NEEDS_OWNER | Q(state=State.REJECTED)
# So many rows are on one page of a list.
PAGE = 20
# So many drafts of a place are shown where another report is begun there.
SHOWN_AT_PLACE = 3


def reports_of(user: User) -> QuerySet[Submission]:
    """All that was ever sent, newest first, those that need their owner before the rest."""
    thrown_away = Q(state=State.WITHDRAWN, sent_at=None)
    own = Submission.objects.filter(owner=user).exclude(state=State.DRAFT).exclude(thrown_away)
    return own.defer("values", "fields").order_by(_first_those_that_need_you(), "-created_at", "-id")


def needy_of(user: User) -> QuerySet[Submission]:
    """Those of them that wait for their owner, each with `parts_need`: a file or link that does."""
    parts = (model.objects.filter(_NEEDY, submission=OuterRef("pk")) for model in (Attachment, IssueLink))
    files, links = (Q(Exists(each)) for each in parts)
    rows = reports_of(user).annotate(parts_need=ExpressionWrapper(files | links, BooleanField()))
    return rows.filter(_NEEDY | Q(state=State.FILED, parts_need=True))


def comments_of(user: User) -> QuerySet[Comment]:
    """All that this person added to issues, newest first, those that need them before the rest."""
    own = Comment.objects.filter(owner=user).defer("text")
    return own.order_by(_first_those_that_need_you(), "-created_at", "-id")


def comments_told(user: User) -> dict[str, int]:
    """How many comments there are ("all"), and how many of them need their writer ("needy")."""
    needy = Count("pk", filter=_NEEDY)
    return Comment.objects.filter(owner=user).aggregate(all=Count("pk"), needy=needy)


def _first_those_that_need_you() -> Case:
    return Case(
        When(NEEDS_OWNER, then=Value(0)),
        When(state=State.REJECTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def drafts_of(user: User) -> QuerySet[Submission]:
    """What was kept and not sent, last edited first."""
    own = Submission.objects.filter(owner=user, state=State.DRAFT).select_related("bug_form")
    return own.defer("values", "fields").order_by(Coalesce(F("edited_at"), F("created_at")).desc(), "-id")


def drafts_at(user: User, cloud_id: str, project_key: str, issue_type_id: str = "") -> list[Submission]:
    """The drafts of a place that were edited last, each with `url`: of a type of issue, or of the whole project."""
    here = drafts_of(user).filter(cloud_id=cloud_id, project_key__iexact=project_key)
    if issue_type_id:
        here = here.filter(issue_type_id=issue_type_id)
    return with_address(here[:SHOWN_AT_PLACE], user)


def draft_named(user: User, text: str) -> Submission | None:
    """The draft of this person whose number *text* is; None for whatever else it names."""
    try:
        return drafts_of(user).filter(pk=UUID(text)).first()
    except ValueError:
        return None


def with_address(rows: Iterable[Submission], user: User) -> list[Submission]:
    """Each with `url`, where it is taken up again, and `goes_at`, where it is deleted soon if nobody touches it."""
    from issues.views.form.address import reopened_at  # the form's pages list drafts themselves

    found = list(rows)
    usable = bugforms.usable(user, [row.bug_form_id for row in found if row.bug_form_id is not None])
    for row in found:
        row.url = reopened_at(row, user, usable)  # type: ignore[attr-defined]
        row.goes_at = retention.goes_soon(row)  # type: ignore[attr-defined]
    return found
