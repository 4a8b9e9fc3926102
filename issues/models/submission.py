"""A report, and its receipt."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.models.bugform import BugForm
from issues.models.outgoing import Outgoing


class Submission(Outgoing):
    """One report: what its owner typed, what is sent to Jira, and its state.

    `values` is what was typed, by fieldId, as the form gave it. `fields` is what Jira is sent, by fieldId. The row
    keeps `account_id`, and is never sent or reconciled as another account.
    """

    REMOTE: ClassVar[tuple[str, ...]] = ("issue_id", "issue_key")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="submissions",
        db_index=False,  # `submission_by_owner` begins with it
    )
    bug_form = models.ForeignKey(
        BugForm, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

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

    # For drafts: increased by every save, so that two tabs notice each other; the tab that saved last; and the
    # version of Jira's form.
    version = models.PositiveIntegerField(default=0)
    edited_in = models.CharField(max_length=32, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    field_names = models.JSONField(default=dict, blank=True)
    # For drafts: the bytes of everything typed, which count towards its owner's quota.
    typed_bytes = models.PositiveIntegerField(default=0, db_default=0)
    # How often files were added. A process that waited for this row, to send it with one statement, sees that it has
    # changed.
    files_put = models.PositiveIntegerField(default=0, db_default=0)

    # Filed as a shared account: the line that names the owner, where Jira does not let them be the reporter.
    reporter_line = models.CharField(max_length=500, blank=True, default="", db_default="")
    issue_id = models.CharField(max_length=32, blank=True)
    issue_key = models.CharField(_("key"), max_length=64, blank=True)
    # Whether `issues.reading` follows the issue.
    followed = models.BooleanField(default=False, db_default=False)
    marker_in = models.CharField(max_length=16, default="properties")

    # When its text was deleted, some time after it was settled (issues/retention/delete_old_texts.py).
    text_deleted_at = models.DateTimeField(null=True, blank=True)

    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    # Whether files or links may wait for it to be filed. Set by `outbox.parts.with_parts`.
    has_parts: bool = True

    class Meta(Outgoing.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        permissions = [("read_submission", "Can look at what a report says")]
        ordering = ["-created_at", "-id"]
        indexes = [
            *Outgoing.Meta.indexes,
            # In the whole order of the lists: with a part of it, PostgreSQL sorts all reports of their owner once its
            # plan is for any owner. `include` is for the projects to choose from.
            models.Index(
                fields=["owner", "-created_at", "-id"],
                include=["project_key"],
                name="submission_by_owner",
            ),
            models.Index(fields=["state_since"], name="submission_since"),
            # For the page of an issue, by whoever filed it.
            models.Index(
                fields=["issue_id"],
                condition=~models.Q(issue_id=""),
                name="submission_of_issue",
            ),
            models.Index(
                fields=["state_since"],
                condition=models.Q(state="filed", followed=False),
                name="submission_not_followed",
            ),
            models.Index(
                fields=["owner"], condition=models.Q(state="draft"), name="submission_drafts"
            ),
            models.Index(
                fields=["owner", "-created_at", "-id"],
                condition=models.Q(state__in=("blocked", "unconfirmed", "rejected")),
                name="submission_that_needs_owner",
            ),
            # For the nightly purge.
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
        # Never its text, because logs and the admin's history show this.
        return self.issue_key or f"report {self.pk.hex[:8]}"

    @classmethod
    def line(cls, pk: UUID, what: str, detail: str = "") -> "Event":
        """One more line for the receipt. *detail* is cut to the length of its column."""
        return Event(submission_id=pk, what=what, detail=detail[:500])

    @classmethod
    def last_noted(cls, pk: UUID) -> str:
        """The newest line on the receipt."""
        lines = Event.objects.filter(submission_id=pk).order_by("-at", "-id")
        return lines.values_list("what", flat=True).first() or ""


class Event(models.Model):
    """One line of a report's receipt: what happened, in order."""

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
