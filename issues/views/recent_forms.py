"""The forms in which a user filed lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from accounts.prepared_queries import PreparedRows, several, up_to
from integrations import jira
from issues import bugforms
from issues.models import Submission
from issues.views.form_address import Address, form_of

# The reports to search for forms, in the database: a user with many reports in one form still sees the others.
_LOOKED_THROUGH, _MOST = 500, 5
# Nobody has links to more sites than that.
_MOST_SITES = 100
_PLACE = ("bug_form", "cloud_id", "project_key", "issue_type_id")
_COLUMNS = (
    *("cloud_id", "site_name", "project_key", "issue_type_id", "issue_type_name", "bug_form"),
    *(f"bug_form__{name}" for name in ("name", "slug", "cloud_id", "project_key", "issue_type_id")),
)


@dataclass(frozen=True)
class UsedForm:
    """Its address and name. `prepared`: the name of its BugForm, if any."""

    url: str
    key: str
    type_name: str
    site_name: str
    prepared: str = ""


def last_form(user: User, account: jira.Account | None) -> str | None:
    """The address of the form in which this user filed last. None without a link or a report."""
    if account is None:
        return None
    rows = _sent(user.pk, account.account_id, _open_sites(account))
    found = _distinct(user, rows[:1])
    return found[0].url if found else None


def used_forms(user: User, account: jira.Account) -> list[UsedForm]:
    """The last forms in which this user filed, on sites that the account opens now, newest first."""
    sites = _open_sites(account)
    if not sites:
        return []
    filled = up_to(sites[:_MOST_SITES])
    lately = _lately(len(filled))(user_id=user.pk, account_id=account.account_id, **filled)
    # A prepared form that they may no longer use becomes the plain form of its place, so two entries may be equal.
    return _distinct(user, lately)


@cache
def _lately(size: int) -> PreparedRows[Submission]:
    def build(user_id: Any, account_id: Any, **sites: Any) -> QuerySet[Submission]:
        newest = _sent(user_id, account_id, list(sites.values())).values("pk")[:_LOOKED_THROUGH]
        # By their keys alone: with the other conditions again, the database would read all reports of this user.
        rows = Submission.objects.filter(pk__in=newest).select_related("bug_form").only(*_COLUMNS)
        newest_first = Window(RowNumber(), partition_by=_PLACE, order_by=["-created_at", "-id"])
        return rows.annotate(place_rank=newest_first).filter(place_rank=1)[: 2 * _MOST]

    sites = several(size, CharField())
    return PreparedRows(build, user_id=BigIntegerField(), account_id=CharField(), **sites)


def _open_sites(account: jira.Account) -> list[str]:
    return [site.cloud_id for site in account.sites if not site.gone]


def _sent(user_id: Any, account_id: Any, sites: list[Any]) -> QuerySet[Submission]:
    rows = Submission.objects.filter(owner_id=user_id, account_id=account_id, cloud_id__in=sites)
    return rows.filter(sent_at__isnull=False).select_related("bug_form").only(*_COLUMNS)


def _distinct(user: User, rows: Iterable[Submission]) -> list[UsedForm]:
    places: dict[tuple[int | None, str, str, str], Submission] = {}
    for row in rows:
        places.setdefault((row.bug_form_id, row.cloud_id, row.project_key, row.issue_type_id), row)
    usable = bugforms.usable(user, {form_id for form_id, *_place in places if form_id is not None})
    found: dict[str, UsedForm] = {}
    for row in places.values():
        used = _used(row, form_of(row, user, usable))
        found.setdefault(used.url, used)
    return list(found.values())[:_MOST]


def _used(row: Submission, url: str) -> UsedForm:
    form = row.bug_form
    name = form.name if form is not None and url == Address.of_form(form).url else ""
    return UsedForm(url, row.project_key, row.issue_type_name, row.site_name, name)
