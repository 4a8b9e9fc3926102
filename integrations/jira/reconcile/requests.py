"""Looks for a request whose raising has an unknown outcome. It carries no mark: its reporter, time and words tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations.errors import IntegrationError
from integrations.jira import json_readers
from integrations.jira.issues import Issue
from integrations.jira.reconcile.find import find_issues
from integrations.jira.reconcile.results import MARGIN, CantTell, Finding, Found, NotCreated, Wanted
from integrations.jira.service_desk_comments import as_text
from integrations.jira.service_desk_requests import Raised
from integrations.jira.service_requests import requests_since

# What a lookup through Jira's own API says to somebody who reaches requests through the desk alone.
_UNSEEN = ("no_permission", "nothing_readable")


@dataclass(frozen=True, kw_only=True)
class WantedRequest(Wanted):
    """A request of *type_id* by *reporter* that says *said* (summary, description as sent).

    `taken`: ids of issues that are other requests of Lodge's.
    """

    type_id: str
    reporter: str
    for_other: bool
    said: tuple[str, str]
    taken: frozenset[str] = frozenset()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of an issue that tell whether it is this request."""
        return ("summary", "description", "created")

    def pick(self, issues: Iterable[Issue]) -> Found | None:
        """The oldest issue that is this request."""
        same = [each for each in issues if self.is_one(each.id, *_facts_of(each))]
        first = min(same, key=lambda issue: int(issue.id), default=None)
        return Found(first.id, first.key) if first else None

    def pick_listed(self, listed: Iterable[Raised]) -> Found | None:
        """The oldest request in a list of the desk that is this one."""
        same = [
            each for each in listed if self.is_one(each.id, each.reporter, each.created, each.said)
        ]
        first = min(same, key=lambda found: int(found.id), default=None)
        return Found(first.id, first.key) if first else None

    def is_near(self, listed: Iterable[Raised]) -> bool:
        """Whether one has the same summary alone: automation of the project may have changed the rest."""
        return any(
            self.is_one(each.id, each.reporter, each.created, (each.said[0], self.said[1]))
            for each in listed
        )

    def is_one(
        self, issue_id: str, reporter: str, created: datetime | None, said: tuple[str, str]
    ) -> bool:
        """Whether an issue with these facts is this request. Markup may change on its way, words do not."""
        return (
            issue_id not in self.taken
            and issue_id != self.besides
            and reporter in ("", self.reporter)
            and (created is None or created >= self.since - MARGIN)
            and [_letters(text) for text in said] == [_letters(text) for text in self.said]
        )


def find_request(account_id: str, cloud_id: str, wanted: WantedRequest) -> Finding:
    """Look for a request: in the desk's lists, then as for any issue. Raises what `client.call` raises.

    The lists come from the search index. So only a lookup past it, or time, proves that there is no such request.
    """
    since, near = wanted.since - MARGIN, False
    for own in (True, False) if wanted.for_other else (True,):
        listed = requests_since(account_id, cloud_id, wanted.type_id, since, own=own)
        found = wanted.pick_listed(listed)
        if found:
            return found
        near = near or wanted.is_near(listed)
    finding = find_issues(account_id, cloud_id, (wanted,))[wanted.marker]
    if isinstance(finding, IntegrationError):
        raise finding
    if isinstance(finding, CantTell) and finding.why in _UNSEEN:
        trusted_in = wanted.index_trusted_in()
        finding = CantTell(finding.why, again_in=trusted_in) if trusted_in else NotCreated()
    return CantTell("alike") if near and not isinstance(finding, Found) else finding


def _facts_of(issue: Issue) -> tuple[str, datetime | None, tuple[str, str]]:
    fields = issue.fields
    reporter = json_readers.optional_text(
        json_readers.optional_object(fields, "reporter"), "accountId"
    )
    try:
        created = json_readers.moment(fields, "created")
    except json_readers.MalformedError:
        created = None
    said = (_text(fields.get("summary")), _text(fields.get("description")))
    return reporter, created, said


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return as_text(value)
    return value if isinstance(value, str) else ""


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalnum())
