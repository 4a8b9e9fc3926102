"""What we are told of by signals: a link that works again, a report that is filed, let go what waited for them."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from accounts import handing
from integrations.signals import link_mended
from issues import tasks
from issues.models import Outgoing, State
from issues.outbox.senders import SENDERS
from issues.outbox.signals import parts_may_go
from issues.outbox.states import Reason

_MENDED = Q(blocked_reason__in=(Reason.LINK, Reason.SITE, Reason.ACCOUNT, Reason.SCOPE))
# A refusal that has a time is not proven to be Jira's.
_UNPROVEN = Q(blocked_reason__in=(Reason.DENIED, Reason.NOT_FOUND), next_attempt_at__isnull=False)


@receiver(link_mended)
def make_due(sender: Any, connection_id: int, **_more: Any) -> None:
    """Have the next sweep look at what waited for this person's link. *sender* is the class of links."""
    found = sender.objects.filter(pk=connection_id).values_list("user_id", "account_id").first()
    owner_id, account_id = found or (None, "")
    for each in SENDERS:
        model = each.model
        waiting = model._default_manager.filter(
            _MENDED | _UNPROVEN,
            state__in=(State.BLOCKED, State.UNCONFIRMED),
            **{model.OWNER: owner_id},
        )
        waiting.update(next_attempt_at=timezone.now())
        _say_whose_they_are(model, owner_id, account_id)


def _say_whose_they_are(model: type[Outgoing], owner_id: int | None, account_id: str) -> None:
    """What waited for a link, and was written as another account than the one that works now, waits for that one."""
    rows = model._default_manager.filter(
        state=State.BLOCKED,
        blocked_reason__in=(Reason.LINK, Reason.SITE, Reason.SCOPE),
        **{model.OWNER: owner_id},
    )
    for pk in list(rows.exclude(**{model.ACCOUNT: account_id}).values_list("pk", flat=True)):
        if rows.filter(pk=pk).update(blocked_reason=Reason.ACCOUNT):
            model.note(pk, f"blocked_{Reason.ACCOUNT}")


@receiver(parts_may_go)
def let_parts_go(sender: Any, report_id: UUID, **_more: Any) -> None:
    """Have a worker send what belongs to a report at once. Where none is told, the sweep finds it."""
    handing.soon(lambda: tasks.send_parts.delay(str(report_id)))
