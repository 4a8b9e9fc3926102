"""What the worker does for the outbox. The rows say what is due; a task carries an id, may come twice or never."""

from collections.abc import Iterator
from uuid import UUID

from celery import shared_task
from django.core.cache import cache

from background import heartbeats
from installation import gate
from integrations import jira
from issues import retention, telling
from issues.attachments import housekeeping
from issues.models import Submission
from issues.outbox import engine, parts
from issues.outbox.senders import SENDERS, name_of, sender_of

# A row that is waiting in the queue is not put there again; when its task got lost, it is after so many seconds.
_WAITING = 60
_REPORT = name_of(Submission)
# Every try has a deadline of its own. This is longer than that of the largest file.
_LONGEST = 3600
# Within what a task may last.
_NIGHTLY = 180.0


def _ticket(row_id: str) -> str:
    return f"outbox:{row_id}"


def tidy() -> None:
    """Put what lost its lease in doubt, and let the parts of what is filed go. A copy of the database leaves all be."""
    if gate.elsewhere():
        return
    for sender in SENDERS:
        engine.expire(sender.model)
    parts.wake()


def hand_over(row_id: str, kind: str) -> bool:
    """Have a worker do what the row is due for. False: it waits for one already."""
    if not cache.add(_ticket(row_id), 1, timeout=_WAITING):
        return False
    try:
        send_one.delay(row_id, kind)
    except Exception:  # whatever the queue's is called: the next sweep need not wait for the ticket
        cache.delete(_ticket(row_id))
        raise
    return True


def waiting() -> Iterator[tuple[str, str]]:
    """(id, kind) of every row that is due, reports first."""
    for sender in SENDERS:
        for row_id in engine.due(sender.model):
            yield str(row_id), name_of(sender.model)


@shared_task
def sweep() -> int:
    """Tidy, and hand every row that is due to a worker; how many."""
    tidy()
    handed = sum(hand_over(row_id, kind) for row_id, kind in waiting())
    heartbeats.beat(heartbeats.Name.SWEEP)
    return handed


@shared_task
def send_parts(report_id: str) -> int:
    """Wake the parts of a report that is filed, and hand each to a worker; how many."""
    parts.wake(UUID(report_id))
    return sum(
        hand_over(str(row_id), name_of(model))
        for model in parts.PARTS
        for row_id in engine.due(model, submission_id=UUID(report_id))
    )


@shared_task
def tell_writers() -> int:
    """Mail those whose reports were filed or refused behind their backs; how many mails."""
    return telling.tell_writers()


@shared_task
def clean_up() -> int:
    """Let go local copies of files that nobody needs any more; how many."""
    return housekeeping.let_go() + housekeeping.sweep_up()


@shared_task
def purge() -> int:
    """Let go what was kept for its time; how many rows it was about."""
    return retention.purge(_NIGHTLY)


@shared_task(time_limit=_LONGEST + 60, soft_time_limit=_LONGEST)
def send_one(row_id: str, kind: str = _REPORT) -> None:
    """Do for one row whatever it is due for."""
    try:
        with jira.at_work(jira.Work.REPORT):
            engine.run(UUID(row_id), sender_of(kind))
    finally:
        cache.delete(_ticket(row_id))
