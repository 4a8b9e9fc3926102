"""The filters, the order and the pages of a user's list of reports. Each page reads its own rows, and no more.

A page begins after the last row of the one before (keyset pagination), so the thousandth costs what the first does.
Filters by what Jira says use what was proven to the user (`issues.reading`), never the mirror's rows.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from accounts.models import User
from accounts.prepared_queries import Prepared, PreparedRows
from issues.models import Bucket, IssueFollower, State, Submission
from issues.views.report_list import NEEDS_OWNER, NOT_LISTED, PAGE, needy_reports

ALL, OPEN, WAITING, DONE = "", "open", "waiting", "done"
FILED, CHANGED = "", "changed"
_LONGEST_TEXT = 100
# All of them are shown on the first page: nobody has more.
_MOST_NEEDY = 100
_PROJECTS_AMONG = 200


@dataclass(frozen=True)
class Search:
    """What a list shows. `show`: which filter; `order`: by filing or by the last change in Jira."""

    show: str = ALL
    project: str = ""
    text: str = ""
    order: str = FILED
    after: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing is filtered, searched or sorted."""
        return not (self.show or self.project or self.text or self.order)

    @property
    def in_mirror(self) -> bool:
        """Whether it asks for something that only Jira says."""
        return bool(self.show or self.order)

    def address(self, **changes: str) -> str:
        """The query string of this list with *changes*, from its first page on unless `after` is among them."""
        values = {
            "show": self.show,
            "project": self.project,
            "q": self.text,
            "order": self.order,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})


def read(sent: Mapping[str, str]) -> Search:
    """The search that an address names. Unknown values are as good as none."""
    show, order = sent.get("show", ""), sent.get("order", "")
    return Search(
        show=show if show in (OPEN, WAITING, DONE) else ALL,
        project=sent.get("project", "")[:64].strip(),
        text=sent.get("q", "").replace("\0", "")[:_LONGEST_TEXT].strip(),
        order=CHANGED if order == CHANGED else FILED,
        after=sent.get("after", "")[:100],
    )


@dataclass(frozen=True)
class Page:
    """Rows of a list: reports, and their followers where the search went through these. `after`: "" on the last."""

    reports: list[Submission]
    after: str


def page(user: User, search: Search) -> Page:
    """One page of the list, without the reports that `needy` shows on top of it."""
    return _of_followers(user, search) if search.in_mirror else _of_reports(user, search)


def needy(user: User) -> list[Submission]:
    """The reports that need their owner, those that Jira refused last, newest first."""
    return sorted(_needy(user_id=user.pk), key=lambda each: each.state == State.REJECTED)


_needy = PreparedRows(
    lambda user_id: _light(needy_reports(user_id)).order_by("-created_at", "-id")[:_MOST_NEEDY],
    user_id=BigIntegerField(),
)


def projects(user: User) -> list[str]:
    """Keys of the projects in which the user filed lately."""
    return sorted({key for (key,) in _projects(user_id=user.pk) if key})


_projects = Prepared(
    lambda user_id: (
        Submission.objects.filter(owner_id=user_id)
        .order_by("-created_at")
        .values_list("project_key")[:_PROJECTS_AMONG]
    ),
    user_id=BigIntegerField(),
)


def newest(user: User, most: int, *, without: Collection[UUID] = ()) -> list[Submission]:
    """The first *most* rows of the plain list, *without* some of them. At most a page is looked through."""
    found = _newest(PAGE + 1 if without else most)(user_id=user.pk)
    return [each for each in found if each.pk not in without][:most]


@cache
def _newest(most: int) -> PreparedRows[Submission]:
    return PreparedRows(
        lambda user_id: _light(_sent(user_id, plain=True)).order_by("-created_at", "-id")[:most],
        user_id=BigIntegerField(),
    )


def _sent(user_id: Any, *, plain: bool) -> QuerySet[Submission]:
    """What the user sent; in a *plain* list without what needs them, which is above it."""
    thrown_away = Q(state=State.WITHDRAWN, sent_at=None)
    own = Submission.objects.filter(owner_id=user_id).exclude(state=State.DRAFT)
    rows = own.exclude(thrown_away)
    return rows.exclude(NEEDS_OWNER | Q(state=State.REJECTED)) if plain else rows


def _of_reports(user: User, search: Search) -> Page:
    if search.is_plain and not search.after:
        found = _newest(PAGE + 1)(user_id=user.pk)
    else:
        rows = _sent(user.pk, plain=search.is_plain)
        if search.project:
            rows = rows.filter(project_key__iexact=search.project)
        if search.text:
            key, words = Q(issue_key__iexact=search.text), Q(summary__icontains=search.text)
            rows = rows.filter(key | words)
        rows = _after(_light(rows), "created_at", search.after)
        found = list(rows.order_by("-created_at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE
    return Page(shown, _cursor(shown[-1].created_at, shown[-1].pk) if more else "")


def _of_followers(user: User, search: Search) -> Page:
    rows = IssueFollower.objects.filter(user=user, submission__isnull=False)
    rows = rows.filter(_shown(search.show))
    if search.project:
        rows = rows.filter(submission__project_key__iexact=search.project)
    if search.text:
        key, words = Q(submission__issue_key__iexact=search.text), search.text
        rows = rows.filter(key | Q(submission__summary__icontains=words))
    by = "changed_at" if search.order == CHANGED else "since"
    if search.order == CHANGED:
        rows = rows.filter(changed_at__isnull=False)
    rows = _after(rows, by, search.after).order_by(f"-{by}", "-id")
    found = list(
        rows.select_related("submission").defer(*(f"submission__{name}" for name in NOT_LISTED))[
            : PAGE + 1
        ]
    )
    shown = found[:PAGE]
    reports = [each.submission for each in shown if each.submission is not None]
    more = len(found) > PAGE
    return Page(reports, _cursor(getattr(shown[-1], by), shown[-1].pk) if more else "")


def _shown(show: str) -> Q:
    filters = {OPEN: Q(bucket=Bucket.OPEN), DONE: Q(bucket=Bucket.DONE), WAITING: Q(waits=True)}
    return filters.get(show, Q())


def _light(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    return rows.defer(*NOT_LISTED)


def _cursor(moment: datetime, key: object) -> str:
    return f"{moment.isoformat()}~{key}"


def _after(rows: QuerySet[Any], by: str, cursor: str) -> QuerySet[Any]:
    """The rows behind *cursor*, in the order of *by* and id, both falling. All of them where it is no cursor."""
    moment, _, key = cursor.partition("~")
    try:
        at = parse_datetime(moment)
        identifier = rows.model._meta.pk.to_python(key)
    except Exception:
        return rows
    if at is None or at.tzinfo is None or identifier is None:
        return rows
    behind = Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": identifier})
    return rows.filter(behind, **{f"{by}__lte": at})
