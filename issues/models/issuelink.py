"""A link from a report's issue to another one. Jira takes it once the issue exists."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.part import Part
from issues.models.submission import Submission


class IssueLink(Part):
    """`POST issueLink` for one report. `outward`: the report's issue "blocks" the other. Otherwise the reverse."""

    TOLD_AS: ClassVar[str] = "link"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="issue_links")
    type_id = models.CharField(max_length=32)
    words = models.CharField(_("relation"), max_length=255, blank=True)
    outward = models.BooleanField(default=True)
    other_key = models.CharField(_("key"), max_length=64)
    remote_id = models.CharField(max_length=32, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("link to an issue")
        verbose_name_plural = _("links to issues")
        ordering = ["submission", "created_at"]

    def __str__(self) -> str:
        return f"{self.words} {self.other_key}"
