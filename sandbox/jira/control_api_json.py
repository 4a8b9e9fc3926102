"""What the control API shows of Jira, without a check of permissions. `additions` has what it adds."""

from typing import Any

from sandbox.clock import isoformat
from sandbox.jira.model import Attachment, Issue, Project
from sandbox.jira.repository import Repository, repository
from sandbox.jira.seed_request import add
from sandbox.world import World

__all__ = ["add", "issues", "projects"]


def projects(world: World, cloud_id: str) -> list[dict[str, Any]]:
    """`[{"id", "key", "name"}]` of a site, by key."""
    with world.lock:
        found = repository(world).projects_of(cloud_id)
        return [{"id": one.number, "key": one.key, "name": one.name} for one in found]


def issues(world: World, cloud_id: str | None = None) -> list[dict[str, Any]]:
    """Every issue of a site, or of all sites, in the order of creation."""
    with world.lock:
        jira = repository(world)
        return [
            _issue(jira, one)
            for one in jira.issues.all()
            if cloud_id is None or one.site_id == cloud_id
        ]


def _issue(jira: Repository, issue: Issue) -> dict[str, Any]:
    project: Project | None = jira.project(issue.site_id, issue.project_id)
    files = [found for key in issue.attachments if (found := jira.attachments.get(key)) is not None]
    return {
        "id": str(issue.number),
        "key": issue.key,
        "cloud_id": issue.site_id,
        "project": project.key if project else None,
        "creator": issue.creator,
        "reporter": issue.reporter,
        "created": isoformat(issue.created),
        "summary": issue.fields.get("summary"),
        "description": issue.fields.get("description"),
        "labels": issue.fields.get("labels") or [],
        "properties": issue.properties,
        "attachments": [_file(one) for one in files],
    }


def _file(one: Attachment) -> dict[str, Any]:
    facts = {"name": one.filename, "size": len(one.data), "sha256": one.sha256}
    return facts if one.public else {**facts, "public": False}
