"""Which fields of a form a user wants to see."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FormHabit(models.Model):
    """One person's fields of one form: fieldIds that they pinned, and those that they filled in last time."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cloud_id = models.CharField(max_length=64)
    project_id = models.CharField(max_length=32)
    issue_type_id = models.CharField(max_length=32)
    pinned = models.JSONField(default=list, blank=True)
    used = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("way with a form")
        verbose_name_plural = _("ways with forms")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "cloud_id", "project_id", "issue_type_id"],
                name="one_habit_for_each_form",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cloud_id} {self.project_id} {self.issue_type_id}"
