"""A file that belongs to a report."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from issues import filesizes
from issues.models.part import Part
from issues.models.submission import Submission


def stored_at(attachment: "Attachment", name: str) -> str:
    """Where the bytes lie: by ids, never by the name that somebody gave the file."""
    return f"attachments/{attachment.submission_id}/{attachment.pk}"


class Attachment(Part):
    """One file of one report: stored durably before the first call, uploaded once the issue exists.

    `name`, `size` and `sha256` are of the bytes as they are uploaded (after metadata was removed from an image).
    `remote_id` is Jira's id of it. `deleted_at`: when the local copy went, after confirmation and a retention time.
    """

    TOLD_AS: ClassVar[str] = "file"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=127, default="application/octet-stream")
    file = models.FileField(upload_to=stored_at, max_length=255)
    remote_id = models.CharField(max_length=32, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["submission", "position", "created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def size_told(self) -> str:
        """For people."""
        return filesizes.told(self.size)
