"""A person's reports, comments and acts, the ones that need them first, and their drafts."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.prepared_queries import Prepared, PreparedRows, several, up_to
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
NEEDY = NEEDS_OWNER | Q(state=State.REJECTED)
NEEDY_STATES = (State.BLOCKED, State.UNCONFIRMED, State.REJECTED)
_MOST_NEEDY = 200
# The highest count of reports that need the user; above it the number does not matter.
COUNTED = 100
_Parts = type[Attachment] | type[IssueLink]
# Files of comments that are not sent belong to their comment alone.
WANTED_FILES = Q(comment=None) | Q(comment__state=State.FILED)
# Columns that no list shows.
NOT_LISTED = ("values", "fields", "field_names", "field_errors", "messages")
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


def needy_of(user: User, *, own: bool, parts: bool) -> list[Submission]:
    """Reports that wait for their owner, each with `parts_need`: whether a file or link does.

    *own*, *parts*: whether there are any that wait themselves, and any of which only a file or a link does. Their keys
    are found first, by indexes of what needs somebody, so that all other reports cost nothing.
    """
    keys = {key for (key,) in _needy_keys(user_id=user.pk)} if own else set()
    if parts:
        keys |= {key for found in _needy_parts_keys for (key,) in found(user_id=user.pk)}
    if not keys:
        return []
    rows = reports_of(user).filter(pk__in=keys)
    return list(
        rows.annotate(parts_need=ExpressionWrapper(_parts_need(), BooleanField()))[:COUNTED]
    )


def needy_reports(user_id: Any) -> QuerySet[Submission]:
    """Reports that need their owner themselves, in any order. *user_id* may be a placeholder, here and below."""
    return Submission.objects.filter(NEEDY, owner_id=user_id, state__in=NEEDY_STATES).order_by()


def needy_parts(model: _Parts, user_id: Any) -> QuerySet[Any]:
    """Files or links of filed reports that need their owner."""
    return model.objects.filter(
        NEEDY,
        state__in=NEEDY_STATES,
        submission__owner_id=user_id,
        submission__state=State.FILED,
    ).order_by()


_needy_keys = Prepared(
    lambda user_id: (
        needy_reports(user_id).order_by("-created_at", "-id").values_list("pk")[:_MOST_NEEDY]
    ),
    user_id=BigIntegerField(),
)


def _keys_of(model: _Parts) -> Prepared:
    return Prepared(
        lambda user_id: needy_parts(model, user_id).values_list("submission_id")[:_MOST_NEEDY],
        user_id=BigIntegerField(),
    )


_needy_parts_keys = [_keys_of(model) for model in (Attachment, IssueLink)]


def partly_needy(keys: Sequence[UUID]) -> list[Submission]:
    """The filed reports among *keys*, of one page and one user, of which a file or a link needs them."""
    if not keys:
        return []
    filled = up_to(keys)
    return _partly_needy(len(filled))(**filled)


@cache
def _partly_needy(size: int) -> PreparedRows[Submission]:
    def build(**keys: Any) -> QuerySet[Submission]:
        rows = Submission.objects.filter(state=State.FILED, pk__in=list(keys.values())).order_by()
        return rows.only("pk").filter(_parts_need())

    return PreparedRows(build, **several(size, UUIDField()))


def _parts_need() -> Q:
    """Whether a file or a link of a report needs its owner."""
    files, links = (
        Q(Exists(model.objects.filter(NEEDY, submission=OuterRef("pk"))))
        for model in (Attachment, IssueLink)
    )
    return files | links


def comments_of(user: User) -> QuerySet[Comment]:
    """All comments of this person: those that need them first, then newest first."""
    own = Comment.objects.filter(owner=user).defer("text")
    return own.order_by(_first_those_that_need_you(), "-created_at", "-id")


def acts_of(user: User) -> QuerySet[IssueAct]:
    """What this person did to issues: what needs them first, then newest first."""
    own = IssueAct.objects.filter(owner=user).defer("typed")
    return own.order_by(_first_those_that_need_you(), "-created_at", "-id")


def files_of(user: User) -> QuerySet[AddedFile]:
    """The files that this person added to issues: those that need them first, then newest first.

    Without files of comments that are not sent.
    """
    own = AddedFile.objects.filter(WANTED_FILES, owner=user).select_related("comment")
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
    return _drafts(user.pk)


def newest_drafts(user: User) -> list[Submission]:
    """The last edited ones, one more than the first page shows."""
    return _newest_drafts(user_id=user.pk)


def _drafts(user_id: Any) -> QuerySet[Submission]:
    own = Submission.objects.filter(owner_id=user_id, state=State.DRAFT)
    own = own.select_related("bug_form").defer("values", "fields")
    return own.order_by(Coalesce(F("edited_at"), F("created_at")).desc(), "-id")


_newest_drafts = PreparedRows(
    lambda user_id: _drafts(user_id)[: SHOWN_AT_PLACE + 1], user_id=BigIntegerField()
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
