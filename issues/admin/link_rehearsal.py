"""What stops in the outbox, in queries and in what people follow when a link ends: counted, and nothing changed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from integrations.jira import Stops, link_rehearsal
from issues.admin.outbox_overview import UNSETTLED
from issues.models import (
    Attachment,
    Comment,
    IssueAct,
    IssueFollower,
    IssueLink,
    SavedQuery,
    State,
    Submission,
    Webhook,
)


@receiver(link_rehearsal)
def what_stops(
    sender: Any, *, account_id: str, user_id: int | None, **_more: Any
) -> tuple[Stops, ...]:
    """The lines for the account, and for its owner where it has one."""
    return (*_on_its_way(account_id), *_background(account_id), *_of_the_owner(user_id))


def _on_its_way(account_id: str) -> Iterator[Stops]:
    reports = reverse("admin:issues_submission_changelist")
    waiting = {"state__in": UNSETTLED}
    yield Stops(
        _("Reports on their way to Jira: kept, and sent when the account is linked again"),
        Submission.objects.filter(account_id=account_id, **waiting).count(),
        f"{reports}?q={account_id}",
    )
    parts: tuple[type[Model], ...] = (Attachment, IssueLink)
    yield Stops(
        _("Files and links of filed reports that are not in Jira yet"),
        sum(
            model._default_manager.filter(
                submission__account_id=account_id, submission__state=State.FILED, **waiting
            ).count()
            for model in parts
        ),
    )
    yield Stops(
        _("Comments on their way"), Comment.objects.filter(account_id=account_id, **waiting).count()
    )
    yield Stops(
        _("Changes of issues on their way"),
        IssueAct.objects.filter(account_id=account_id, **waiting).count(),
    )


def _background(account_id: str) -> Iterator[Stops]:
    yield Stops(
        _("Issues whose news are read as this account: other accounts that see them take over"),
        IssueFollower.objects.filter(account_id=account_id, lost_at=None).count(),
    )
    yield Stops(
        _("Webhooks that it holds: registered again under another account"),
        Webhook.objects.filter(account_id=account_id).count(),
        reverse("admin:issues_webhook_changelist"),
    )


def _of_the_owner(user_id: int | None) -> Iterator[Stops]:
    if user_id is None:
        return
    drafts = Submission.objects.filter(owner_id=user_id, state=State.DRAFT)
    yield Stops(_("Drafts of its owner: kept, and cannot be filed meanwhile"), drafts.count())
    queries = SavedQuery.objects.filter(owner_id=user_id)
    yield Stops(_("Saved queries of its owner: they show nothing to its owner"), queries.count())
