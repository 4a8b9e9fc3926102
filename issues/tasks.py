"""Celery tasks of the outbox. The rows say what is due. A task carries an id, and may run twice or never."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from background import heartbeats
from installation import copy_guard
from integrations import jira
from issues.attachments import cleanup
from issues.models import AddedFile, Submission
from issues.outbox import engine, parts
from issues.outbox.registry import SENDERS, name_of, sender_of
from issues.queries import check_against_jira
from issues.reading.background_tick import tick
from issues.reading.webhooks import maintain_registrations, process_deliveries
from issues.retention import delete_old_texts
from issues.wording import act_mails, notice_mails, report_mails

# A row that waits in the task queue is not added again for this many seconds. If its task is lost, it is added after
# that.
_WAITING = 60
_REPORT = name_of(Submission)
# Reports that were filed within this time may have parts that nobody queued.
_LATELY = timedelta(hours=1)
# Every try has its own deadline. This is longer than that of the largest file.
_LONGEST = 3600
# Within a task's time limit.
_NIGHTLY = 180.0


def _ticket(row_id: str) -> str:
    return f"outbox:{row_id}"


def tidy() -> None:
    """Put rows with an expired lease in doubt, and queue what waited for a report or comment. Not in a copy."""
    if copy_guard.elsewhere():
        return
    for sender in SENDERS:
        engine.expire(sender.model)
    # Each sweep asks for reports that were filed lately; once in that time one asks for all.
    whole = cache.add("parts-woken", 1, timeout=int(_LATELY.total_seconds() / 2))
    parts.wake(filed_since=None if whole else timezone.now() - _LATELY)
    parts.wake_files()


def hand_over(row_id: str, kind: str) -> bool:
    """Give the row to a worker. False: it already waits for one."""
    if not cache.add(_ticket(row_id), 1, timeout=_WAITING):
        return False
    try:
        send_one.delay(row_id, kind)
    except Exception:  # any error of the queue: let the next sweep add the row at once
        cache.delete(_ticket(row_id))
        raise
    return True


def waiting() -> Iterator[tuple[str, str]]:
    """(id, kind) of every due row, reports first."""
    for sender in SENDERS:
        for row_id in engine.due(sender.model):
            yield str(row_id), name_of(sender.model)


@shared_task
def sweep() -> int:
    """Tidy, and give every due row to a worker. Returns how many."""
    tidy()
    handed = sum(hand_over(row_id, kind) for row_id, kind in waiting())
    heartbeats.beat(heartbeats.Name.SWEEP)
    return handed


@shared_task
def send_parts(report_id: str) -> int:
    """Queue the parts of a filed report, and give each to a worker. Returns how many."""
    parts.wake(UUID(report_id))
    return sum(
        hand_over(str(row_id), name_of(model))
        for model in parts.PARTS
        for row_id in engine.due(model, submission_id=UUID(report_id))
    )


def send_files(file_ids: Iterable[UUID]) -> None:
    """Give files that are added to issues to a worker each. Without a task, the sweep finds them."""
    for each in file_ids:
        hand_over(str(each), name_of(AddedFile))


@shared_task
def check_queries() -> int:
    """Ask Jira whether it still understands the saved queries that are due. Returns how many were checked."""
    return check_against_jira.check_due()


@shared_task
def tell_writers() -> int:
    """Mail people whose reports, comments or acts were settled or need them, while they were away. Returns how many."""
    return report_mails.tell_writers() + act_mails.tell_owners()


@shared_task
def follow_issues() -> int:
    """Read what became of filed issues, as far as it is due. Returns how many calls were made."""
    return tick()


@shared_task
def keep_webhooks() -> int:
    """Register, refresh and remove webhooks, as far as it is due. Returns how many were looked at."""
    return maintain_registrations.keep()


@shared_task
def work_off_deliveries(deliveries: list[tuple[list[int], str]]) -> int:
    """Read what deliveries of webhooks name. Returns how many calls were made."""
    calls = process_deliveries.work_off(deliveries)
    if seconds := process_deliveries.seconds_until_next():
        read_changed_issues.apply_async(countdown=seconds)
    return calls


@shared_task
def read_changed_issues() -> int:
    """Read what changed again just after it was read. Returns how many calls were made."""
    return process_deliveries.read_due()


@shared_task
def tell_followers() -> int:
    """Mail users about news of what they follow, as far as they want that. Returns how many mails."""
    return notice_mails.tell_followers()


@shared_task
def clean_up() -> int:
    """Delete local copies of files that are no longer needed. Returns how many."""
    return cleanup.let_go() + cleanup.sweep_up()


@shared_task
def purge() -> int:
    """Delete what is past its retention time. Returns how many rows."""
    return delete_old_texts.purge(_NIGHTLY)


@shared_task(time_limit=_LONGEST + 60, soft_time_limit=_LONGEST)
def send_one(row_id: str, kind: str = _REPORT) -> None:
    """Do what one row is due for."""
    try:
        with jira.at_work(jira.Work.REPORT):
            engine.run(UUID(row_id), sender_of(kind))
    finally:
        cache.delete(_ticket(row_id))
