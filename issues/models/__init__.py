"""What the user wants filed, and what became of it. No ForeignKey into integrations: ids and addresses are text."""

from issues.models.attachment import Attachment
from issues.models.bugform import BugForm, BugFormField
from issues.models.comment import Comment
from issues.models.habit import FormHabit
from issues.models.inspection import Inspection
from issues.models.issuelink import IssueLink
from issues.models.outgoing import Outgoing, State
from issues.models.part import Part
from issues.models.submission import Event, Submission

__all__ = [
    "Attachment",
    "BugForm",
    "BugFormField",
    "Comment",
    "Event",
    "FormHabit",
    "Inspection",
    "IssueLink",
    "Outgoing",
    "Part",
    "State",
    "Submission",
]
