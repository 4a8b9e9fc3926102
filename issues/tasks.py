"""What the worker does for the outbox. The rows say what is due; a task carries an id, may come twice or never."""

from collections.abc import Iterator
from uuid import UUID

from celery import shared_task
from django.core.cache import cache

from integrations import jira
from issues import telling
from issues.attachments import housekeeping
from issues.models import Submission
from issues.outbox import engine, parts
from issues.outbox.senders import SENDERS, name_of, sender_of

# A row that is waiting in the queue is not put there again; when its task got lost, it is after so many seconds.
_WAITING = 60
_REPORT = name_of(Submission)
# Every try has a deadline of its own. This is longer than that of the largest file.
_LONGEST = 3600


def _ticket(row_id: str) -> str:
    return f"outbox:{row_id}"


def tidy() -> None:
    """Put what lost its lease in doubt, and let the parts of what is filed go."""
    for sender in SENDERS:
        engine.expire(sender.model)
    parts.wake()


def waiting() -> Iterator[tuple[str, str]]:
    """(id, kind) of every row that is due, reports first."""
    for sender in SENDERS:
        for row_id in engine.due(sender.model):
            yield str(row_id), name_of(sender.model)


@shared_task
def sweep() -> int:
    """Tidy, and hand every row that is due to a worker; how many."""
    tidy()
    handed = 0
    for row_id, kind in waiting():
        if cache.add(_ticket(row_id), 1, timeout=_WAITING):
            send_one.delay(row_id, kind)
            handed += 1
    return handed


@shared_task
def tell_writers() -> int:
    """Mail those whose reports were filed or refused behind their backs; how many mails."""
    return telling.tell_writers()


@shared_task
def clean_up() -> int:
    """Let go local copies of files that nobody needs any more; how many."""
    return housekeeping.let_go() + housekeeping.sweep_up()


@shared_task(time_limit=_LONGEST + 60, soft_time_limit=_LONGEST)
def send_one(row_id: str, kind: str = _REPORT) -> None:
    """Do for one row whatever it is due for."""
    try:
        with jira.at_work(jira.Work.REPORT):
            engine.run(UUID(row_id), sender_of(kind))
    finally:
        cache.delete(_ticket(row_id))
