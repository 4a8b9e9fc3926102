"""Counters of attempts that are limited."""

from django.db import models


class Tries(models.Model):
    """A counter for one window of time. `key` is a digest that reveals neither the caller nor the target.

    `most` is stored beside `count`, so that one statement can check and count (accounts/sign_in_throttle.py).
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return f"{self.count} of {self.most}"
