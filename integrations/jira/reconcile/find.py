"""Looks for all issues that one account waits for at one site: one search, then one key scan per project."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from integrations.errors import Denied, IntegrationError, Rejected
from integrations.jira import issue_mark, jql_building, projects
from integrations.jira.data_center import is_data_center
from integrations.jira.issues import Issue
from integrations.jira.reconcile import key_scan
from integrations.jira.reconcile.lookup_calls import LookupCalls
from integrations.jira.reconcile.property_reads import MOST, with_marks
from integrations.jira.reconcile.results import (
    CantTell,
    Finding,
    Found,
    NotCreated,
    Wanted,
    fields_to_read,
    minutes_since,
)

MOST_PAGES = 10
SECONDS = 60.0  # for the whole lookup: shorter than the caller's lease


@dataclass(frozen=True)
class SearchResult:
    """The result of the search. *complete*: it holds everything that the index has."""

    issues: tuple[Issue, ...]
    complete: bool


def find_issue(
    account_id: str,
    cloud_id: str,
    *,
    marker: str,
    marker_in: str,
    project_id: str,
    project_key: str,
    since: datetime,
    until: datetime | None = None,
    known_key: int | None = None,
    besides: str = "",
) -> Finding:
    """Look for one issue. The arguments are those of `Wanted`.

    The caller must first wait longer than any server could still be committing. Raises what `client.call` raises;
    then nothing is known.
    """
    wanted = Wanted(marker, marker_in, project_id, project_key, since, until, known_key, besides)
    finding = find_issues(account_id, cloud_id, (wanted,))[marker]
    if isinstance(finding, IntegrationError):
        raise finding
    return finding


def find_issues(
    account_id: str, cloud_id: str, wanted: Sequence[Wanted], *, seconds: float = SECONDS
) -> dict[str, Finding | IntegrationError]:
    """Look for all of *wanted*, which the account sent to the site. Returns the result of each, by its mark.

    An error is the result of those that could not be checked now. An error in one project does not hide another's
    result.
    """
    if not wanted:
        return {}
    ask = LookupCalls(account_id, cloud_id, monotonic() + seconds)
    found: dict[str, Finding | IntegrationError] = {}
    try:
        searched = _by_search(ask, wanted)
    except IntegrationError as error:
        return {each.marker: error for each in wanted}
    left: dict[str, list[Wanted]] = defaultdict(list)
    for each in wanted:
        seen = each.pick(searched.issues)
        if seen:
            found[each.marker] = seen
        else:
            left[each.project_id].append(each)
    for group in left.values():
        found |= _in_project(ask, group, searched)
    return found


def _by_search(ask: LookupCalls, wanted: Sequence[Wanted]) -> SearchResult:
    """The account's recent issues, wherever they were moved. JQL cannot search properties for 3LO apps."""
    own = jql_building.own_since(minutes_since(min(each.since for each in wanted)))
    fields, token = fields_to_read(wanted), None
    issues: list[Issue] = []
    seen: set[str] = set()
    by_property = any(each.marker_in == "properties" for each in wanted)
    one_by_one = by_property and is_data_center(ask.cloud_id)
    for _page_number in range(MOST_PAGES):
        page = ask(jql_building.issues(own, fields, (issue_mark.PROPERTY,), token=token))
        left = MOST - len(issues)
        issues += with_marks(ask, page.issues, left=left) if one_by_one else page.issues
        if one_by_one and len(issues) >= MOST:
            break
        token = page.next_token
        if token is None:
            return SearchResult(tuple(issues), complete=True)
        if token in seen or all(each.pick(issues) for each in wanted):
            break
        seen.add(token)
    return SearchResult(tuple(issues), complete=False)


def _in_project(
    ask: LookupCalls, group: Sequence[Wanted], searched: SearchResult
) -> dict[str, Finding | IntegrationError]:
    """What the keys of one project show about those that the search did not find."""
    key = group[0].project_key
    try:
        if not ask(projects.permissions(key, ("BROWSE_PROJECTS",))).get("BROWSE_PROJECTS"):
            return {each.marker: CantTell("no_permission") for each in group}
        scan = key_scan.scan(ask, group, searched.issues)
    except (Denied, Rejected) as error:
        if isinstance(error, Denied) and not error.proven:
            return {each.marker: error for each in group}
        # This user does not see the project.
        return {each.marker: CantTell("no_permission") for each in group}
    except IntegrationError as error:
        return {each.marker: error for each in group}
    return {each.marker: _verdict(each, scan, searched) for each in group}


def _verdict(wanted: Wanted, scan: key_scan.Scan, searched: SearchResult) -> Finding:
    found: Found | None = wanted.pick(scan.issues)
    if found:
        return replace(found, past_index=True)
    if not scan.shows_own:
        return CantTell("nothing_readable")
    if not searched.complete:  # an older issue may be missing from the search result
        return CantTell("too_many")
    trusted_in = wanted.index_trusted_in()
    if scan.is_exhausted or not trusted_in:
        return NotCreated()
    return CantTell(scan.why, again_in=trusted_in)
