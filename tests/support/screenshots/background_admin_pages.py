"""What those who run Lodge see of the work behind the pages."""

import json
import time
from datetime import timedelta

from django.utils import timezone

from background.heartbeats import Name
from background.models import Heartbeat, Message
from issues.models import Attachment, Submission
from tests.support.screenshots import sample_rows
from tests.support.screenshots.navigator import Guide


def standstill(guide: Guide) -> None:
    """A report that waits while no worker answers, and what the administration says of it."""
    alice = guide.linked()
    row = sample_rows.report(alice, guide.site, "queued")
    file = sample_rows.report(alice, guide.site, "filed", parts=True)
    long_ago = timezone.now() - timedelta(minutes=14)
    Submission.objects.filter(pk=row.pk).update(next_attempt_at=long_ago)
    Submission.objects.filter(pk=file.pk).update(state_since=long_ago)
    Attachment.objects.filter(submission=file).update(
        state="queued", blocked_reason="", next_attempt_at=long_ago
    )
    for name in Name:
        told = {"told_at": long_ago + timedelta(minutes=3)}
        Heartbeat.objects.update_or_create(name=name, defaults={"at": long_ago, **told})
    time.sleep(6)  # what the page read of them is believed for so long
    guide.go(f"/reports/{row.pk}/", "standstill-report")
    guide.go(f"/reports/{file.pk}/", "standstill-files")
    guide.go("/reports/", "standstill-list")
    guide.sign_in("admin")
    guide.go("/admin/", "standstill-admin")
    guide.go(f"/admin/issues/submission/{row.pk}/change/", "standstill-admin-report")
    Heartbeat.objects.all().delete()


def aside(guide: Guide) -> None:
    """Tasks that were set aside."""
    guide.sign_in("admin")
    task = {"headers": {"task": "issues.tasks.send_one", "id": "9b2c7a1e"}, "body": "W10="}
    for payload, why in (
        (json.dumps(task), "5 workers took it, and none said that it was done."),
        ("{", ""),
    ):
        message = Message.objects.create(
            queue="celery",
            payload=payload,
            put_at=timezone.now(),
            set_aside_at=timezone.now(),
            set_aside_why=why or "It cannot be read.",
            taken=5 if why else 1,
        )
    guide.go("/admin/background/message/", "admin-aside")
    guide.go(f"/admin/background/message/{message.pk - 1}/change/", "admin-aside-one")
