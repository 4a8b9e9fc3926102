"""Stores a comment that was written on an issue's page: as a draft while it is written, then to be sent."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from integrations import jira
from issues.models import Audience, Comment, State
from issues.outbox import backoff
from issues.outbox.states import move

_OPEN = (State.DRAFT, State.REJECTED)


@dataclass(frozen=True)
class Written:
    """*text* of *owner* for the issue *key*. *comment_id* comes from the form: posted twice, it is one comment.

    *reporter_line* names the owner, where the account is shared.
    """

    owner: User
    account_id: str
    site: jira.Site
    key: str
    summary: str
    text: str
    comment_id: UUID
    reporter_line: str = ""
    audience: str = Audience.EVERYBODY

    def columns(self) -> dict[str, Any]:
        """The columns of the row in any state."""
        return {
            "account_id": self.account_id,
            "cloud_id": self.site.cloud_id,
            "site_name": self.site.name,
            "site_url": self.site.url,
            "issue_key": self.key[:64],
            "issue_summary": self.summary.replace("\0", "")[:255],
            "text": self.text,
            "reporter_line": self.reporter_line[:500],
            "audience": self.audience,
        }


def draft_on(owner: User, cloud_id: str, key: str) -> Comment | None:
    """What *owner* began to write on the issue last, and did not send."""
    drafts = Comment.objects.filter(
        owner=owner, cloud_id=cloud_id, issue_key=key, state=State.DRAFT
    )
    return drafts.order_by("-state_since").first()


def keep(written: Written, *, with_files: bool = False) -> Comment | None:
    """Store it as a draft. None where there is no text and no file comes along, or it was sent already."""
    own = Comment.objects.filter(pk=written.comment_id, owner=written.owner)
    changed = {**written.columns(), "state_since": timezone.now()}
    if own.filter(state__in=_OPEN).update(**changed):
        return own.first()
    if own.exists() or not (written.text.strip() or with_files):
        return None
    return _insert(written, State.DRAFT)


def queue(written: Written) -> Comment:
    """Store it as QUEUED, and commit. The same text of the same form is the same comment."""
    before = Comment.objects.filter(pk=written.comment_id, owner=written.owner).first()
    due = timezone.now() + timedelta(seconds=backoff.HEAD_START)
    if before is None:
        return _insert(written, State.QUEUED, next_attempt_at=due)
    same = (before.text, before.audience) == (written.text, written.audience)
    if same and before.state not in (*_OPEN, State.WITHDRAWN):
        return before
    with transaction.atomic():
        # of two posts at once, one wins; nobody else sees what becomes of the row in between
        # rule claim-unread: the move to QUEUED decides
        move(before.pk, State.REJECTED, State.DRAFT, model=Comment, messages=[])
        columns = {**written.columns(), "next_attempt_at": due}
        if move(before.pk, State.DRAFT, State.QUEUED, model=Comment, **columns):
            return Comment.objects.get(pk=before.pk)
    return _insert(_anew(written), State.QUEUED, next_attempt_at=due)


def _anew(written: Written) -> Written:
    return Written(**{**written.__dict__, "comment_id": uuid4()})


def _insert(written: Written, state: State, **more: Any) -> Comment:
    columns = {**written.columns(), "owner": written.owner, "state": state, **more}
    try:
        with transaction.atomic():
            return Comment.objects.create(pk=written.comment_id, **columns)
    except IntegrityError:
        found = Comment.objects.filter(pk=written.comment_id, owner=written.owner).first()
        # somebody else's id, or another text of the same moment
        return (
            found
            if found and found.text == written.text
            else _insert(_anew(written), state, **more)
        )
