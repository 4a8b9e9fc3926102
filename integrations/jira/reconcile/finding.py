"""A look for all that one account waits for at one site: one search, then one scan of keys in each project."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from integrations.errors import Denied, IntegrationError, Rejected
from integrations.jira import marks, projects, search
from integrations.jira.issues import Issue
from integrations.jira.reconcile import scanning
from integrations.jira.reconcile.asking import Asker
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
SECONDS = 60.0  # for the whole look: shorter than the lease under which the caller looks


@dataclass(frozen=True)
class Searched:
    """What the index showed. *complete*: nothing that it has was left out."""

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
    """Look for one issue; the arguments are those of `Wanted`.

    The caller waits before it asks, longer than any server could still be committing. Raises what `client.call`
    raises: then nothing is known.
    """
    wanted = Wanted(marker, marker_in, project_id, project_key, since, until, known_key, besides)
    finding = find_issues(account_id, cloud_id, (wanted,))[marker]
    if isinstance(finding, IntegrationError):
        raise finding
    return finding


def find_issues(
    account_id: str, cloud_id: str, wanted: Sequence[Wanted], *, seconds: float = SECONDS
) -> dict[str, Finding | IntegrationError]:
    """Look for all of *wanted*, which the account sent to the site: what became of each, by its mark.

    An error stands for those of which nothing could be learnt now: one of a project does not hide another's result.
    """
    if not wanted:
        return {}
    ask = Asker(account_id, cloud_id, monotonic() + seconds)
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


def _by_search(ask: Asker, wanted: Sequence[Wanted]) -> Searched:
    """Own recent issues, wherever they may have been moved to. JQL cannot search properties for 3LO apps."""
    own = search.own_since(minutes_since(min(each.since for each in wanted)))
    fields, token = fields_to_read(wanted), None
    issues: list[Issue] = []
    seen: set[str] = set()
    for _page_number in range(MOST_PAGES):
        page = ask(search.issues(own, fields, (marks.PROPERTY,), token=token))
        issues += page.issues
        token = page.next_token
        if token is None:
            return Searched(tuple(issues), complete=True)
        if token in seen or all(each.pick(issues) for each in wanted):
            break
        seen.add(token)
    return Searched(tuple(issues), complete=False)


def _in_project(
    ask: Asker, group: Sequence[Wanted], searched: Searched
) -> dict[str, Finding | IntegrationError]:
    """What the keys of one project tell about those that the search did not find."""
    key = group[0].project_key
    try:
        if not ask(projects.permissions(key, ("BROWSE_PROJECTS",))).get("BROWSE_PROJECTS"):
            return {each.marker: CantTell("no_permission") for each in group}
        scan = scanning.scan(ask, group, searched.issues)
    except (Denied, Rejected) as error:
        if isinstance(error, Denied) and not error.proven:
            return {each.marker: error for each in group}
        # The project is not there for this user.
        return {each.marker: CantTell("no_permission") for each in group}
    except IntegrationError as error:
        return {each.marker: error for each in group}
    return {each.marker: _verdict(each, scan, searched) for each in group}


def _verdict(wanted: Wanted, scan: scanning.Scan, searched: Searched) -> Finding:
    found: Found | None = wanted.pick(scan.issues)
    if found:
        return replace(found, past_index=True)
    if not scan.shows_own:
        return CantTell("nothing_readable")
    if not searched.complete:  # what is older than the scan may be among what was not listed
        return CantTell("too_many")
    trusted_in = wanted.index_trusted_in()
    if scan.ended_in_silence or not trusted_in:
        return NotCreated()
    return CantTell(scan.why, again_in=trusted_in)
