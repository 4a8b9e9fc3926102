"""A file of a report."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.part import Part
from issues.models.stored_file import StoredFile, Target, stored_at
from issues.models.submission import Submission

__all__ = ["Attachment", "stored_at"]  # the migrations name the second one here


class Attachment(StoredFile, Part):
    """One file of one report: uploaded once the report's issue exists."""

    TOLD_AS: ClassVar[str] = "file"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveIntegerField(default=0)

    class Meta(Part.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["submission", "position", "created_at"]

    @property
    def folder(self) -> str:
        """One for each report."""
        return f"attachments/{self.submission_id}"

    @property
    def target(self) -> Target:
        """The issue of its report."""
        report = self.submission
        issue = report.issue_id or report.issue_key
        return Target(report.owner_id, report.account_id, report.cloud_id, issue)
