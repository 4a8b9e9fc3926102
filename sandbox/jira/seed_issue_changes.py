"""What `/seed` changes on issues and projects that are there: comments, files, access."""

import hashlib
from typing import Any

from sandbox.jira.comments import new_comment
from sandbox.jira.messages import Refused
from sandbox.jira.model import Attachment, Issue
from sandbox.jira.repository import Repository
from sandbox.jira.request_context import Place
from sandbox.people import Account, Site, site_called

Facts = dict[str, Any]


def change_access(jira: Repository, facts: Facts) -> None:
    """Change who may do what in a project, or its kind."""
    project = jira.project(facts["cloud_id"], facts["project"])
    if project is None:
        raise ValueError(f"no project {facts['project']}")
    project.access = facts.get("access", project.access)
    project.kind = facts.get("kind", project.kind)
    jira.projects.put(project)


def issue_of(jira: Repository, facts: Facts) -> Issue:
    """The issue by key. Raises ValueError."""
    issue = jira.issue(facts["cloud_id"], facts["issue"])
    if issue is None:
        raise ValueError(f"no issue {facts['issue']}")
    return issue


def place_of(jira: Repository, facts: Facts, issue: Issue) -> Place:
    """The issue as the account sees it."""
    site: Site = site_called(jira.world, facts["cloud_id"])
    account: Account = jira.world.table(Account).rows[facts["account_id"]]
    base = f"{jira.world.base_url}/ex/jira/{site.id}/rest/api/3"
    return Place(jira, site, account, base).about(issue)


def add_comments(jira: Repository, facts: Facts) -> None:
    """Many comments at once. Raises ValueError."""
    issue = issue_of(jira, facts)
    place = place_of(jira, facts, issue)
    for _ in range(facts.get("count", 1)):
        try:
            issue.comments.append(new_comment(place, facts))
        except Refused as refused:
            raise ValueError(refused.say("en")) from None
    issue.updated = place.now
    jira.keep(issue)


def add_file(jira: Repository, facts: Facts) -> None:
    """A file whose declared size may be a lie."""
    issue = issue_of(jira, facts)
    place, data = place_of(jira, facts, issue), facts["text"].encode()
    made = Attachment(
        site_id=issue.site_id,
        number=str(place.config.next("attachment")),
        issue_number=issue.number,
        filename=facts["filename"],
        mime_type=facts["mime_type"],
        author=place.caller.id,
        created=place.now,
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        declared_size=facts.get("declared_size"),
    )
    jira.sites.put(place.config)
    jira.attachments.put(made)
    issue.attachments.append(made.id)
    jira.keep(issue)


WITHOUT_ANSWER = {
    "access": change_access,
    "comments": add_comments,
    "files": add_file,
}
"""What `/seed` takes and answers nothing about, by name."""
