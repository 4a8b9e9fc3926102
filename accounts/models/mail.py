"""Mails on their way, and how the server that takes them stands."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given_up", _("Not sent")


class Mail(models.Model):
    """One mail that is to leave the house: its kind, whom it is for, and which row it is about.

    What it says is written the moment it leaves (accounts/mailing), so that no row holds a link that opens something,
    and none tells what is no longer so. Only what cannot be written anew, a page's error, brings its own text along,
    which goes as soon as it is sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=32)
    # None: to the admins, or to somebody who has no account.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("to"),
    )
    # The id of that row; or what was typed by somebody who may be nobody here, until that is known.
    about = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    # Somebody sits and waits for it: it goes before all others.
    urgent = models.BooleanField(default=False)

    state = models.CharField(_("state"), max_length=16, choices=MailState.choices, default=MailState.WAITING)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next try"), default=timezone.now)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    # What kind of trouble it met last: a name and a code of SMTP, no words of the server's.
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
    """The one row about the server that takes our mails: who talks to it, and since when it does not answer."""

    lease_owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.error or "works"
