"""Which installation a database belongs to."""

import uuid

from django.db import models
from django.utils import timezone


def the_one() -> uuid.UUID:
    """The key of the only row."""
    return uuid.UUID(int=1)


class Installation(models.Model):
    """The owner of the database. `name` is the INSTALLATION_ID of the installation that may act."""

    id = models.UUIDField(primary_key=True, default=the_one, editable=False)
    name = models.CharField(max_length=255)
    adopted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "integrations_installation"  # where it was before this app existed

    def __str__(self) -> str:
        return str(self.id)
