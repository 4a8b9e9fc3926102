"""Time that went by without a heartbeat."""

from datetime import timedelta

from django.utils import timezone

from background import heartbeats
from background.heartbeats import Name
from background.models import Heartbeat
from config.health.shared_readiness import readiness


def silent(*names: Name, minutes: float = 10, **more: object) -> None:
    """All speak now, but for *names*, which last did *minutes* ago."""
    now = timezone.now()
    for name in Name:
        since = now - timedelta(minutes=minutes) if name in names else now
        Heartbeat.objects.update_or_create(
            name=name, defaults={"at": since, "told_at": None, **more}
        )
    heartbeats.forget()
    readiness.forget()
