"""Who follows an issue, since when Jira has shown it to them, and what is new to them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.mirrored_issue import MirroredIssue
from issues.models.submission import Submission


class Bucket(models.TextChoices):
    """Where a user's list puts an issue."""

    UNKNOWN = "", _("Not known")
    OPEN = "open", _("Open")
    DONE = "done", _("Done")


class IssueFollower(models.Model):
    """One user and one issue.

    `proven_at` is when Jira last showed the issue to `account_id`, and `lost_at` since when it does not. `bucket`,
    `waits` and `changed_at` repeat what the mirror says, for lists that must not read all of a user's issues.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="followed_issues",
        db_index=False,  # others begin with it
    )
    issue = models.ForeignKey(MirroredIssue, on_delete=models.CASCADE, related_name="followers")
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    account_id = models.CharField(max_length=128)
    since = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    # When Jira is asked again whether it shows the issue. Empty: when the user comes back, or never.
    next_proof_at = models.DateTimeField(null=True, blank=True)
    bucket = models.CharField(max_length=8, choices=Bucket.choices, blank=True)
    waits = models.BooleanField(default=False)
    # The last change by another account, and the user's last visit. Both are times of Lodge.
    changed_at = models.DateTimeField(null=True, blank=True)
    visited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["user", "issue"], name="one_follower")]
        indexes = [
            models.Index(
                fields=["next_proof_at"],
                condition=models.Q(next_proof_at__isnull=False),
                name="followers_due",
            ),
            models.Index(fields=["user", "bucket", "-since", "-id"], name="followers_of_user"),
            models.Index(
                fields=["user", "-since", "-id"],
                condition=models.Q(waits=True),
                name="followers_that_wait",
            ),
            models.Index(
                fields=["user", "-changed_at", "-id"],
                condition=models.Q(changed_at__isnull=False),
                name="followers_by_change",
            ),
            models.Index(fields=["account_id"], name="followers_of_account"),
        ]

    def __str__(self) -> str:
        return f"follower {self.pk}"

    @property
    def is_new(self) -> bool:
        """Whether another account changed it since the user's last visit."""
        if self.changed_at is None:
            return False
        return self.visited_at is None or self.changed_at > self.visited_at
