"""The columns of every row of the outbox: state, lease, time of the next try."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.prepared_queries import insert


class State(models.TextChoices):
    """The state of a row of the outbox. issues/outbox/states.py lists the allowed transitions."""

    DRAFT = "draft", _("Draft")
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    UNCONFIRMED = "unconfirmed", _("Checking with Jira")
    FILED = "filed", _("Filed")
    REJECTED = "rejected", _("Not filed")
    BLOCKED = "blocked", _("Needs you")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Outgoing(models.Model):
    """One write that Jira must receive exactly once. The engine knows only these columns of a row."""

    # The columns with its id in Jira, and its key where it has one.
    REMOTE: ClassVar[tuple[str, ...]] = ("remote_id",)
    # The paths to the user who owns the row, and to the Atlassian account that it was written as.
    OWNER: ClassVar[str] = "owner"
    ACCOUNT: ClassVar[str] = "account_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    blocked_reason = models.CharField(_("why"), max_length=32, blank=True)
    field_errors = models.JSONField(default=dict, blank=True)
    messages = models.JSONField(default=list, blank=True)

    # The lease of the process that is sending or looking, and the time of the next try.
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    # Sent again after "it is not there". Looked for again after an hour and a day, because the first one may yet
    # appear.
    resent = models.BooleanField(default=False)
    recheck_at = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="%(class)s_due"),
            # Few rows are looked at again. Without this, the sweep would read all that are filed.
            models.Index(
                fields=["recheck_at"],
                condition=models.Q(recheck_at__isnull=False),
                name="%(class)s_recheck",
            ),
        ]

    @classmethod
    def line(cls, pk: uuid.UUID, what: str, detail: str = "") -> models.Model | None:
        """One more line for the receipt, not stored. None where this kind of row has no receipt."""
        return None

    @classmethod
    def note(cls, pk: uuid.UUID, what: str, detail: str = "") -> None:
        """Write one more line on the receipt."""
        line = cls.line(pk, what, detail)
        if line is not None:
            insert(line)

    @classmethod
    def last_noted(cls, pk: uuid.UUID) -> str:
        """The newest line on the receipt, or ""."""
        return ""
