"""The senders of all kinds of rows, for the worker. A new kind is one more line here."""

from typing import Any

from issues.models import Outgoing
from issues.outbox.act_on_issue import ActOnIssue
from issues.outbox.add_comment import AddComment
from issues.outbox.create_issue import CreateIssue
from issues.outbox.link_issues import LinkIssues
from issues.outbox.outcomes import Sender
from issues.outbox.upload_file import UploadAddedFile, UploadFile

# In order of priority: what people wait for most comes first.
SENDERS: tuple[Sender[Any], ...] = (
    CreateIssue(),
    AddComment(),
    ActOnIssue(),
    UploadFile(),
    UploadAddedFile(),
    LinkIssues(),
)


def name_of(model: type[Outgoing]) -> str:
    """The name of a kind of row in tasks."""
    return model._meta.model_name or ""


def sender_of(name: str) -> Sender[Any]:
    """The sender for that kind. Raises KeyError for an unknown name."""
    return {name_of(sender.model): sender for sender in SENDERS}[name]
