"""A file that a user adds to an issue in Jira: by itself, or with a comment."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.comment import Audience, Comment
from issues.models.outgoing import Outgoing, State
from issues.models.stored_file import StoredFile, Target

FOLDER = "added-files"


class AddedFile(StoredFile, Outgoing):
    """One file, uploaded once, as the account that it was added with.

    With a `comment` it is a DRAFT until that is FILED, and goes nowhere if the comment never is. `audience`: who sees a
    file without a comment; one with a comment has the comment's readers. `issue_id` may be ""
    where the comment was written while Jira could not be asked.
    """

    TOLD_AS: ClassVar[str] = "file"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="added_files"
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="files", null=True, blank=True
    )
    account_id = models.CharField(_("Atlassian account id"), max_length=128)
    cloud_id = models.CharField(max_length=64)
    site_name = models.CharField(_("site"), max_length=255)
    site_url = models.URLField(max_length=255)
    issue_id = models.CharField(max_length=32, blank=True)
    issue_key = models.CharField(_("key"), max_length=64)
    issue_summary = models.CharField(_("summary"), max_length=255, blank=True)
    audience = models.CharField(
        max_length=16, choices=Audience.choices, blank=True, default="", db_default=""
    )
    position = models.PositiveIntegerField(default=0)

    class Meta(Outgoing.Meta):
        verbose_name = _("file on an issue")
        verbose_name_plural = _("files on issues")
        ordering = ["-created_at", "position"]
        indexes = [
            *Outgoing.Meta.indexes,
            models.Index(fields=["owner", "cloud_id", "issue_key"], name="addedfile_of_issue"),
            models.Index(
                fields=["state_since"],
                condition=models.Q(deleted_at=None),
                name="addedfile_with_bytes",
            ),
        ]

    def __str__(self) -> str:
        return self.issue_key  # logs and the administration name no file

    @property
    def folder(self) -> str:
        """One for each person."""
        return f"{FOLDER}/{self.owner_id}"

    @property
    def target(self) -> Target:
        """Its issue, as it was when the file was added."""
        return Target(
            self.owner_id, self.account_id, self.cloud_id, self.issue_id or self.issue_key
        )

    @property
    def readers(self) -> str:
        """Who sees it (an Audience). EVERYBODY: as Jira's own API has it."""
        if self.comment is None:
            return self.audience
        only_team = self.comment.audience == Audience.TEAM
        return Audience.TEAM if only_team else Audience.EVERYBODY

    @property
    def is_wanted(self) -> bool:
        """Whether it goes to Jira, or went: a file of a comment follows that."""
        return self.comment is None or self.comment.state == State.FILED
