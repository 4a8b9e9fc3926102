"""What becomes of a user's other Atlassian accounts when they link one."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from integrations.connections.disconnecting import end
from integrations.errors import (
    DifferentAccount,
    OtherDataCenter,
)
from integrations.models import Connection, ConnectionKind, ConnectionState


def release_other_accounts(user: User, account_id: str) -> None:
    """Release an account that the user disconnected. Raises where one of theirs is still live."""
    others = Connection.objects.filter(kind=ConnectionKind.USER, user=user).exclude(
        account_id=account_id
    )
    if others.exclude(state=ConnectionState.DISCONNECTED).exists():
        raise DifferentAccount("another Atlassian account is linked; disconnect it first")
    others.update(user=None, former_user=user)


def release_other_data_centers(user: User, account_id: str) -> None:
    """The same for accounts at Data Centers. Raises OtherDataCenter."""
    others = Connection.objects.filter(kind=ConnectionKind.DATA_CENTER_OAUTH, user=user).exclude(
        account_id=account_id
    )
    if others.exclude(state=ConnectionState.DISCONNECTED).exists():
        raise OtherDataCenter("another account at a Data Center is linked; disconnect it first")
    others.update(user=None, former_user=user)


def drop_waiting_accounts(user: User, *, besides: str = "") -> None:
    """Delete the accounts that wait for an answer of *user*, except *besides*: linking answers the question."""
    for connection in Connection.objects.filter(waits_for=user).exclude(account_id=besides):
        forget(connection)


def forget(waiting: Connection) -> bool:
    """Delete the pair of a rejected account, and its row unless that was a link before.

    False when the account was linked, or its consent repeated, meanwhile.
    """
    with transaction.atomic():
        row = Connection.objects.filter(
            pk=waiting.pk, generation=waiting.generation, state=ConnectionState.WAITING
        )
        if waiting.generation > 1:
            # Locks the row: it cannot be linked between this check and the end.
            return bool(row.update(state_since=timezone.now())) and end(waiting.pk)
        return bool(row.delete()[0])
