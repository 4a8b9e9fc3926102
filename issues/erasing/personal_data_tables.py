"""The tables of this app that hold data about people."""

from accounts.erasing.personal_data_registry import declare
from issues.models import (
    AddedFile,
    Attachment,
    BugForm,
    BugFormField,
    Comment,
    Event,
    FormHabit,
    Inspection,
    IssueAct,
    IssueEvent,
    IssueFollower,
    IssueLink,
    MirroredIssue,
    Notice,
    NoticeSettings,
    ProjectWatch,
    SavedQuery,
    Submission,
    Webhook,
)
from issues.reading import erase_from_mirror

declare(Submission, goes=("owner",), account_ids=("account_id",), names=("account_name",))
declare(Comment, goes=("owner",), account_ids=("account_id",))
declare(AddedFile, goes=("owner",), account_ids=("account_id",))
declare(IssueAct, goes=("owner",), account_ids=("account_id",))
declare(FormHabit, goes=("owner",))
declare(SavedQuery, goes=("owner",))
declare(SavedQuery.groups.through, via=("savedquery",))
declare(Event, via=("submission",))
declare(Attachment, via=("submission",))
declare(IssueLink, via=("submission",))
declare(Inspection, via=("report", "comment"), emptied=("viewer",))
declare(
    BugForm,
    emptied=("created_by",),
    words=(
        "name",
        "slug",
        "site_name",
        "issue_type_name",
        "intro",
        "description_template",
        "reporter_line",
    ),
    nobody=("cloud_id", "project_key", "issue_type_id", "shared_account_id"),
)
declare(BugFormField, words=("label", "help", "value"), nobody=("field_id",))
declare(IssueFollower, goes=("user",), account_ids=("account_id",))
declare(
    MirroredIssue,
    words=("summary", "status", "resolution", "comment_text", "assignee_name", "comment_author"),
    nobody=("cloud_id", "issue_id", "issue_key", "project_id", "comment_id"),
    forget=erase_from_mirror.forget_in_issues,
)
declare(
    IssueEvent,
    words=("author_name", "old", "new"),
    nobody=("remote",),
    forget=erase_from_mirror.forget_in_events,
)
declare(Notice, goes=("user",))
declare(NoticeSettings, goes=("user",))
declare(ProjectWatch, nobody=("cloud_id", "project_id"), forget=erase_from_mirror.forget_in_watches)
declare(
    Webhook, words=("error",), nobody=("cloud_id",), forget=erase_from_mirror.forget_in_webhooks
)
declare(BugForm.groups.through)
