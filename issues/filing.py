"""From a posted form to a Submission that is stored: what makes two posts the same, and what a new one does.

Everything here is committed before the first call to Jira is made.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from integrations import jira
from issues.models import State, Submission
from issues.outbox import pace
from issues.outbox.states import Reason, move, note

# Posted along with every form, typed by nobody.
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "submission", "writer", "find"})
# From these a post may start anew: nothing of theirs is or may come to be in Jira.
OPEN = (State.DRAFT, State.REJECTED)

Typed = dict[str, list[str]]


class AlreadySentError(Exception):
    """Something else was sent under this UUID already: *submission* says what became of it."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__(str(submission.pk))


class NotYoursError(Exception):
    """The UUID belongs to somebody else's Submission."""


@dataclass(frozen=True)
class Place:
    """Where a report goes, and as whom."""

    account: jira.Account
    site: jira.Site
    project: jira.Project
    issue_type: jira.IssueType

    def columns(self) -> dict[str, str]:
        """As a Submission keeps it."""
        return {
            "account_id": self.account.account_id,
            "account_name": self.account.name,
            "cloud_id": self.site.cloud_id,
            "site_name": self.site.name,
            "site_url": self.site.url,
            "project_id": self.project.id,
            "project_key": self.project.key,
            "issue_type_id": self.issue_type.id,
            "issue_type_name": self.issue_type.name,
        }


def typed(post: QueryDict) -> Typed:
    """What somebody typed or chose, by the names of the form: the whole post but for our own plumbing.

    Without NUL, which no one types and PostgreSQL does not store.
    """
    return {
        name.replace("\0", ""): [str(each).replace("\0", "") for each in values]
        for name, values in post.lists()
        if name not in _NOT_TYPED
    }


def digest(cloud_id: str, project_key: str, issue_type_id: str, values: Typed) -> str:
    """Two posts with the same digest say the same about the same place. SHA-256, hexadecimal."""
    content = [cloud_id, project_key, issue_type_id, sorted((k, v) for k, v in values.items() if any(v))]
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def earlier(owner: User, submission_id: UUID, content: str) -> Submission | None:
    """What was sent under this UUID before, if the same was: its result is this post's result.

    None: nothing was, or it may start anew. Raises AlreadySentError when something else was sent, NotYoursError
    when the UUID is another person's.
    """
    known = Submission.objects.filter(pk=submission_id).first()
    if known is None:
        return None
    if known.owner_id != owner.pk:
        raise NotYoursError
    if known.state in OPEN:
        return None
    if known.digest != content:
        raise AlreadySentError(known)
    return known


def queue(
    owner: User, submission_id: UUID, place: Place, *, content: str, values: Typed, fields: dict[str, Any]
) -> Submission:
    """Store what is to be filed, QUEUED, and commit. Called again, or at once from two tabs, it stores one.

    *content* is the digest of the post. Raises as `earlier` does.
    """
    summary = fields.get("summary")
    columns: dict[str, Any] = {
        **place.columns(),
        "values": values,
        "fields": fields,
        "digest": content,
        "summary": summary[:255] if isinstance(summary, str) else "",
        "field_errors": {},
        "messages": [],
        "sent_at": timezone.now(),
        "next_attempt_at": timezone.now() + timedelta(seconds=pace.HEAD_START),
    }
    stored = _store(owner, submission_id, State.QUEUED, columns)
    if stored is not None:
        return stored
    if earlier(owner, submission_id, content) is None:
        _open_again(submission_id, columns)
    return Submission.objects.get(pk=submission_id)


def _store(owner: User, submission_id: UUID, state: State, columns: dict[str, Any]) -> Submission | None:
    """Insert the row; None when there is one with this UUID."""
    try:
        with transaction.atomic():
            stored = Submission.objects.create(pk=submission_id, owner=owner, state=state, **columns)
            note(submission_id, "sent" if state == State.QUEUED else "kept")
    except IntegrityError:
        return None
    return stored


def _open_again(submission_id: UUID, columns: dict[str, Any]) -> None:
    """Queue a draft, or what Jira had refused, with what is typed now. Of two at once one does it."""
    fresh = {**columns, "tries": 0, "first_sent_at": None}
    with transaction.atomic():
        move(submission_id, State.REJECTED, State.DRAFT)
        move(submission_id, State.DRAFT, State.QUEUED, what="sent", **fresh)


def take_back(submission: Submission) -> bool:
    """Give what its writer just sent back to them as a DRAFT: the first try met a link that only they can mend.

    Later tries stay BLOCKED and go by themselves: their writer is elsewhere by then.
    """
    first = submission.tries == 1 and submission.blocked_reason == Reason.LINK
    return first and move(submission.pk, State.BLOCKED, State.DRAFT, what="kept", next_attempt_at=None)


def keep(owner: User, submission_id: UUID, columns: dict[str, Any], values: Typed) -> Submission:
    """Store what was typed as a DRAFT, because it can not even be checked now. Raises NotYoursError.

    Never touches what was sent already.
    """
    summary = (values.get("summary") or [""])[0]
    content = {**columns, "values": values, "summary": summary[:255]}
    if _store(owner, submission_id, State.DRAFT, content) is None:
        if not Submission.objects.filter(pk=submission_id, owner=owner).exists():
            raise NotYoursError
        with transaction.atomic():
            move(submission_id, State.REJECTED, State.DRAFT)
            Submission.objects.filter(pk=submission_id, owner=owner, state=State.DRAFT).update(**content)
    return Submission.objects.get(pk=submission_id)
