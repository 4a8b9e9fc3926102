"""The functions for an issue's page: one call each, as the account and site of the first arguments."""

from collections.abc import Mapping
from typing import Any

from integrations.jira import (
    client,
    comment_pages,
    edit_issue,
    issue_changelog,
    issue_details,
    projects,
    remote_links,
    transitions,
    votes,
    watchers,
)
from integrations.jira.comment_pages import IssueComment, IssueComments
from integrations.jira.createmeta import FieldMeta
from integrations.jira.issue_changelog import Change, ChangePage
from integrations.jira.issue_details import IssueDetails
from integrations.jira.remote_links import RemoteLink
from integrations.jira.transitions import Transition
from integrations.jira.users_and_groups import NamedPeople


def issue_details_of(
    account_id: str, cloud_id: str, key: str, *, viewed: bool = False
) -> IssueDetails:
    """All of one issue but its comments. *key* may be an id, or a key from before it moved. Raises Denied."""
    return client.call(account_id, cloud_id, issue_details.get(key, viewed=viewed))


def comment_page(
    account_id: str, cloud_id: str, key: str, start: int = 0, size: int = comment_pages.PAGE_SIZE
) -> IssueComments:
    """Comments of an issue, newest first, from the *start*-th newest on."""
    return client.call(account_id, cloud_id, comment_pages.page(key, start, size))


def comment_of(account_id: str, cloud_id: str, key: str, comment_id: str) -> IssueComment:
    """One comment. Raises Denied when it is not there or not visible."""
    return client.call(account_id, cloud_id, comment_pages.one(key, comment_id))


def change_comment(
    account_id: str, cloud_id: str, key: str, comment_id: str, document: Mapping[str, Any]
) -> None:
    """Replace the text of a comment. Repeating it changes nothing. Raises Rejected when the account may not."""
    client.call(account_id, cloud_id, comment_pages.change(key, comment_id, document))


def delete_comment(account_id: str, cloud_id: str, key: str, comment_id: str) -> None:
    """Delete a comment. Raises Rejected when the account may not, and Denied when it is not there."""
    client.call(account_id, cloud_id, comment_pages.delete(key, comment_id))


def remote_links_of(account_id: str, cloud_id: str, key: str) -> tuple[RemoteLink, ...]:
    """Links to things outside of Jira."""
    return client.call(account_id, cloud_id, remote_links.of_issue(key))


def history_of(account_id: str, cloud_id: str, key: str, start: int = 0) -> ChangePage:
    """At most 100 changes of an issue from the *start*-th on, oldest first."""
    return client.call(account_id, cloud_id, issue_changelog.page(key, start))


def recent_changes_of(account_id: str, cloud_id: str, key: str) -> tuple[Change, ...]:
    """The latest changes of an issue, at most 100, oldest first. Jira reads them from its database."""
    page = history_of(account_id, cloud_id, key)
    if page.total > len(page.changes):
        start = max(len(page.changes), page.total - issue_changelog.PAGE_SIZE)
        page = history_of(account_id, cloud_id, key, start)
    return page.changes


def permissions_on(account_id: str, cloud_id: str, key: str, *names: str) -> dict[str, bool]:
    """Whether the account has each permission on an issue (key or id). Raises Denied when it is not visible."""
    return client.call(account_id, cloud_id, projects.permissions_on_issue(key, names))


def edit_fields_of(account_id: str, cloud_id: str, key: str) -> tuple[FieldMeta, ...]:
    """The fields of an issue that the account may change now."""
    return client.call(account_id, cloud_id, issue_details.edit_fields(key))


def transitions_of(
    account_id: str, cloud_id: str, key: str, transition_id: str = ""
) -> tuple[Transition, ...]:
    """The transitions that the account may perform now, with the fields of their screens."""
    return client.call(account_id, cloud_id, transitions.of_issue(key, transition_id))


def do_transition(  # noqa: PLR0917  # where, then what
    account_id: str,
    cloud_id: str,
    key: str,
    transition_id: str,
    fields: Mapping[str, Any],
    update: Mapping[str, Any] | None = None,
) -> None:
    """Perform a transition. Raises Rejected when it is no longer possible or a field is wrong."""
    wanted = transitions.perform(key, transition_id, fields, update or {})
    client.call(account_id, cloud_id, wanted)


def edit_issue_fields(account_id: str, cloud_id: str, key: str, fields: Mapping[str, Any]) -> None:
    """Set fields of an issue. Repeating it changes nothing."""
    client.call(account_id, cloud_id, edit_issue.edit(key, fields))


def assign_to(account_id: str, cloud_id: str, key: str, assignee: str | None) -> None:
    """Assign an issue to an account, or to nobody. Repeating it changes nothing."""
    client.call(account_id, cloud_id, edit_issue.assign(key, assignee))


def watchers_of(account_id: str, cloud_id: str, key: str) -> NamedPeople:
    """Who watches an issue. Raises Denied where the issue is not visible."""
    return client.call(account_id, cloud_id, watchers.of_issue(key))


def voters_of(account_id: str, cloud_id: str, key: str) -> NamedPeople:
    """Who voted for an issue. Raises Denied also where voting is off."""
    return client.call(account_id, cloud_id, votes.of_issue(key))


def unwatch(account_id: str, cloud_id: str, key: str) -> None:
    """Stop watching an issue as the account itself. Repeating it changes nothing."""
    client.call(account_id, cloud_id, watchers.remove(key, account_id))


def vote(account_id: str, cloud_id: str, key: str) -> None:
    """Vote for an issue. Repeating it changes nothing. Raises Denied also where voting is off."""
    client.call(account_id, cloud_id, votes.add(key))


def unvote(account_id: str, cloud_id: str, key: str) -> None:
    """Take the vote back. Raises Denied also where there is none."""
    client.call(account_id, cloud_id, votes.remove(key))
