"""What those who run Lodge see of the work behind the pages."""

import json

from django.utils import timezone

from background.models import Message
from tests.support.pictures.guide import Guide


def aside(guide: Guide) -> None:
    """Tasks that were set aside."""
    guide.sign_in("admin")
    task = {"headers": {"task": "issues.tasks.send_one", "id": "9b2c7a1e"}, "body": "W10="}
    for payload, why in ((json.dumps(task), "5 workers took it, and none said that it was done."), ("{", "")):
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
