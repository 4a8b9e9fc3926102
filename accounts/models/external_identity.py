"""Accounts at other identity providers that open an account of Lodge, and sign-ins that are under way there."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models.user import User

# The issuer of identities whose subject is an Atlassian account id.
ATLASSIAN = "atlassian"


class ExternalIdentity(models.Model):
    """One account at an issuer, and the user whom it signs in.

    `issuer`: the issuer identifier of OpenID Connect, or "atlassian". `subject`: the `sub` claim, or Atlassian's
    account id. The two together never name another account later (OpenID Connect Core 2); an e-mail address may.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="external_identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="one_user_per_external_identity"
            )
        ]

    def __str__(self) -> str:
        return f"of person {self.user_id} at {self.issuer}"


class PendingSignIn(models.Model):
    """A sign-in that was sent to an issuer. It binds the answer to the browser session, and works once.

    `session`: a digest of the session's key. `user`: who was signed in already and adds this way of signing in.
    """

    state = models.CharField(max_length=64, unique=True)
    provider = models.CharField(max_length=32)
    session = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    next_path = models.TextField(blank=True)
    started_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"at {self.provider} since {self.started_at:%H:%M}"
