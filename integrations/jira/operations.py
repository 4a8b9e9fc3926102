"""The plain functions of `integrations.jira`: one call each, as the account and site of the first arguments."""

from collections.abc import Sequence

from integrations.jira import (
    client,
    issue_links,
    issue_mark,
    issues,
    projects,
    suggestions,
    users_and_groups,
    watchers,
)
from integrations.jira.issue_links import Link
from integrations.jira.issues import Issue
from integrations.jira.projects import Project, ProjectPage
from integrations.jira.suggestions import Suggestion
from integrations.jira.users_and_groups import Group, Myself, User


def search_projects(
    account_id: str, cloud_id: str, query: str = "", start: int = 0, limit: int = 20
) -> ProjectPage:
    """Projects in which this account may create issues, by name. *query* is a part of name or key."""
    return client.call(account_id, cloud_id, projects.search(query, start, limit))


def project(account_id: str, cloud_id: str, key_or_id: str) -> Project:
    """One project. Raises Denied when this account does not see it."""
    return client.call(account_id, cloud_id, projects.get(key_or_id))


def permissions(account_id: str, cloud_id: str, project_key: str, *names: str) -> dict[str, bool]:
    """Whether the account has each permission in the project. Jira may say yes too often for some grants."""
    return client.call(account_id, cloud_id, projects.permissions(project_key, names))


def assignable_users(
    account_id: str, cloud_id: str, project_key: str, query: str
) -> tuple[User, ...]:
    """People who can be assigned to issues of the project, by a part of name or mail."""
    return client.call(account_id, cloud_id, users_and_groups.assignable(project_key, query))


def labels(account_id: str, cloud_id: str, query: str) -> tuple[str, ...]:
    """Labels in use that begin with *query*."""
    return tuple(each.value for each in suggest_values(account_id, cloud_id, "labels", query))


def suggest_values(
    account_id: str, cloud_id: str, field_name: str, query: str
) -> tuple[Suggestion, ...]:
    """Values of a field by a part of their name. *field_name* is JQL's: "labels", "cf[10021]"."""
    return client.call(account_id, cloud_id, suggestions.values(field_name, query))


def users(account_id: str, cloud_id: str, query: str) -> tuple[User, ...]:
    """People of the site, by a part of name or mail. None without the permission to browse users."""
    return client.call(account_id, cloud_id, users_and_groups.search(query))


def groups(account_id: str, cloud_id: str, query: str) -> tuple[Group, ...]:
    """Groups by a part of their name."""
    return client.call(account_id, cloud_id, users_and_groups.groups(query))


def myself(account_id: str, cloud_id: str) -> Myself:
    """The account as Jira sees it: the best test of a link."""
    return client.call(account_id, cloud_id, users_and_groups.myself())


def get_issue(
    account_id: str,
    cloud_id: str,
    key: str,
    fields: Sequence[str] = ("summary", "status", "created"),
) -> Issue:
    """One issue with these fields and Lodge's own property. *key* may be an id. Raises Denied when not visible."""
    return client.call(account_id, cloud_id, issues.get(key, fields, (issue_mark.PROPERTY,)))


def links_of(account_id: str, cloud_id: str, key: str) -> tuple[Link, ...]:
    """Every link of an issue (key or id) whose other end this account sees."""
    return client.call(account_id, cloud_id, issue_links.of_issue(key))


def link_issues(
    account_id: str, cloud_id: str, type_id: str, inward_key: str, outward_key: str
) -> None:
    """Link two issues, so that *inward_key* "blocks" (the type's `outward` words) *outward_key*.

    Repeating it changes nothing in Jira. Raises Denied when an issue is not visible, links are off or this account
    may not link there; OutcomeUnknown when it may have been done.
    """
    client.call(account_id, cloud_id, issue_links.create(type_id, inward_key, outward_key))


def watch(account_id: str, cloud_id: str, key: str) -> None:
    """Let the account itself watch an issue. Repeating it changes nothing. Raises as `link_issues` does."""
    client.call(account_id, cloud_id, watchers.add(key, account_id))
