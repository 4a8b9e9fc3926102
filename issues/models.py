"""A wish to file, and what became of it. No ForeignKey into integrations: ids and addresses are kept as text."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a Submission stands; what may follow what is written in issues/outbox/states.py."""

    DRAFT = "draft", _("Draft")
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    UNCONFIRMED = "unconfirmed", _("Checking with Jira")
    FILED = "filed", _("Filed")
    REJECTED = "rejected", _("Not filed")
    BLOCKED = "blocked", _("Needs you")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Submission(models.Model):
    """One report: what its owner typed, what is sent for it, and where it stands.

    `values` is what was typed, by fieldId, as the form gave it; `fields` is what Jira is sent, by fieldId.
    The row keeps `account_id`: it is never sent or reconciled as another account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    blocked_reason = models.CharField(_("why"), max_length=32, blank=True)

    account_id = models.CharField(_("Atlassian account id"), max_length=128)
    account_name = models.CharField(max_length=255, blank=True)
    cloud_id = models.CharField(max_length=64)
    site_name = models.CharField(_("site"), max_length=255)
    site_url = models.URLField(max_length=255)
    project_id = models.CharField(max_length=32)
    project_key = models.CharField(_("project"), max_length=64)
    issue_type_id = models.CharField(max_length=32)
    issue_type_name = models.CharField(_("type"), max_length=255)

    summary = models.CharField(_("summary"), max_length=255, blank=True)
    values = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    field_errors = models.JSONField(default=dict, blank=True)
    messages = models.JSONField(default=list, blank=True)

    issue_id = models.CharField(max_length=32, blank=True)
    issue_key = models.CharField(_("key"), max_length=64, blank=True)

    # The lease of the process that is sending or looking, and when to try next.
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    # Sent again after "it is not there": looked at again after an hour and a day, for the first may yet surface.
    resent = models.BooleanField(default=False)
    recheck_at = models.DateTimeField(null=True, blank=True)
    marker_in = models.CharField(max_length=16, default="properties")

    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="submission_of_owner"),
            models.Index(fields=["state", "next_attempt_at"], name="submission_due"),
        ]

    def __str__(self) -> str:
        return self.issue_key or self.summary or str(self.id)


class Event(models.Model):
    """One line of a Submission's receipt: what happened, in the order in which it happened."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=32)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.what
