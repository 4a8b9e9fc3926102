"""The history of each issue: every change of a field, with its author, as the changelog shows it.

`Repository.add` and `keep` call `note`, which compares the issue with what it was, so every operation and control call
is recorded alike. The table is separate from the issues.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.jira import adf, standard_objects
from sandbox.jira.model import JSON, Issue, JiraSite

if TYPE_CHECKING:
    from sandbox.jira.repository import Repository

NAMED: dict[str, dict[str, str]] = {
    "status": {one.id: one.name for one in standard_objects.STATUSES},
    "resolution": {one.id: one.name for one in standard_objects.RESOLUTIONS},
    "priority": {one.id: one.name for one in standard_objects.PRIORITIES},
}
"""Fields whose value is an id, with the words."""


@dataclass
class Item:
    """One field that changed: ids (`old`, `new`) and their words."""

    field: str
    field_id: str
    old: str | None
    old_text: str | None
    new: str | None
    new_text: str | None


@dataclass
class History:
    """What one account changed at one moment. `id` is the id of the changelog."""

    id: str
    author: str
    created: datetime
    items: list[Item]


@dataclass
class IssueHistory:
    """All changes of one issue, oldest first. `id` is the issue's key in its own table."""

    id: str
    entries: list[History] = field(default_factory=list)


Snapshot = dict[str, Any]


def snapshot(issue: Issue) -> Snapshot:
    """What is compared: status, key, project, type, reporter and the fields."""
    return {
        **issue.fields,
        "status": issue.status_id,
        "Key": issue.key,
        "project": issue.project_id,
        "issuetype": issue.type_id,
        "reporter": issue.reporter,
    }


def note(jira: Repository, issue: Issue, before: Snapshot, after: Snapshot) -> History | None:
    """Record the difference as a change by the account that acts now. None where there is none."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not changed:
        return None
    config: JiraSite = jira.site(issue.site_id)
    number = str(config.next("history"))
    jira.sites.put(config)
    items = [item(jira, issue, name, before.get(name), after.get(name)) for name in changed]
    entry = History(number, jira.actor, jira.world.clock.now(), items)
    table = jira.world.table(IssueHistory)
    kept = table.get(issue.id) or IssueHistory(issue.id)
    kept.entries.append(entry)
    table.put(kept)
    return entry


def entries_of(jira: Repository, issue: Issue) -> list[History]:
    """The changes of an issue, oldest first."""
    kept = jira.world.table(IssueHistory).get(issue.id)
    return kept.entries if kept is not None else []


def item(jira: Repository, issue: Issue, name: str, old: JSON, new: JSON) -> Item:
    """One change in the words of the changelog."""
    known = jira.fields_of(issue.site_id).get(name)
    label = known.name if known is not None and name.startswith("customfield") else name
    field_id = "issuekey" if name == "Key" else name
    (was, was_text), (now, now_text) = (told(jira, issue, name, one) for one in (old, new))
    return Item(label, field_id, was, was_text, now, now_text)


def told(jira: Repository, issue: Issue, name: str, value: JSON) -> tuple[str | None, str | None]:
    """(id, words) of a value. The id is None for plain text."""
    if value is None or value == []:
        return None, None
    if name in NAMED:
        return value, NAMED[name].get(value, value)
    if name in ("assignee", "reporter"):
        account = jira.account(value)
        return value, account.name if account is not None else value
    if name == "project":
        project = jira.project(issue.site_id, value)
        return value, project.name if project is not None else value
    if isinstance(value, dict) and value.get("type") == "doc":
        return None, adf.to_text(value)
    if isinstance(value, list):
        return None, " ".join(str(one) for one in value)
    return None, str(value)
