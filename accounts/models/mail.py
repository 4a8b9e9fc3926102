"""Mails to send, and the state of the mail server."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """The state of a mail."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given_up", _("Not sent")


class Mail(models.Model):
    """One mail to send: its kind, its recipient, and the row it is about.

    The text is written when the mail is sent (accounts/mailing), so that no row holds a secret link or an outdated
    text. Only an error report, which cannot be written later, stores its text; it is deleted as soon as it is sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=32)
    # None: to the admins, or to a person without an account.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("to"),
    )
    # The id of that row, or the address that was typed, until it is looked up.
    about = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    # A user is waiting for it, so it is sent before all others.
    urgent = models.BooleanField(default=False)

    state = models.CharField(
        _("state"), max_length=16, choices=MailState.choices, default=MailState.WAITING
    )
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next try"), default=timezone.now)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    # The last error: a name and a code of SMTP, no text of the server.
    error = models.CharField(_("trouble"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_attempt_at"], name="mail_due"),
            models.Index(fields=["kind", "about"], name="mail_about"),
        ]

    def __str__(self) -> str:
        return self.kind


class MailServer(models.Model):
    """The only row about the mail server: which process talks to it, and since when it does not answer."""

    lease_owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.error or "works"
