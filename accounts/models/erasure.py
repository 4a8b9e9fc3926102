"""The record of erasures."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class Erasure(models.Model):
    """One erasure, done or under way: when, by whom, how many rows. Once it is done it holds no name of the user."""

    person = models.OneToOneField(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="erasure",
        editable=False,
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    # The erasure waits until then for requests to Jira that are under way.
    waits_until = models.DateTimeField(default=timezone.now)
    # The lease of the process that carries it out.
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("done"), null=True, blank=True, db_index=True)
    # How many rows were deleted, by table ("issues.submission").
    counts = models.JSONField(default=dict, blank=True)
    # Requests whose outcome is unknown: where they were sent, and when (ISO 8601).
    unsettled = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erased people")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
