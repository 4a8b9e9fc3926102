"""A comment on an existing issue, instead of another report."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.outgoing import Outgoing


class Audience(models.TextChoices):
    """Who reads a comment on an issue of a service project. Not asked elsewhere: there it is EVERYBODY."""

    EVERYBODY = "", _("Everybody who sees the issue")
    CUSTOMERS = "customers", _("Customers, too")
    TEAM = "team", _("Only the team")


class Comment(Outgoing):
    """One comment in Markdown, added once, as the account that it was written with."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comments"
    )
    account_id = models.CharField(_("Atlassian account id"), max_length=128)
    cloud_id = models.CharField(max_length=64)
    site_name = models.CharField(_("site"), max_length=255)
    site_url = models.URLField(max_length=255)
    issue_key = models.CharField(_("key"), max_length=64)
    issue_summary = models.CharField(_("summary"), max_length=255, blank=True)
    text = models.TextField(_("text"))
    # Written as a shared account: the line that names the owner, sent above the text.
    reporter_line = models.CharField(max_length=500, blank=True, default="", db_default="")
    audience = models.CharField(
        max_length=16, choices=Audience.choices, blank=True, default="", db_default=""
    )
    # When its text was deleted, some time after it was settled (issues/retention/delete_old_texts.py).
    text_deleted_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=32, blank=True)

    class Meta(Outgoing.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("read_comment", "Can look at what a comment says")]
        ordering = ["-created_at"]
        indexes = [
            *Outgoing.Meta.indexes,
            models.Index(
                fields=["state_since"],
                condition=models.Q(
                    state__in=("filed", "withdrawn", "rejected"), text_deleted_at=None
                ),
                name="comment_with_text",
            ),
        ]

    def __str__(self) -> str:
        return self.issue_key
