"""What other accounts do to an issue, without a check of their rights: for tests and demos.

    {"account_id": …, "status": "Done", "resolution": "Done" | null, "assignee": account id | null,
     "reporter": account id, "summary": …, "security": "Staff only" | null, "move": a project's key,
     "archive": true, "delete": true, "comment": {"text": …, "visibility": {"type", "value"}}}

Each part may be left out.
"""

from typing import Any

from sandbox.jira import standard_objects
from sandbox.jira.comments import new_comment
from sandbox.jira.model import Issue
from sandbox.jira.repository import Repository, repository
from sandbox.jira.request_context import Place
from sandbox.people import Account, Site, site_called
from sandbox.world import World

Facts = dict[str, Any]


def change(world: World, cloud_id: str, key: str, facts: Facts) -> Facts:
    """Do what the module describes. Returns id and key. Raises KeyError, ValueError or StopIteration."""
    with world.lock:
        jira = repository(world)
        issue = jira.issue(cloud_id, key)
        if issue is None:
            raise ValueError(f"no issue {key}")
        jira.actor = facts["account_id"]
        if facts.get("delete"):
            jira.delete(issue)
            return {"id": str(issue.number), "key": issue.key}
        _fields(issue, facts)
        if "comment" in facts:
            issue.comments.append(new_comment(_place(jira, cloud_id), _comment(facts["comment"])))
        if "move" in facts:
            jira.move(issue, str(facts["move"]))
        issue.archived = bool(facts.get("archive", issue.archived))
        issue.updated = world.clock.now()
        jira.keep(issue)
        return {"id": str(issue.number), "key": issue.key}


def _fields(issue: Issue, facts: Facts) -> None:
    if "status" in facts:
        issue.status_id = next(
            one.id for one in standard_objects.STATUSES if one.name == facts["status"]
        )
    if "resolution" in facts:
        issue.fields["resolution"] = _named(standard_objects.RESOLUTIONS, facts["resolution"])
    if "security" in facts:
        levels = {name: number for number, name in standard_objects.SECURITY_LEVELS.items()}
        issue.fields["security"] = levels[facts["security"]] if facts["security"] else None
    if "reporter" in facts:
        issue.reporter = str(facts["reporter"])
    for name in ("assignee", "summary", "description"):
        if name in facts:
            issue.fields[name] = facts[name]


def _named(choices: tuple[Any, ...], name: str | None) -> str | None:
    return next(one.id for one in choices if one.name == name) if name else None


def _comment(facts: Facts) -> Facts:
    lines = str(facts["text"]).split("\n")
    content = [
        {"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []}
        for line in lines
    ]
    body = {"type": "doc", "version": 1, "content": content}
    return {"body": body, "visibility": facts.get("visibility")}


def _place(jira: Repository, cloud_id: str) -> Place:
    site: Site = site_called(jira.world, cloud_id)
    account: Account = jira.world.table(Account).rows[jira.actor]
    return Place(jira, site, account, f"{jira.world.base_url}/ex/jira/{cloud_id}/rest/api/3")
