"""The filters, the order and the pages of a user's list of reports. Each page reads its own rows, and no more.

A page begins after the last row of the one before (keyset pagination), so the thousandth costs what the first does.
Filters by what Jira says use what was proven to the user (`issues.reading`), never the mirror's rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from accounts.models import User
from issues.models import Bucket, IssueFollower, State, Submission
from issues.views.report_list import NEEDS_OWNER, PAGE

ALL, OPEN, WAITING, DONE = "", "open", "waiting", "done"
FILED, CHANGED = "", "changed"
_LONGEST_TEXT = 100
_NEEDY_STATES = (State.BLOCKED, State.UNCONFIRMED, State.REJECTED)
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
    rows = Submission.objects.filter(
        NEEDS_OWNER | Q(state=State.REJECTED), owner=user, state__in=_NEEDY_STATES
    )
    found = _light(rows).order_by("-created_at", "-id")[:_MOST_NEEDY]
    return sorted(found, key=lambda each: each.state == State.REJECTED)


def projects(user: User) -> list[str]:
    """Keys of the projects in which the user filed lately."""
    latest = Submission.objects.filter(owner=user).order_by("-created_at")
    keys = latest.values_list("project_key", flat=True)[:_PROJECTS_AMONG]
    return sorted(set(filter(None, keys)))


def waiting(user: User, most: int) -> int:
    """How many open issues wait for the user, counted up to *most*."""
    rows = IssueFollower.objects.filter(user=user, waits=True, submission__isnull=False)
    return rows[:most].count()


def _of_reports(user: User, search: Search) -> Page:
    thrown_away = Q(state=State.WITHDRAWN, sent_at=None)
    rows = Submission.objects.filter(owner=user).exclude(state=State.DRAFT).exclude(thrown_away)
    if search.is_plain:
        rows = rows.exclude(NEEDS_OWNER | Q(state=State.REJECTED))
    if search.project:
        rows = rows.filter(project_key__iexact=search.project)
    if search.text:
        rows = rows.filter(Q(issue_key__iexact=search.text) | Q(summary__icontains=search.text))
    found = list(
        _after(_light(rows), "created_at", search.after).order_by("-created_at", "-id")[: PAGE + 1]
    )
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
        rows.select_related("submission").defer("submission__values", "submission__fields")[
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
    return rows.defer("values", "fields")


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
