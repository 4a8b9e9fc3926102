"""The Celery application: the worker and the schedule.

The truth about what is to be done lies in database rows; a task carries only an id. So a lost task is
found again by the next sweep, with Redis as with the filesystem broker.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("lodge")


def _broker() -> dict[str, object]:
    """Redis where it is named, otherwise folders under var/ that every process of this host shares."""
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            # Longer than the longest task: otherwise Redis hands a running task to a second worker.
            "broker_transport_options": {"visibility_timeout": 600},
        }
    for name in ("queue", "control"):
        (settings.BROKER_DIR / name).mkdir(parents=True, exist_ok=True)
    return {
        # The host is no place, but Kombu warns where none is named.
        "broker_url": "filesystem://localhost",
        "broker_transport_options": {
            "data_folder_in": str(settings.BROKER_DIR / "queue"),
            "data_folder_out": str(settings.BROKER_DIR / "queue"),
            "control_folder": str(settings.BROKER_DIR / "control"),
            "polling_interval": 0.1,
        },
    }


app.conf.update(
    **_broker(),
    task_ignore_result=True,
    task_acks_late=True,
    task_time_limit=300,
    task_soft_time_limit=240,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    timezone="UTC",
    beat_schedule_filename=str(settings.VAR_DIR / "beat-schedule"),
    beat_schedule={
        "refresh-due-connections": {"task": "integrations.tasks.refresh_due", "schedule": 15.0},
        "re-read-sites": {"task": "integrations.tasks.reread_sites", "schedule": 3600.0},
        "tend-links": {"task": "integrations.tasks.tend_links", "schedule": 60.0},
        "follow-people": {"task": "integrations.tasks.follow_people", "schedule": 3600.0},
        "daily-digest": {"task": "integrations.tasks.daily_digest", "schedule": crontab(hour=6, minute=0)},
        "clean-up": {"task": "integrations.tasks.clean_up", "schedule": 86_400.0},
        "tell-writers": {"task": "issues.tasks.tell_writers", "schedule": 60.0},
        "clean-up-files": {"task": "issues.tasks.clean_up", "schedule": crontab(hour=3, minute=30)},
        "sweep-submissions": {"task": "issues.tasks.sweep", "schedule": 5.0},
    },
)
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def _refuse_to_start_if_wrong(**kwargs: object) -> None:
    from config.checks import refuse_to_start_if_wrong

    try:
        refuse_to_start_if_wrong()
    except ImproperlyConfigured as error:
        # Celery swallows what a signal's receiver raises, but not this.
        raise SystemExit(str(error)) from error
