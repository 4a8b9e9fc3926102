"""Reports, files, links, comments, acts and forms. No ForeignKey to integrations: ids and addresses are text."""

from issues.models.added_file import AddedFile
from issues.models.attachment import Attachment
from issues.models.bugform import Author, BugForm, BugFormField
from issues.models.comment import Audience, Comment
from issues.models.habit import FormHabit
from issues.models.inspection import Inspection
from issues.models.issue_act import ALREADY, ActKind, IssueAct
from issues.models.issue_event import EventKind, IssueEvent
from issues.models.issue_follower import Bucket, IssueFollower
from issues.models.issuelink import IssueLink
from issues.models.mirrored_issue import Category, MirroredIssue, ProjectWatch
from issues.models.notice import Delivery, Notice, NoticeKind, NoticeSettings
from issues.models.outgoing import Outgoing, State
from issues.models.part import Part
from issues.models.saved_query import ParameterKind, SavedQuery
from issues.models.stored_file import StoredFile, Target
from issues.models.submission import Event, Submission
from issues.models.webhook import Webhook

__all__ = [
    "ALREADY",
    "ActKind",
    "AddedFile",
    "Attachment",
    "Audience",
    "Author",
    "Bucket",
    "BugForm",
    "BugFormField",
    "Category",
    "Comment",
    "Delivery",
    "Event",
    "EventKind",
    "FormHabit",
    "Inspection",
    "IssueAct",
    "IssueEvent",
    "IssueFollower",
    "IssueLink",
    "MirroredIssue",
    "Notice",
    "NoticeKind",
    "NoticeSettings",
    "Outgoing",
    "ParameterKind",
    "Part",
    "ProjectWatch",
    "SavedQuery",
    "State",
    "StoredFile",
    "Submission",
    "Target",
    "Webhook",
]
