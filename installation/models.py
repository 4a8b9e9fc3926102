"""Which installation a database belongs to."""

import uuid

from django.db import models
from django.utils import timezone


def the_one() -> uuid.UUID:
    """The key of the only row."""
    return uuid.UUID(int=1)


class Installation(models.Model):
    """`name` is the setting INSTALLATION_ID of whoever may act with what stands here."""

    id = models.UUIDField(primary_key=True, default=the_one, editable=False)
    name = models.CharField(max_length=255)
    adopted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "integrations_installation"  # where it was before this room was built

    def __str__(self) -> str:
        return str(self.id)
