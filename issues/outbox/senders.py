"""Every kind of row that goes out, with who does it: the worker's list. A new kind is one more line here."""

from typing import Any

from issues.models import Outgoing
from issues.outbox.add_comment import AddComment
from issues.outbox.create_issue import CreateIssue
from issues.outbox.link_issues import LinkIssues
from issues.outbox.outcomes import Sender
from issues.outbox.upload_file import UploadFile

# In this order: what a person waits for most comes first.
SENDERS: tuple[Sender[Any], ...] = (CreateIssue(), AddComment(), UploadFile(), LinkIssues())


def name_of(model: type[Outgoing]) -> str:
    """How a task names a kind of row."""
    return model._meta.model_name or ""


def sender_of(name: str) -> Sender[Any]:
    """Who does the rows of that kind. Raises KeyError for a name that is none."""
    return {name_of(sender.model): sender for sender in SENDERS}[name]
