"""What the worker does for the outbox. The rows say what is due; a task carries an id, may come twice or never."""

from uuid import UUID

from celery import shared_task
from django.core.cache import cache

from issues.outbox import engine
from issues.outbox.create_issue import CreateIssue

# A row that is waiting in the queue is not put there again; when its task got lost, it is after so many seconds.
_WAITING = 60


def _ticket(submission_id: str) -> str:
    return f"outbox:{submission_id}"


@shared_task
def sweep() -> int:
    """Put what lost its lease in doubt, and hand every due Submission to a worker; how many."""
    engine.expire()
    handed = 0
    for submission_id in map(str, engine.due()):
        if cache.add(_ticket(submission_id), 1, timeout=_WAITING):
            send_one.delay(submission_id)
            handed += 1
    return handed


@shared_task
def send_one(submission_id: str) -> None:
    """Do for one Submission whatever it is due for."""
    try:
        engine.run(UUID(submission_id), CreateIssue())
    finally:
        cache.delete(_ticket(submission_id))
