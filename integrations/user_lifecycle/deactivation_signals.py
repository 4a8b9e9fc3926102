"""Suspends and resumes links when an admin deactivates or reactivates their owners."""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import User
from integrations import connections


@receiver(post_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="links follow their people")
def follow(
    sender: type[User],
    instance: User,
    created: bool,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **more: Any,
) -> None:
    """Suspend or resume the link when the user is saved. The schedule covers bulk changes."""
    if created or raw or (update_fields is not None and "is_active" not in update_fields):
        return
    if instance.is_active:
        connections.resume(instance.pk)
    else:
        connections.suspend(instance.pk)
