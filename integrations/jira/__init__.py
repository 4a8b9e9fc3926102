"""The door: all that `issues/` may import of integrations.

Every function that asks Jira takes `account_id` (of a person's own Connection) and `cloud_id` first, and raises
the errors listed here. Nothing else leaves this room: no token, no HTTP.
"""

from integrations.errors import (
    Denied,
    IntegrationError,
    Misconfigured,
    NotConnected,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    Rejected,
    ScopeMissing,
    Unavailable,
)
from integrations.jira.accounts import Account, Site, account_of, mark_used, site_of
from integrations.jira.catalogue import create_fields, issue_types
from integrations.jira.cloud import user_value
from integrations.jira.createmeta import FieldMeta, IssueType, Schema
from integrations.jira.door import (
    assignable_users,
    get_issue,
    labels,
    myself,
    permissions,
    project,
    search_projects,
)
from integrations.jira.filing import MarkerRefused, create_issue
from integrations.jira.issues import CreatedIssue, Issue
from integrations.jira.projects import Project, ProjectPage
from integrations.jira.reconcile import CantTell, Found, NotCreated, find_issue
from integrations.jira.users import Myself, User

__all__ = [
    "Account",
    "CantTell",
    "CreatedIssue",
    "Denied",
    "FieldMeta",
    "Found",
    "IntegrationError",
    "Issue",
    "IssueType",
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
    "Schema",
    "ScopeMissing",
    "Site",
    "Unavailable",
    "User",
    "account_of",
    "assignable_users",
    "create_fields",
    "create_issue",
    "find_issue",
    "get_issue",
    "issue_types",
    "labels",
    "mark_used",
    "myself",
    "permissions",
    "project",
    "search_projects",
    "site_of",
    "user_value",
]
