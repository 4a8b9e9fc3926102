"""A person's reports, comments and acts, the ones that need them first, and their drafts."""

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
from issues import bugforms
from issues.models import (
    AddedFile,
    Attachment,
    Comment,
    IssueAct,
    IssueLink,
    State,
    Submission,
)
from issues.outbox.states import Reason
from issues.retention import delete_old_texts

# The rows that wording/state_wording.py tags so.
NEEDS_OWNER = Q(state__in=(State.BLOCKED, State.UNCONFIRMED)) & ~Q(
    blocked_reason__in=("", Reason.MISCONFIGURED, Reason.SHARED)
)
_NEEDY = NEEDS_OWNER | Q(state=State.REJECTED)
_NEEDY_STATES = (State.BLOCKED, State.UNCONFIRMED, State.REJECTED)
_MOST_NEEDY = 200
# The rows on one page of a list.
PAGE = 20
# The drafts of a place that are shown where another report is begun there.
SHOWN_AT_PLACE = 3


def reports_of(user: User) -> QuerySet[Submission]:
    """All reports that were ever sent: those that need their owner first, then newest first."""
    thrown_away = Q(state=State.WITHDRAWN, sent_at=None)
    own = Submission.objects.filter(owner=user).exclude(state=State.DRAFT).exclude(thrown_away)
    return own.defer("values", "fields").order_by(
        _first_those_that_need_you(), "-created_at", "-id"
    )


def needy_of(user: User) -> QuerySet[Submission]:
    """Reports that wait for their owner, each with `parts_need`: whether a file or link does.

    Their keys are found first, by indexes of what needs somebody, so that all other reports cost nothing.
    """
    own = Submission.objects.filter(_NEEDY, owner=user, state__in=_NEEDY_STATES)
    keys = set(own.values_list("pk", flat=True)[:_MOST_NEEDY])
    for model in (Attachment, IssueLink):
        parts = model.objects.filter(
            _NEEDY,
            state__in=_NEEDY_STATES,
            submission__owner=user,
            submission__state=State.FILED,
        )
        keys |= set(parts.values_list("submission", flat=True)[:_MOST_NEEDY])
    rows = reports_of(user).filter(pk__in=keys)
    return rows.annotate(parts_need=ExpressionWrapper(_parts_need(), BooleanField()))


def partly_needy(keys: Iterable[UUID]) -> QuerySet[Submission]:
    """The filed reports among *keys*, all of one user, of which a file or a link needs them."""
    rows = Submission.objects.filter(state=State.FILED, pk__in=list(keys)).order_by()
    return rows.only("pk").filter(_parts_need())


def _parts_need() -> Q:
    """Whether a file or a link of a report needs its owner."""
    files, links = (
        Q(Exists(model.objects.filter(_NEEDY, submission=OuterRef("pk"))))
        for model in (Attachment, IssueLink)
    )
    return files | links


def comments_of(user: User) -> QuerySet[Comment]:
    """All comments of this person: those that need them first, then newest first."""
    own = Comment.objects.filter(owner=user).defer("text")
    return own.order_by(_first_those_that_need_you(), "-created_at", "-id")


def comments_told(user: User) -> dict[str, int]:
    """The number of comments ("all"), and of those that need their writer ("needy")."""
    needy = Count("pk", filter=_NEEDY)
    return Comment.objects.filter(owner=user).aggregate(all=Count("pk"), needy=needy)


def acts_of(user: User) -> QuerySet[IssueAct]:
    """What this person did to issues: what needs them first, then newest first."""
    own = IssueAct.objects.filter(owner=user).defer("typed")
    return own.order_by(_first_those_that_need_you(), "-created_at", "-id")


def acts_told(user: User) -> dict[str, int]:
    """The number of acts and added files ("all"), and of those that need this person ("needy")."""
    told = {"all": 0, "needy": 0}
    for rows in (IssueAct.objects.filter(owner=user), files_of(user).order_by()):
        counted = rows.aggregate(all=Count("pk"), needy=Count("pk", filter=_NEEDY))
        told = {name: number + counted[name] for name, number in told.items()}
    return told


def files_of(user: User) -> QuerySet[AddedFile]:
    """The files that this person added to issues: those that need them first, then newest first.

    Without files of comments that are not sent.
    """
    wanted = Q(comment=None) | Q(comment__state=State.FILED)
    own = AddedFile.objects.filter(wanted, owner=user).select_related("comment")
    return own.order_by(_first_those_that_need_you(), "-created_at", "position", "id")


def files_under_way(user: User, cloud_id: str, key: str) -> int:
    """How many files this person added to one issue that are not settled."""
    settled = (State.FILED, State.WITHDRAWN)
    own = AddedFile.objects.filter(owner=user, cloud_id=cloud_id, issue_key=key, comment=None)
    return own.exclude(state__in=settled).count()


def acts_under_way(user: User, cloud_id: str, issue_id: str) -> list[IssueAct]:
    """What this person asked for on one issue and is not settled, oldest first."""
    settled = (State.FILED, State.WITHDRAWN)
    own = IssueAct.objects.filter(owner=user, cloud_id=cloud_id, issue_id=issue_id)
    return list(own.exclude(state__in=settled).order_by("created_at")[:PAGE])


def _first_those_that_need_you() -> Case:
    return Case(
        When(NEEDS_OWNER, then=Value(0)),
        When(state=State.REJECTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def drafts_of(user: User) -> QuerySet[Submission]:
    """All drafts, last edited first."""
    own = Submission.objects.filter(owner=user, state=State.DRAFT).select_related("bug_form")
    return own.defer("values", "fields").order_by(
        Coalesce(F("edited_at"), F("created_at")).desc(), "-id"
    )


def drafts_at(
    user: User, cloud_id: str, project_key: str, issue_type_id: str = ""
) -> list[Submission]:
    """The last edited drafts of a place, each with `url`: of one issue type, or of the whole project."""
    here = drafts_of(user).filter(cloud_id=cloud_id, project_key__iexact=project_key)
    if issue_type_id:
        here = here.filter(issue_type_id=issue_type_id)
    return with_address(here[:SHOWN_AT_PLACE], user)


def draft_named(user: User, text: str) -> Submission | None:
    """The draft with the id *text* of this person. None for any other text."""
    try:
        return drafts_of(user).filter(pk=UUID(text)).first()
    except ValueError:
        return None


def with_address(rows: Iterable[Submission], user: User) -> list[Submission]:
    """Add `url`, the form of each draft, and `goes_at`, when it is deleted soon if nobody changes it."""
    from issues.views.form_address import reopened_at  # the form's pages list drafts themselves

    found = list(rows)
    usable = bugforms.usable(
        user, [row.bug_form_id for row in found if row.bug_form_id is not None]
    )
    for row in found:
        row.url = reopened_at(row, user, usable)  # type: ignore[attr-defined]
        row.goes_at = delete_old_texts.goes_soon(row)  # type: ignore[attr-defined]
    return found
