"""Turns a report that is not filed into a comment on an existing issue, and stores it before it is sent."""

from datetime import timedelta
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from integrations import jira
from issues.models import Comment, State, Submission
from issues.outbox import backoff
from issues.richtext.mentions import escaped

# These comments will never be in Jira, so the same text may be sent once more.
_OVER = (State.REJECTED, State.WITHDRAWN)


def text_of(draft: Submission) -> str:
    """The content of *draft* as one Markdown text: its summary in bold, then its description. May be empty."""
    summary = " ".join((draft.values.get("summary") or [""])[0].split())
    description = (draft.values.get("description") or [""])[0]
    first = f"**{escaped(summary)}**" if summary else ""
    return "\n\n".join(part for part in (first, description.strip("\n")) if part.strip())


def queue(
    owner: User,
    draft: Submission,
    text: str,
    *,
    site: jira.Site,
    account_id: str,
    key: str,
    summary: str,
) -> Comment:
    """Store *text*, written in *draft*, as a QUEUED comment, and commit.

    The same text for the same issue is the same comment. *key* and *summary* are those of the issue.
    """
    same = Comment.objects.filter(
        owner=owner, account_id=account_id, cloud_id=site.cloud_id, issue_key=key, text=text
    )
    before = same.exclude(state__in=_OVER).first()
    if before is not None:
        return before
    # Derived from the content, so that of two concurrent posts one inserts the row and the other finds it.
    comment_id = uuid5(draft.pk, "\n".join((account_id, key, str(same.count()), text)))
    try:
        with transaction.atomic():
            return Comment.objects.create(
                pk=comment_id,
                owner=owner,
                state=State.QUEUED,
                account_id=account_id,
                cloud_id=site.cloud_id,
                site_name=site.name,
                site_url=site.url,
                issue_key=key,
                issue_summary=summary.replace("\0", "")[:255],
                text=text,
                next_attempt_at=timezone.now() + timedelta(seconds=backoff.HEAD_START),
            )
    except IntegrityError:
        return Comment.objects.get(pk=comment_id, owner=owner)
