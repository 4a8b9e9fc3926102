"""Stores what a user does to an issue in Jira, before it is sent."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from integrations import jira
from issues.models import IssueAct, State
from issues.outbox import backoff
from issues.outbox.states import move

# Never in Jira as they are, so the same form may be sent once more.
_OVER = (State.REJECTED, State.WITHDRAWN)


@dataclass(frozen=True)
class ActedOn:
    """The issue as the user saw it. `seen_at`: when it had last changed, by Jira's clock."""

    account_id: str
    site: jira.Site
    issue_id: str
    key: str
    summary: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Wish:
    """What *owner* wants done. *payload* as in issues/outbox/acts/, *typed* as the form posted it.

    *act_id* comes from the form: what is posted twice is one act.
    """

    owner: User
    issue: ActedOn
    kind: str
    payload: Mapping[str, Any]
    typed: Mapping[str, Any] = field(default_factory=dict)
    act_id: UUID | None = None

    @property
    def digest(self) -> str:
        """Equal for the same act on the same issue as the same account."""
        issue = self.issue
        content = [issue.account_id, issue.site.cloud_id, issue.issue_id, self.kind, self.payload]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def columns(self) -> dict[str, Any]:
        """The columns of a QUEUED row."""
        issue = self.issue
        return {
            "account_id": issue.account_id,
            "cloud_id": issue.site.cloud_id,
            "site_name": issue.site.name,
            "site_url": issue.site.url,
            "issue_id": issue.issue_id,
            "issue_key": issue.key,
            "issue_summary": issue.summary.replace("\0", "")[:255],
            "kind": self.kind,
            "payload": dict(self.payload),
            "typed": dict(self.typed),
            "digest": self.digest,
            "seen_at": issue.seen_at,
            "field_errors": {},
            "messages": [],
            "next_attempt_at": timezone.now() + timedelta(seconds=backoff.HEAD_START),
        }


def queue(wish: Wish) -> IssueAct:
    """Store *wish* as a QUEUED act, and commit. What the same form posted before is that act, unless it differs."""
    act_id = wish.act_id or uuid4()
    before = _before(wish, act_id)
    if before is None:
        return _insert(wish, act_id)
    if before.digest == wish.digest and before.state not in _OVER:
        return before
    with transaction.atomic():  # of two posts at once, one wins the first move
        if move(act_id, State.REJECTED, State.DRAFT, model=IssueAct):
            # rule claim-unread: nobody else sees the draft of this transaction
            move(act_id, State.DRAFT, State.QUEUED, model=IssueAct, **wish.columns())
            return IssueAct.objects.get(pk=act_id)
    return _insert(wish, uuid4())


def _before(wish: Wish, act_id: UUID) -> IssueAct | None:
    return IssueAct.objects.filter(pk=act_id, owner=wish.owner).first()


def _insert(wish: Wish, act_id: UUID) -> IssueAct:
    try:
        with transaction.atomic():
            return IssueAct.objects.create(
                pk=act_id, owner=wish.owner, state=State.QUEUED, **wish.columns()
            )
    except IntegrityError:
        found = _before(wish, act_id)
        # somebody else's id, or another content at the same moment
        if found is None or found.digest != wish.digest:
            return _insert(wish, uuid4())
        return found
