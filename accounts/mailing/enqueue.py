"""Queues mails. The row is part of the caller's transaction: both are committed, or neither."""

from collections.abc import Iterable

from celery import signature

from accounts import task_dispatch
from accounts.mailing.kinds import KINDS
from accounts.models import Mail, User

# By name, because the module of the tasks imports this package.
_DELIVER = signature("accounts.tasks.deliver_mails")


def post(
    kind: str, *, person: User | None = None, about: str = "", subject: str = "", body: str = ""
) -> Mail:
    """Queue one mail of a registered *kind*. *about*: the id of the row it is about."""
    [row] = post_all(
        [Mail(kind=kind, person=person, about=about, subject=subject[:255], body=body)]
    )
    return row


def post_all(rows: Iterable[Mail]) -> list[Mail]:
    """Queue several."""
    waiting = list(rows)
    for row in waiting:
        row.urgent = KINDS[row.kind].urgent
    Mail.objects.bulk_create(waiting)
    if waiting:
        wake()
    return waiting


def wake() -> None:
    """Have a worker send due mails, shortly after the commit. If the queue is unreachable, the schedule does."""
    task_dispatch.after_commit(_DELIVER.delay)
