"""Puts mails among those that wait. The row is written in the caller's transaction: both are done, or neither."""

from collections.abc import Iterable

from accounts import handing
from accounts.mailing.kinds import KINDS
from accounts.models import Mail, User


def post(
    kind: str, *, person: User | None = None, about: str = "", subject: str = "", body: str = ""
) -> Mail:
    """One mail of a registered *kind*. *about*: the id of the row that it is about."""
    [row] = post_all([Mail(kind=kind, person=person, about=about, subject=subject[:255], body=body)])
    return row


def post_all(rows: Iterable[Mail]) -> list[Mail]:
    """Several at once."""
    waiting = list(rows)
    for row in waiting:
        row.urgent = KINDS[row.kind].urgent
    Mail.objects.bulk_create(waiting)
    if waiting:
        wake()
    return waiting


def wake() -> None:
    """Have a worker send what is due, a moment after the transaction's end. If the queue is away, the schedule does."""
    from accounts.tasks import deliver_mails  # it sends what is posted here

    handing.soon(deliver_mails.delay)
