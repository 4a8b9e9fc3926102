"""The issue in an address, as its viewer may see it in Jira, and where it is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.number_format import decimal_sign
from integrations import jira
from issues.fieldkinds import Context
from issues.filing.store_act import ActedOn
from issues.forms import build_form
from issues.forms.picker_search import JiraLookup
from issues.outbox.acts.act import moment
from issues.views.place_from_address import account_in_use, site_of

# A key, or an id.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}-[1-9][0-9]{0,17}|[1-9][0-9]{0,17}", re.ASCII)
SUMMARY = ("summary", "status", "updated", "project", "issuetype")


@dataclass(frozen=True)
class IssueAt:
    """An issue, and the account that sees it. `fields`: those that were read."""

    account: jira.Account
    site: jira.Site
    id: str
    key: str
    fields: dict[str, Any]

    @property
    def where(self) -> tuple[str, str, str]:
        """The first arguments of the functions of integrations.jira. The id stays when the issue moves."""
        return self.account.account_id, self.site.cloud_id, self.id

    @property
    def summary(self) -> str:
        """Its summary."""
        return str(self.fields.get("summary") or "")

    @property
    def status(self) -> tuple[str, str]:
        """The id and the name of its status."""
        found = _object(self.fields.get("status"))
        return str(found.get("id") or ""), str(found.get("name") or "")

    @property
    def is_for_customers(self) -> bool:
        """Whether it belongs to a service project, whose customers read public comments."""
        return _object(self.fields.get("project")).get("projectTypeKey") == "service_desk"

    @property
    def url(self) -> str:
        """Its page in Lodge."""
        return issue_url(self.site.cloud_id, self.key)

    @property
    def in_jira(self) -> str:
        """Its address in Jira."""
        return f"{self.site.url}/browse/{self.key}"

    @property
    def suggest_url(self) -> str:
        """The address of suggestions, as for a form of the issue's type; "" where that is unknown."""
        kind = str(_object(self.fields.get("issuetype")).get("id") or "")
        place = [self.site.cloud_id, self.key.rpartition("-")[0], kind]
        return f"{reverse('report-form', args=place)}suggest/" if kind else ""

    def acted_on(self) -> ActedOn:
        """The issue for an act, as it was just read."""
        return ActedOn(
            account_id=self.account.account_id,
            site=self.site,
            issue_id=self.id,
            key=self.key,
            summary=self.summary,
            seen_at=moment(self.fields.get("updated")),
        )

    def context(self) -> Context:
        """What field kinds may ask."""
        zone = jira.time_zone_of(self.account, self.site.cloud_id)
        return Context(build_form.zone_of(zone), self.lookup(), decimal_sign())

    def lookup(self) -> JiraLookup:
        """The searches of its fields."""
        project_key = self.key.rpartition("-")[0]
        return JiraLookup(self.account.account_id, self.site.cloud_id, project_key)


def issue_at(user: User, cloud_id: str, key: str, fields: Sequence[str] = SUMMARY) -> IssueAt:
    """The issue with this key or id. Raises Http404, UnknownPlaceError and errors of integrations.jira."""
    account, site = seat_at(user, cloud_id, key)
    return read_as(account, site, key, fields)


def read_as(
    account: jira.Account, site: jira.Site, key: str, fields: Sequence[str] = SUMMARY
) -> IssueAt:
    """The issue as *account* sees it. Raises errors of integrations.jira."""
    found = jira.get_issue(account.account_id, site.cloud_id, key, fields)
    return IssueAt(account, site, found.id, found.key, found.fields)


def seat_at(user: User, cloud_id: str, key: str) -> tuple[jira.Account, jira.Site]:
    """The account and the site. Raises as `issue_at`, and asks Jira for nothing."""
    if not NAME.fullmatch(key):
        raise Http404
    account = account_in_use(user)
    return account, site_of(account, cloud_id)


def issue_url(cloud_id: str, key: str) -> str:
    """The page of an issue in Lodge."""
    return reverse("issues:issue", args=[cloud_id, key])


def posted_id(request: HttpRequest) -> UUID:
    """The id of the act in the form, or a new one."""
    try:
        return UUID(request.POST.get("act", "") or request.GET.get("act", ""))
    except ValueError:
        return uuid4()


def posted_issue_id(request: HttpRequest) -> str:
    """The id of the issue that the page showed (POST `issue-id`). "" where there is none."""
    text = request.POST.get("issue-id", "")
    return text if re.fullmatch(r"[1-9][0-9]{0,17}", text, re.ASCII) else ""


def any_site(account: jira.Account, cloud_id: str) -> jira.Site:
    """The site, lost or not. Raises UnknownPlaceError."""
    lost = next((each for each in account.sites if each.cloud_id == cloud_id), None)
    return lost or site_of(account, cloud_id)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
