"""What a user is told of the issues that they follow, and how they want to be told."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.models.issue_event import IssueEvent


class NoticeKind(models.TextChoices):
    """The kinds that a user can choose for."""

    NEEDS_YOU = "needs_you", _("You were mentioned, or it was assigned to you")
    ANSWERED = "answered", _("Somebody commented")
    RESOLVED = "resolved", _("It was resolved")
    REOPENED = "reopened", _("It was reopened")
    MOVED = "moved", _("It was moved")


class Delivery(models.TextChoices):
    """When a mail is sent."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    OFF = "off", _("No mail")


class Notice(models.Model):
    """One event that one user is told of. Never an act of their own, and never twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    event = models.ForeignKey(IssueEvent, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    # When its mail is due. Empty: none is wanted, or it was seen before.
    mail_at = models.DateTimeField(null=True, blank=True)
    # The mail that tells it, with others of the same user, and when that was queued.
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="one_notice")]
        indexes = [
            models.Index(
                fields=["user"], condition=models.Q(seen_at=None), name="notices_not_seen"
            ),
            models.Index(fields=["user", "-created_at"], name="notices_of_user"),
            models.Index(
                fields=["mail_at"],
                condition=models.Q(mail_at__isnull=False, mailed_at=None),
                name="notices_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class NoticeSettings(models.Model):
    """When a user wants mails, for each kind. A user without a row has the defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="notice_settings",
    )
    needs_you = models.CharField(
        NoticeKind.NEEDS_YOU.label,
        max_length=8,
        choices=Delivery.choices,
        default=Delivery.AT_ONCE,
    )
    answered = models.CharField(
        NoticeKind.ANSWERED.label, max_length=8, choices=Delivery.choices, default=Delivery.AT_ONCE
    )
    resolved = models.CharField(
        NoticeKind.RESOLVED.label, max_length=8, choices=Delivery.choices, default=Delivery.AT_ONCE
    )
    reopened = models.CharField(
        NoticeKind.REOPENED.label, max_length=8, choices=Delivery.choices, default=Delivery.AT_ONCE
    )
    moved = models.CharField(
        NoticeKind.MOVED.label, max_length=8, choices=Delivery.choices, default=Delivery.DAILY
    )

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")

    def __str__(self) -> str:
        return f"notification settings of user {self.user_id}"

    def delivery_of(self, kind: str) -> str:
        """When a mail of this kind is sent."""
        return str(getattr(self, kind))
