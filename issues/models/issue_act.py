"""What a user does to an issue that is in Jira: change a field, take a step, watch, vote, link."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.outgoing import Outgoing


class ActKind(models.TextChoices):
    """The kinds of acts. `issues/outbox/acts/` has a send() and a find() for each."""

    EDIT = "edit", _("Change fields")
    TRANSITION = "transition", _("Change the status")
    ASSIGN = "assign", _("Assign")
    EDIT_COMMENT = "edit_comment", _("Change a comment")
    DELETE_COMMENT = "delete_comment", _("Delete a comment")
    LINK = "link", _("Link to another issue")
    WATCH = "watch", _("Watch")
    UNWATCH = "unwatch", _("Stop watching")
    VOTE = "vote", _("Vote")
    UNVOTE = "unvote", _("Take the vote back")


class IssueAct(Outgoing):
    """One act on one issue, done once, as the account that it was asked for with.

    `payload` is what is sent and what the user saw before, by kind (issues/outbox/acts/). `typed` is what the form
    posted, to show it again. `seen_at`: when the issue had last changed, by Jira's clock, as the user saw it.
    `digest`: of the content, because the same form may be posted twice.
    """

    REMOTE: ClassVar[tuple[str, ...]] = ("remote_id",)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="issue_acts"
    )
    account_id = models.CharField(_("Atlassian account id"), max_length=128)
    cloud_id = models.CharField(max_length=64)
    site_name = models.CharField(_("site"), max_length=255)
    site_url = models.URLField(max_length=255)
    issue_id = models.CharField(max_length=32)
    issue_key = models.CharField(_("key"), max_length=64)
    issue_summary = models.CharField(_("summary"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=ActKind.choices)
    payload = models.JSONField(default=dict)
    typed = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField(null=True, blank=True)
    # When payload and text were deleted, some time after it was settled (issues/retention/delete_old_texts.py).
    text_deleted_at = models.DateTimeField(null=True, blank=True)
    # The id of what Jira keeps of it, or `ALREADY` where the issue was so before. Most acts have none.
    remote_id = models.CharField(max_length=64, blank=True)

    class Meta(Outgoing.Meta):
        verbose_name = _("act on an issue")
        verbose_name_plural = _("acts on issues")
        ordering = ["-created_at"]
        indexes = [
            *Outgoing.Meta.indexes,
            models.Index(fields=["owner", "cloud_id", "issue_id"], name="issueact_of_issue"),
            models.Index(
                fields=["state_since"],
                condition=models.Q(
                    state__in=("filed", "withdrawn", "rejected"), text_deleted_at=None
                ),
                name="issueact_with_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.issue_key}"

    @property
    def wanted(self) -> dict[str, Any]:
        """The payload. Empty once it was deleted."""
        return self.payload if isinstance(self.payload, dict) else {}


# `remote_id` where Lodge found the issue to be as the user wanted it, and did nothing.
ALREADY = "already"
