"""The door's plain verbs: one call each. Arguments begin with the account and the site they are asked as."""

from collections.abc import Sequence

from integrations.jira import client, issues, marks, projects, search, users
from integrations.jira.issues import Issue
from integrations.jira.projects import Project, ProjectPage
from integrations.jira.users import Myself, User


def search_projects(
    account_id: str, cloud_id: str, query: str = "", start: int = 0, limit: int = 20
) -> ProjectPage:
    """Projects in which this account may create issues, by name; *query* is a part of name or key."""
    return client.call(account_id, cloud_id, projects.search(query, start, limit))


def project(account_id: str, cloud_id: str, key_or_id: str) -> Project:
    """One project. Raises Denied when there is none that this account sees."""
    return client.call(account_id, cloud_id, projects.get(key_or_id))


def permissions(account_id: str, cloud_id: str, project_key: str, *names: str) -> dict[str, bool]:
    """Whether the account has each permission in the project; may be optimistic for some grants."""
    return client.call(account_id, cloud_id, projects.permissions(project_key, names))


def assignable_users(account_id: str, cloud_id: str, project_key: str, query: str) -> tuple[User, ...]:
    """Whom issues of the project may be assigned to, by a part of name or mail."""
    return client.call(account_id, cloud_id, users.assignable(project_key, query))


def labels(account_id: str, cloud_id: str, query: str) -> tuple[str, ...]:
    """Labels in use that begin with *query*."""
    return client.call(account_id, cloud_id, search.label_suggestions(query))


def myself(account_id: str, cloud_id: str) -> Myself:
    """Who Jira takes this account for: the best test of a link."""
    return client.call(account_id, cloud_id, users.myself())


def get_issue(
    account_id: str, cloud_id: str, key: str, fields: Sequence[str] = ("summary", "status", "created")
) -> Issue:
    """One issue with these fields and Lodge's own property. *key* may be an id. Raises Denied when unseen."""
    return client.call(account_id, cloud_id, issues.get(key, fields, (marks.PROPERTY,)))
