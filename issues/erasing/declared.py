"""What the tables of this room hold of people."""

from accounts.erasing.holdings import declare
from issues.models import (
    Attachment,
    BugForm,
    BugFormField,
    Comment,
    Event,
    FormHabit,
    Inspection,
    IssueLink,
    Submission,
)

declare(Submission, goes=("owner",), account_ids=("account_id",), names=("account_name",))
declare(Comment, goes=("owner",), account_ids=("account_id",))
declare(FormHabit, goes=("owner",))
declare(Event, via=("submission",))
declare(Attachment, via=("submission",))
declare(IssueLink, via=("submission",))
declare(Inspection, via=("report", "comment"), emptied=("viewer",))
declare(
    BugForm,
    emptied=("created_by",),
    words=("name", "slug", "site_name", "issue_type_name", "intro", "description_template"),
    nobody=("cloud_id", "project_key", "issue_type_id"),
)
declare(BugFormField, words=("label", "help", "value"), nobody=("field_id",))
declare(BugForm.groups.through)
