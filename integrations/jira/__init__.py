"""The interface to Jira: all that `issues/` may import of integrations.

Every function that asks Jira takes `account_id` (of a person's own Connection) and `cloud_id` first, and raises the
errors listed here. It exposes no token and no HTTP.
"""

from integrations.connections import find_site, live_account, move_usual_site
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
    SharedUnavailable,
    SiteLost,
    SlowDown,
    Unavailable,
)
from integrations.jira.add_comment import (
    add_comment,
    add_internal_comment,
    comments_by_me,
    may_add_internal_comments,
)
from integrations.jira.attachment_stream import FileStream, open_attachment, open_thumbnail
from integrations.jira.attachments import AttachmentLimits, RemoteFile
from integrations.jira.background_reads import (
    changed_issues,
    changes_of,
    issue_statuses,
    live_accounts,
)
from integrations.jira.boards import Sprint
from integrations.jira.bulk_changelogs import FieldChange
from integrations.jira.cloud_dialect import user_value
from integrations.jira.comment_pages import IssueComment, IssueComments
from integrations.jira.create_issue import MarkerRefused, create_issue
from integrations.jira.createmeta import FieldMeta, IssueType, Schema
from integrations.jira.createmeta_cache import (
    PROJECTS_AT_ONCE,
    attachment_limits,
    create_fields,
    forget_fields,
    form_types,
    issue_types,
    known_attachment_limits,
    link_types,
    project_with_form,
    projects_found,
)
from integrations.jira.fields import Field
from integrations.jira.issue_changelog import Change, ChangedField, ChangePage
from integrations.jira.issue_details import IssueDetails
from integrations.jira.issue_links import Link, LinkType
from integrations.jira.issue_page import (
    assign_to,
    change_comment,
    comment_of,
    comment_page,
    delete_comment,
    do_transition,
    edit_fields_of,
    edit_issue_fields,
    history_of,
    issue_details_of,
    permissions_on,
    recent_changes_of,
    remote_links_of,
    transitions_of,
    unvote,
    unwatch,
    vote,
    voters_of,
    watchers_of,
)
from integrations.jira.issue_status import IssueStatus, LastComment, StatusWindow
from integrations.jira.issues import CreatedIssue, Issue
from integrations.jira.jql_search import ParsedQuery, QueryField, QueryPage, QueryReference
from integrations.jira.linked_accounts import (
    Account,
    Site,
    account_of,
    account_of_signed_in,
    link_of_signed_in,
    mark_used,
    site_of,
)
from integrations.jira.lost_sites import look_for_site
from integrations.jira.marked_comments import Comment, CreatedComment
from integrations.jira.operations import (
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
from integrations.jira.profile_time_zone import time_zone_of
from integrations.jira.projects import Project, ProjectPage
from integrations.jira.query_calls import (
    all_fields,
    approximate_count,
    parse_in_background,
    parse_query,
    query_page,
    query_pages,
    query_reference,
)
from integrations.jira.reconcile import (
    CantTell,
    Finding,
    Found,
    NotCreated,
    Wanted,
    WantedRequest,
    find_issue,
    find_issues,
    find_request,
)
from integrations.jira.remote_links import RemoteLink
from integrations.jira.request_forms import is_one as is_request_type
from integrations.jira.request_forms import types as request_types
from integrations.jira.service_desk_comments import SCOPE as SERVICE_DESK_SCOPE
from integrations.jira.service_desk_comments import as_text as internal_comment_text
from integrations.jira.service_desk_requests import BEHALF as RAISED_FOR
from integrations.jira.service_desk_requests import raised_for
from integrations.jira.service_desk_requests import text_values as request_text_values
from integrations.jira.service_requests import check_request, may_raise_requests, raise_request
from integrations.jira.shared_accounts import (
    SharedAccount,
    acting_as,
    shared_account,
    shared_accounts_at,
    shared_accounts_of,
)
from integrations.jira.similarity_search import SimilarIssue, similar_issues
from integrations.jira.similarity_search import words_of as words_to_look_for
from integrations.jira.suggestion_fallbacks import sprints, suggest_issues
from integrations.jira.suggestions import IssueHint, Suggestion
from integrations.jira.transitions import Transition
from integrations.jira.upload_file import (
    attachment_bytes,
    attachments_of,
    upload_attachment,
    upload_seconds,
)
from integrations.jira.upload_request_file import (
    attach_to_request,
    files_of_request,
    upload_for_request,
)
from integrations.jira.users_and_groups import Group, Myself, NamedPeople, User
from integrations.jira.webhook_registration import (
    delete_webhooks,
    refresh_webhooks,
    register_webhook,
    webhooks_of,
)
from integrations.jira.webhook_tokens import DeliveryToken, verified
from integrations.jira.webhooks import Registered, Webhook, filter_of
from integrations.limits import Work, at_work
from integrations.signals import (
    Stops,
    accounts_changed,
    accounts_closed,
    accounts_left,
    asks_for_accounts,
    link_ending,
    link_mended,
    link_rehearsal,
)

__all__ = [
    "PROJECTS_AT_ONCE",
    "RAISED_FOR",
    "SERVICE_DESK_SCOPE",
    "Account",
    "AttachmentLimits",
    "CantTell",
    "Change",
    "ChangePage",
    "ChangedField",
    "Comment",
    "Copied",
    "CreatedComment",
    "CreatedIssue",
    "DeliveryToken",
    "Denied",
    "Field",
    "FieldChange",
    "FieldMeta",
    "FileStream",
    "Finding",
    "Found",
    "Group",
    "IntegrationError",
    "Issue",
    "IssueComment",
    "IssueComments",
    "IssueDetails",
    "IssueHint",
    "IssueStatus",
    "IssueType",
    "LastComment",
    "Link",
    "LinkType",
    "MarkerRefused",
    "Misconfigured",
    "Myself",
    "NamedPeople",
    "NotConnected",
    "NotCreated",
    "OutcomeUnknown",
    "ParsedQuery",
    "Project",
    "ProjectPage",
    "QueryField",
    "QueryPage",
    "QueryReference",
    "RateLimited",
    "ReconnectRequired",
    "Registered",
    "Rejected",
    "RemoteFile",
    "RemoteLink",
    "Schema",
    "ScopeMissing",
    "SharedAccount",
    "SharedUnavailable",
    "SimilarIssue",
    "Site",
    "SiteLost",
    "SlowDown",
    "Sprint",
    "StatusWindow",
    "Stops",
    "Suggestion",
    "Transition",
    "Unavailable",
    "User",
    "Wanted",
    "WantedRequest",
    "Webhook",
    "Work",
    "account_of",
    "account_of_signed_in",
    "accounts_changed",
    "accounts_closed",
    "accounts_left",
    "acting_as",
    "add_comment",
    "add_internal_comment",
    "all_fields",
    "approximate_count",
    "asks_for_accounts",
    "assign_to",
    "assignable_users",
    "at_work",
    "attach_to_request",
    "attachment_bytes",
    "attachment_limits",
    "attachments_of",
    "change_comment",
    "changed_issues",
    "changes_of",
    "check_request",
    "comment_of",
    "comment_page",
    "comments_by_me",
    "create_fields",
    "create_issue",
    "delete_comment",
    "delete_webhooks",
    "do_transition",
    "edit_fields_of",
    "edit_issue_fields",
    "files_of_request",
    "filter_of",
    "find_issue",
    "find_issues",
    "find_request",
    "find_site",
    "forget_fields",
    "form_types",
    "get_issue",
    "groups",
    "history_of",
    "internal_comment_text",
    "is_request_type",
    "issue_details_of",
    "issue_statuses",
    "issue_types",
    "known_attachment_limits",
    "labels",
    "link_ending",
    "link_issues",
    "link_mended",
    "link_of_signed_in",
    "link_rehearsal",
    "link_types",
    "links_of",
    "live_account",
    "live_accounts",
    "look_for_site",
    "mark_used",
    "may_add_internal_comments",
    "may_raise_requests",
    "move_usual_site",
    "myself",
    "open_attachment",
    "open_thumbnail",
    "parse_in_background",
    "parse_query",
    "permissions",
    "permissions_on",
    "project",
    "project_with_form",
    "projects_found",
    "query_page",
    "query_pages",
    "query_reference",
    "raise_request",
    "raised_for",
    "recent_changes_of",
    "refresh_webhooks",
    "register_webhook",
    "remote_links_of",
    "request_text_values",
    "request_types",
    "search_projects",
    "shared_account",
    "shared_accounts_at",
    "shared_accounts_of",
    "similar_issues",
    "site_of",
    "sprints",
    "suggest_issues",
    "suggest_values",
    "time_zone_of",
    "transitions_of",
    "unvote",
    "unwatch",
    "upload_attachment",
    "upload_for_request",
    "upload_seconds",
    "user_value",
    "users",
    "verified",
    "vote",
    "voters_of",
    "watch",
    "watchers_of",
    "webhooks_of",
    "words_to_look_for",
]
