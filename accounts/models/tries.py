"""How often something was tried that strangers may try a few times only."""

from django.db import models


class Tries(models.Model):
    """A counter of one window of time. `key` is a digest: who tried, and for whom, cannot be read from it.

    `most` stands beside `count` so that one statement may both look and count (accounts/guesses.py).
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return f"{self.count} of {self.most}"
