"""Signal receivers: a link that works again, or a filed report, releases what waited for it."""

from typing import Any
from uuid import UUID

from celery import signature
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from accounts import task_dispatch
from integrations.jira import link_mended
from issues.models import Outgoing, State
from issues.outbox.registry import SENDERS
from issues.outbox.signals import parts_may_go
from issues.outbox.states import Reason

_MENDED = Q(
    blocked_reason__in=(Reason.LINK, Reason.SHARED, Reason.SITE, Reason.ACCOUNT, Reason.SCOPE)
)
# A refusal with a time is not proven to be Jira's.
_UNPROVEN = Q(blocked_reason__in=(Reason.DENIED, Reason.NOT_FOUND), next_attempt_at__isnull=False)


@receiver(link_mended)
def make_due(sender: Any, connection_id: int, **_more: Any) -> None:
    """Let the next sweep check what waited for this link. *sender* is the class Connection."""
    found = sender.objects.filter(pk=connection_id).values_list("user_id", "account_id").first()
    owner_id, account_id = found or (None, "")
    if owner_id is None:
        _make_due_of_shared(account_id)
        return
    for each in SENDERS:
        model = each.model
        waiting = model._default_manager.filter(
            _MENDED | _UNPROVEN,
            state__in=(State.BLOCKED, State.UNCONFIRMED),
            **{model.OWNER: owner_id},
        )
        waiting.update(next_attempt_at=timezone.now())
        _block_for_account(model, owner_id, account_id)


def _make_due_of_shared(account_id: str) -> None:
    """Rows of everybody who files as the shared account."""
    for each in SENDERS:
        rows = each.model._default_manager.filter(
            _MENDED | _UNPROVEN,
            state__in=(State.BLOCKED, State.UNCONFIRMED),
            **{each.model.ACCOUNT: account_id},
        )
        rows.update(next_attempt_at=timezone.now())


def _block_for_account(model: type[Outgoing], owner_id: int | None, account_id: str) -> None:
    """Rows written as another account than the one linked now wait for that account instead."""
    rows = model._default_manager.filter(
        state=State.BLOCKED,
        blocked_reason__in=(Reason.LINK, Reason.SITE, Reason.SCOPE),
        **{model.OWNER: owner_id},
    )
    for pk in list(rows.exclude(**{model.ACCOUNT: account_id}).values_list("pk", flat=True)):
        if rows.filter(pk=pk).update(blocked_reason=Reason.ACCOUNT):
            model.note(pk, f"blocked_{Reason.ACCOUNT}")


@receiver(parts_may_go)
def dispatch_parts(sender: Any, report_id: UUID, **_more: Any) -> None:
    """Have a worker send the parts of a report at once. Without a task, the sweep finds them."""
    # By name, because the tasks module imports this package.
    task_dispatch.after_commit(signature("issues.tasks.send_parts", [str(report_id)]).delay)
