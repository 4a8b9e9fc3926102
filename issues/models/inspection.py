"""A record that staff looked at the text of a report or a comment. Its writer sees who and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.models.comment import Comment
from issues.models.submission import Submission


class Inspection(models.Model):
    """One look at a report or a comment, recorded before its text was shown. Drafts cannot be looked at.

    `viewer` is empty once the viewer was erased. The record stays.
    """

    report = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="inspections"
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="inspections"
    )
    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("look at a text")
        verbose_name_plural = _("looks at texts")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report=None, comment__isnull=False)
                | Q(report__isnull=False, comment=None),
                name="a_look_is_at_one_text",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report or self.comment}, {self.at:%Y-%m-%d %H:%M}"
