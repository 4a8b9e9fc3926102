"""Invitations: the address, the expiry, and the state."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.mail import Mail
from accounts.models.user import User


class InvitationState(models.TextChoices):
    """The state. A waiting invitation may have expired: see `expires_at`."""

    WAITING = "waiting", _("Waits")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Invitation(models.Model):
    """One invitation. Its link is signed when the mail is sent, and stored nowhere: inviting/signed_link.py."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("name"), max_length=150, blank=True)
    groups = models.ManyToManyField(Group, verbose_name=_("groups"), blank=True, related_name="+")
    state = models.CharField(
        _("state"), max_length=16, choices=InvitationState.choices, default=InvitationState.WAITING
    )
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("invited"), default=timezone.now)
    # When the mail was last requested. The expiry counts from then.
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("ends"))
    # The last mail that was requested; None where there was none, or it was deleted.
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The user who accepted it. The invitation is deleted with them.
    person = models.OneToOneField(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation"
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["-asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("address"),
                name="one_open_invitation_per_address",
                condition=models.Q(state=InvitationState.WAITING),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "state_since"], name="invitation_state")]

    def __str__(self) -> str:
        return self.address

    @property
    def has_ended(self) -> bool:
        """Whether its link has expired."""
        return self.state == InvitationState.WAITING and self.expires_at <= timezone.now()
