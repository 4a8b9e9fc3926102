"""From a report that is not filed to a comment on one that is: what it says, and storing it before anything is sent."""

from datetime import timedelta
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from integrations import jira
from issues.models import Comment, State, Submission
from issues.outbox import pace
from issues.richtext.mentions import escaped

# From these nothing came, and nothing will: the same words may go once more.
_OVER = (State.REJECTED, State.WITHDRAWN)


def text_of(draft: Submission) -> str:
    """What *draft* says, as one Markdown text: its summary in bold, then its description. Empty where nothing does."""
    summary = " ".join((draft.values.get("summary") or [""])[0].split())
    description = (draft.values.get("description") or [""])[0]
    first = f"**{escaped(summary)}**" if summary else ""
    return "\n\n".join(part for part in (first, description.strip("\n")) if part.strip())


def queue(
    owner: User, draft: Submission, text: str, *, site: jira.Site, account_id: str, key: str, summary: str
) -> Comment:
    """Store *text*, written in *draft*, as a comment, QUEUED, and commit.

    The same words for the same issue again are the same comment. *key* and *summary* are of the issue that gets it.
    """
    same = Comment.objects.filter(
        owner=owner, account_id=account_id, cloud_id=site.cloud_id, issue_key=key, text=text
    )
    before = same.exclude(state__in=_OVER).first()
    if before is not None:
        return before
    # By what it says, so that of two posts at once one makes the row and the other finds it.
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
                next_attempt_at=timezone.now() + timedelta(seconds=pace.HEAD_START),
            )
    except IntegrityError:
        return Comment.objects.get(pk=comment_id, owner=owner)
