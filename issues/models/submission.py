"""A wish to file, and what became of it."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.models.bugform import BugForm
from issues.models.outgoing import Outgoing


class Submission(Outgoing):
    """One report: what its owner typed, what is sent for it, and where it stands.

    `values` is what was typed, by fieldId, as the form gave it; `fields` is what Jira is sent, by fieldId.
    The row keeps `account_id`: it is never sent or reconciled as another account.
    """

    REMOTE: ClassVar[tuple[str, ...]] = ("issue_id", "issue_key")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    bug_form = models.ForeignKey(BugForm, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

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

    # While it is a draft: moved by every save, so that two tabs notice each other, and which of them saved last; and
    # of which form of Jira it is.
    version = models.PositiveIntegerField(default=0)
    edited_in = models.CharField(max_length=32, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    field_names = models.JSONField(default=dict, blank=True)
    # Of everything typed, while it is a draft: what a person may keep adds up over these.
    typed_bytes = models.PositiveIntegerField(default=0, db_default=0)
    # How often files were put to it: who waited for the row, to send it with one statement, sees this column move.
    files_put = models.PositiveIntegerField(default=0, db_default=0)

    issue_id = models.CharField(max_length=32, blank=True)
    issue_key = models.CharField(_("key"), max_length=64, blank=True)
    marker_in = models.CharField(max_length=16, default="properties")

    # When what was typed was let go, a time after it was settled (issues/retention.py).
    text_deleted_at = models.DateTimeField(null=True, blank=True)

    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    # Whether files or links may wait for it to be filed: `outbox.parts.with_parts` knows.
    has_parts: bool = True

    class Meta(Outgoing.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        permissions = [("read_submission", "Can look at what a report says")]
        ordering = ["-created_at", "-id"]
        indexes = [
            *Outgoing.Meta.indexes,
            models.Index(fields=["owner", "-created_at"], name="submission_of_owner"),
            models.Index(fields=["state_since"], name="submission_since"),
            # What the nightly purge looks for.
            models.Index(
                fields=["state_since"],
                condition=models.Q(state__in=("draft", "rejected", "withdrawn")),
                name="submission_unsent",
            ),
            models.Index(
                fields=["state_since"],
                condition=models.Q(state__in=("filed", "withdrawn"), text_deleted_at=None),
                name="submission_with_text",
            ),
        ]

    def __str__(self) -> str:
        # Never its text: this is what logs and the administration's history call it.
        return self.issue_key or f"report {self.pk.hex[:8]}"

    @classmethod
    def line(cls, pk: UUID, what: str, detail: str = "") -> "Event":
        """One more line for the receipt. *detail* is cut to what the column holds."""
        return Event(submission_id=pk, what=what, detail=detail[:500])

    @classmethod
    def last_noted(cls, pk: UUID) -> str:
        """What the newest line on the receipt says."""
        lines = Event.objects.filter(submission_id=pk).order_by("-at", "-id")
        return lines.values_list("what", flat=True).first() or ""


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
