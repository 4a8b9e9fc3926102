"""Connections to Atlassian accounts, their sites, their tokens, and the ledger of refreshes.

Token is the one table that holds secrets, sealed by `integrations.vault`. Only `integrations.connections` writes it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat, Replace, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations import vault


class ConnectionKind(models.TextChoices):
    """How an account proves itself; see integrations/credentials/."""

    USER = "user", _("A person's own account (OAuth 2.0, 3LO)")
    SERVICE_ACCOUNT = "service_account", _("Service account (client credentials)")
    API_TOKEN = "api_token", _("API token")
    DATA_CENTER = "data_center", _("Data Center, personal access token")


class ConnectionState(models.TextChoices):
    """What a link can be. Only an explicit refusal, its owner, or an answer as somebody else ends ACTIVE for good."""

    ACTIVE = "active", _("works")
    RECONNECT = "reconnect", _("needs its owner")
    BLOCKED = "blocked", _("stopped: it answered as another account")
    DISCONNECTED = "disconnected", _("disconnected")
    SUSPENDED = "suspended", _("rests: its owner was deactivated")
    WAITING = "waiting", _("another account, until its owner says whether to use it")


class Connection(models.Model):
    """The lasting permission of one Atlassian account for our app: one grant, many sites.

    `generation` never restarts and moves by exactly four acts: claiming an exchange, saving its answer,
    link or relink, disconnect. Every other write of a token says `WHERE generation = ?`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="connections"
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=ConnectionKind.choices, default=ConnectionKind.USER
    )
    account_id = models.CharField(_("Atlassian account id"), max_length=128)
    display_name = models.CharField(_("name at Atlassian"), max_length=255, blank=True)
    time_zone = models.CharField(_("time zone of the Jira profile"), max_length=64, blank=True)
    scopes = models.TextField(_("granted scopes"), blank=True)
    state = models.CharField(
        _("state"), max_length=16, choices=ConnectionState.choices, default=ConnectionState.ACTIVE
    )
    state_reason = models.CharField(_("why"), max_length=255, blank=True)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    suspended_from = models.CharField(max_length=16, choices=ConnectionState.choices, blank=True)
    # Whoever has to say whether to use this account; while it waits, it is nobody's (`user` is empty).
    waits_for = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Whose link it was last, where it ended and is nobody's any more: it goes with them.
    former_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    # When its owner was told that the link needs them; empty again once it works.
    told_at = models.DateTimeField(null=True, blank=True)
    # An account that changed hands shows its new owner nothing from before.
    owned_since = models.DateTimeField(default=timezone.now)
    default_site = models.ForeignKey(
        "Site",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usual site"),
    )
    generation = models.BigIntegerField(_("generation"), default=0)
    # The lease of the one process that may exchange the refresh token, and the first send of that token.
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    exchange_started_at = models.DateTimeField(null=True, blank=True)
    refresh_after = models.DateTimeField(_("next refresh"), null=True, blank=True, db_index=True)
    cool_down_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(_("last used by its owner"), null=True, blank=True)
    sites_read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["account_id"], condition=Q(kind="user"), name="one_connection_per_atlassian_account"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind="user"), name="one_connection_per_user"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", user=None, waits_for__isnull=False)
                | ~Q(state="waiting") & Q(waits_for=None),
                name="only_a_waiting_account_waits_for_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state_since"],
                condition=Q(state__in=("reconnect", "blocked"), told_at=None),
                name="links_to_tell_their_owners_of",
            ),
            models.Index(fields=["state_since"], condition=Q(state="disconnected"), name="links_that_ended"),
            # Partial, so that it stays small and no other write of a row has to keep it.
            models.Index(
                fields=["exchange_started_at"],
                condition=Q(exchange_started_at__isnull=False),
                name="unsettled_exchanges",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.account_id


def _distinct_keys(first: str, *others: str) -> Concat:
    """SQL: the key id of the first sealed column, then those of the others that differ from it."""
    length = vault.KEY_ID_LENGTH + len(vault.DOT)
    ours = Substr(first, 1, length)
    differing = [
        Replace(Substr(other, 1, length), ours, models.Value(""))  # type: ignore[arg-type]  # any expression will do
        for other in others
    ]
    return Concat(ours, *differing)


class Token(models.Model):
    """The secret pair of a Connection, sealed. Nothing else in the database is secret."""

    # Every sealed column; key rotation goes through them, and `key_ids` names their keys.
    SEALED = ("access_token", "refresh_token")

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="token")
    access_token = models.TextField()
    refresh_token = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    saved_at = models.DateTimeField(default=timezone.now)
    # The connection's generation when this pair was saved: who holds an older one reads anew.
    generation = models.BigIntegerField(default=0)
    # The keys that this row needs, each with its dot: "3fb2c1d0." where one opens all. The database derives it from
    # the ciphertexts, so that it is true whoever wrote them.
    key_ids = models.GeneratedField(
        expression=_distinct_keys(*SEALED), output_field=models.CharField(max_length=64), db_persist=True
    )

    class Meta:
        indexes = [models.Index(fields=["key_ids"], name="token_key_ids")]

    def __str__(self) -> str:
        return f"token of connection {self.connection_id}"


class Site(models.Model):
    """A Jira tenant that a Connection opens (accessible-resources, merged by id)."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="sites")
    cloud_id = models.CharField(max_length=64)
    url = models.URLField(max_length=255)
    name = models.CharField(_("name"), max_length=255)
    scopes = models.TextField(blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    # When to ask next whether the link opens it again; empty for one that it opens, and for one lost long ago.
    look_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "cloud_id"], name="one_site_per_connection")
        ]
        indexes = [
            models.Index(
                fields=["look_at"], condition=Q(look_at__isnull=False), name="lost_sites_to_look_for"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RefreshAttempt(models.Model):
    """One try to renew a token: the ledger. Holds an allow-list of the answer, never a body of a 2xx."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    asked_by = models.CharField(max_length=16)
    generation = models.BigIntegerField()
    outcome = models.CharField(max_length=32, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.outcome or 'under way'} at generation {self.generation}"


class PendingLink(models.Model):
    """A link that somebody began and has not come back from: one OAuth transaction (RFC 6749 10.12).

    A row and not a slot of the session, so that two tabs can link at once and no state is used twice.
    """

    state = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session = models.CharField(max_length=64)  # a digest: the key itself opens the session
    next_path = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link begun at {self.started_at:%H:%M:%S}"


class LinkTurn(models.Model):
    """The codes that one person brings back from Atlassian are exchanged one at a time, in an order that counts.

    `taken` is the number of the latest exchange, its fencing token; `kept` that of the latest whose pair was kept.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    taken = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"exchange {self.taken} of user {self.user_id}"


class Pause(models.Model):
    """Until when a part of Atlassian asked to be left alone. Rows, so that every process sees them."""

    scope = models.CharField(max_length=200, unique=True)
    until = models.DateTimeField()
    reason = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.scope} until {self.until:%H:%M:%S}"


class PauseMark(models.Model):
    """One row, which is another one after each change to the pauses: whoever reads it sees that their copy is old."""

    value = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.value
