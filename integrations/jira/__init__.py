"""The door: all that `issues/` may import of integrations.

Every function that asks Jira takes `account_id` (of a person's own Connection) and `cloud_id` first, and raises
the errors listed here. Nothing else leaves this room: no token, no HTTP.
"""

from integrations.errors import (
    Copied,
    Denied,
    IntegrationError,
    Misconfigured,
    NotConnected,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    Rejected,
    ScopeMissing,
    SiteLost,
    SlowDown,
    Unavailable,
)
from integrations.jira.accounts import Account, Site, account_of, mark_used, site_of
from integrations.jira.attachments import AttachmentLimits, RemoteFile
from integrations.jira.boards import Sprint
from integrations.jira.catalogue import (
    PROJECTS_AT_ONCE,
    attachment_limits,
    create_fields,
    forget_fields,
    issue_types,
    known_attachment_limits,
    link_types,
    project_with_form,
    projects_found,
)
from integrations.jira.cloud import user_value
from integrations.jira.commenting import add_comment, comments_by_me
from integrations.jira.comments import Comment, CreatedComment
from integrations.jira.createmeta import FieldMeta, IssueType, Schema
from integrations.jira.door import (
    assignable_users,
    get_issue,
    groups,
    labels,
    link_issues,
    links_of,
    myself,
    permissions,
    project,
    search_projects,
    suggest_values,
    users,
    watch,
)
from integrations.jira.files import attachment_bytes, attachments_of, upload_attachment, upload_seconds
from integrations.jira.filing import MarkerRefused, create_issue
from integrations.jira.issues import CreatedIssue, Issue
from integrations.jira.links import Link, LinkType
from integrations.jira.people import Group, Myself, User
from integrations.jira.picker import IssueHint, Suggestion
from integrations.jira.profile import time_zone_of
from integrations.jira.projects import Project, ProjectPage
from integrations.jira.reconcile import CantTell, Finding, Found, NotCreated, Wanted, find_issue, find_issues
from integrations.jira.similar import SimilarIssue, similar_issues
from integrations.jira.similar import words_of as words_to_look_for
from integrations.jira.sites import look_for_site
from integrations.jira.suggesting import sprints, suggest_issues
from integrations.limits import Work, at_work

__all__ = [
    "PROJECTS_AT_ONCE",
    "Account",
    "AttachmentLimits",
    "CantTell",
    "Comment",
    "Copied",
    "CreatedComment",
    "CreatedIssue",
    "Denied",
    "FieldMeta",
    "Finding",
    "Found",
    "Group",
    "IntegrationError",
    "Issue",
    "IssueHint",
    "IssueType",
    "Link",
    "LinkType",
    "MarkerRefused",
    "Misconfigured",
    "Myself",
    "NotConnected",
    "NotCreated",
    "OutcomeUnknown",
    "Project",
    "ProjectPage",
    "RateLimited",
    "ReconnectRequired",
    "Rejected",
    "RemoteFile",
    "Schema",
    "ScopeMissing",
    "SimilarIssue",
    "Site",
    "SiteLost",
    "SlowDown",
    "Sprint",
    "Suggestion",
    "Unavailable",
    "User",
    "Wanted",
    "Work",
    "account_of",
    "add_comment",
    "assignable_users",
    "at_work",
    "attachment_bytes",
    "attachment_limits",
    "attachments_of",
    "comments_by_me",
    "create_fields",
    "create_issue",
    "find_issue",
    "find_issues",
    "forget_fields",
    "get_issue",
    "groups",
    "issue_types",
    "known_attachment_limits",
    "labels",
    "link_issues",
    "link_types",
    "links_of",
    "look_for_site",
    "mark_used",
    "myself",
    "permissions",
    "project",
    "project_with_form",
    "projects_found",
    "search_projects",
    "similar_issues",
    "site_of",
    "sprints",
    "suggest_issues",
    "suggest_values",
    "time_zone_of",
    "upload_attachment",
    "upload_seconds",
    "user_value",
    "users",
    "watch",
    "words_to_look_for",
]
