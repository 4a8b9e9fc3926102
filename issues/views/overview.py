"""What there is of a person, by one statement: most have nothing of most kinds, which then cost no statement each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    ExpressionWrapper,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
)

from accounts.models import User
from accounts.prepared_queries import Given, Prepared
from issues.bugforms import in_use_for
from issues.models import (
    AddedFile,
    Attachment,
    Comment,
    IssueAct,
    IssueFollower,
    IssueLink,
    State,
    Submission,
)
from issues.queries.access import home_queries
from issues.views.report_list import NEEDY, WANTED_FILES, needy_parts, needy_reports

# The highest count of reports that wait for the user; above it the number does not matter.
MOST_WAITING = 100


@dataclass(frozen=True)
class Overview:
    """Numbers, and whether there is any.

    `comments`, `acts`: how many ("all"), and how many of them need this person ("needy"). `needy`: reports that need
    their owner. `needy_parts`: filed reports of which a file or a link does. `waiting`: open issues that wait for this
    person, up to MOST_WAITING. `forms`: prepared forms to choose from. `queries`: those on the first page.
    """

    comments: dict[str, int]
    acts: dict[str, int]
    waiting: int
    drafts: int
    needy: bool
    needy_parts: bool
    follows: bool
    forms: bool
    queries: bool


def overview(user: User) -> Overview:
    """What there is of *user*."""
    [row] = _found(user_id=user.pk)
    comments, needy_comments, acts, needy_acts, files, needy_files, drafts, waiting = row[:8]
    return Overview(
        {"all": comments, "needy": needy_comments},
        {"all": acts + files, "needy": needy_acts + needy_files},
        waiting,
        drafts,
        *map(bool, row[8:]),
    )


class _Count(Subquery):
    """How many rows a query finds, as a column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.values("pk"), output_field=IntegerField())


def _columns(user_id: Given) -> QuerySet[Any, Any]:
    comments = Comment.objects.filter(owner_id=user_id)
    acts = IssueAct.objects.filter(owner_id=user_id)
    files = AddedFile.objects.filter(WANTED_FILES, owner_id=user_id)
    followed = IssueFollower.objects.filter(user_id=user_id).order_by()
    counted = [each for rows in (comments, acts, files) for each in (rows, rows.filter(NEEDY))]
    waiting = followed.filter(waits=True, submission__isnull=False)[:MOST_WAITING]
    drafts = Submission.objects.filter(owner_id=user_id, state=State.DRAFT)
    parts = Q(Exists(needy_parts(Attachment, user_id))) | Q(Exists(needy_parts(IssueLink, user_id)))
    return (
        User.objects.filter(pk=user_id)
        .order_by()
        .values_list(
            *(_Count(each.order_by()) for each in (*counted, drafts)),
            _Count(waiting),
            Exists(needy_reports(user_id)),
            ExpressionWrapper(parts, BooleanField()),
            Exists(followed),
            Exists(in_use_for(user_id)),
            Exists(home_queries(user_id)),
        )
    )


_found = Prepared(_columns, user_id=BigIntegerField())
