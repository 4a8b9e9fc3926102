"""The Celery application: worker and schedule.

Database rows say what is due; a task carries an id only. So the next sweep finds a lost task, with Redis as with the
message table.
"""

import os
import sys

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("lodge")
TRANSPORT_ALIASES["database"] = "background.kombu_transport:Transport"


def _broker() -> dict[str, object]:
    """Redis where REDIS_URL names one, otherwise the message table: background/kombu_transport.py."""
    if settings.REDIS_URL:
        return {
            **settings.REDIS.broker(),
            # Longer than the longest task: otherwise Redis delivers a running task to a second worker.
            "broker_transport_options": {"visibility_timeout": 600},
        }
    # The host has no meaning here, but Kombu warns without one.
    return {"broker_url": "database://localhost"}


def _every(seconds: int, task: str) -> dict[str, object]:
    """A periodic task. It expires when the next one is due, so that tasks do not pile up without a worker."""
    return {"task": task, "schedule": float(seconds), "options": {"expires": max(seconds, 60)}}


def _at(hour: int, minute: int, task: str) -> dict[str, object]:
    """A daily task, at this time in UTC, or up to half a day later if no worker takes it before."""
    schedule = crontab(hour=hour, minute=minute)
    return {"task": task, "schedule": schedule, "options": {"expires": 43_200}}


app.conf.update(
    **_broker(),
    task_ignore_result=True,
    task_acks_late=True,
    task_time_limit=300,
    task_soft_time_limit=240,
    worker_concurrency=settings.WORKER_CONCURRENCY,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    timezone="UTC",
    beat_scheduler="background.celery_signals:Scheduler",
    beat_schedule_filename=str(settings.VAR_DIR / "beat-schedule"),
    beat_schedule={
        "refresh-due-connections": _every(15, "integrations.tasks.refresh_due"),
        "re-read-sites": _every(3600, "integrations.tasks.reread_sites"),
        "look-for-lost-sites": _every(60, "integrations.tasks.look_for_lost_sites"),
        "tend-links": _every(60, "integrations.tasks.tend_links"),
        "follow-people": _every(3600, "integrations.tasks.follow_people"),
        "note-accounts": _at(3, 10, "integrations.tasks.note_accounts"),
        "report-accounts": _every(900, "integrations.tasks.report_accounts"),
        "daily-digest": _at(6, 0, "integrations.tasks.daily_digest"),
        "deliver-mails": _every(15, "accounts.tasks.deliver_mails"),
        "clean-up-mails": _at(3, 40, "accounts.tasks.clean_up"),
        "clean-up": _every(86_400, "integrations.tasks.clean_up"),
        "clean-up-queue": _every(86_400, "background.tasks.clean_up"),
        "carry-out-erasures": _every(15, "accounts.tasks.carry_out_erasures"),
        "check-queries": _every(600, "issues.tasks.check_queries"),
        "tell-writers": _every(60, "issues.tasks.tell_writers"),
        "follow-issues": _every(60, "issues.tasks.follow_issues"),
        "keep-webhooks": _every(300, "issues.tasks.keep_webhooks"),
        "tell-followers": _every(60, "issues.tasks.tell_followers"),
        "clean-up-files": _at(3, 30, "issues.tasks.clean_up"),
        "purge": _at(2, 30, "issues.tasks.purge"),
        "sweep-submissions": _every(5, "issues.tasks.sweep"),
    },
)
app.autodiscover_tasks()
app.steps["worker"].add("background.celery_signals:Pulse")


@beat_init.connect
def _watch_from_the_schedule(**kwargs: object) -> None:
    from config.health import alerts

    alerts.start()


@celeryd_init.connect
@beat_init.connect
def _refuse_to_start_if_wrong(**kwargs: object) -> None:
    from config.checks import refuse_to_start_if_wrong

    try:
        refuse_to_start_if_wrong()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr, flush=True)
        # Celery ignores exceptions of a signal's receivers, but not this one.
        raise SystemExit(os.EX_CONFIG) from error
