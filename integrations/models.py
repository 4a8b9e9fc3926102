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
    API_TOKEN = "api_token", _("API token without scopes")
    SCOPED_API_TOKEN = "scoped_api_token", _("API token with scopes")
    DATA_CENTER = "data_center", _("Data Center, personal access token")
    DATA_CENTER_OAUTH = "data_center_oauth", _("A person's own account at Data Center (OAuth 2.0)")
    # No account: the client id and secret with which people link their own accounts at one instance.
    DATA_CENTER_APP = (
        "data_center_app",
        _("Application link of a Data Center (client id and secret)"),
    )


# The kinds that a person owns. All others are shared: administrators enter them, and groups may use them.
PERSONAL_KINDS = (ConnectionKind.USER, ConnectionKind.DATA_CENTER_OAUTH)
# Rows that no call is made as.
WITHOUT_ACCOUNT = (ConnectionKind.DATA_CENTER_APP,)


class ConnectionState(models.TextChoices):
    """The states of a link. Only an explicit refusal, its owner, or another account's answer ends ACTIVE for good."""

    ACTIVE = "active", _("works")
    RECONNECT = "reconnect", _("needs its owner")
    BLOCKED = "blocked", _("stopped: it answered as another account")
    DISCONNECTED = "disconnected", _("disconnected")
    SUSPENDED = "suspended", _("rests: its owner was deactivated")
    WAITING = "waiting", _("another account, until its owner says whether to use it")


class Connection(models.Model):
    """The lasting permission of one Atlassian account for our app: one grant, many sites.

    A shared link has no `user`: administrators enter its credential, and open it to groups.

    `generation` never restarts and moves by exactly four acts: claiming an exchange, saving its answer,
    link or relink, disconnect. Every other write of a token says `WHERE generation = ?`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="connections",
    )
    kind = models.CharField(
        _("kind"), max_length=32, choices=ConnectionKind.choices, default=ConnectionKind.USER
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
    # The user who must decide whether to use this account. Until then it has no owner (`user` is empty).
    waits_for = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # The last owner of a link that ended and has no owner now. Erasing them deletes it.
    former_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    # When its owner was told that the link needs them. Empty again once it works.
    told_at = models.DateTimeField(null=True, blank=True)
    # The owner sees nothing of the account from before this time: it may have belonged to another user.
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
    # Of shared links: the name beside the secret (an e-mail address for Basic, a client id for client credentials),
    # the last day of the credential as its administrator knows it, who entered it, and whose members may use it.
    login = models.CharField(
        _("e-mail address or client id"), max_length=255, blank=True, default="", db_default=""
    )
    credential_expires_on = models.DateField(_("the credential ends on"), null=True, blank=True)
    # The last announcement of that end, in days before it: 30, 7, 1, 0. Empty: none.
    expiry_told = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    groups = models.ManyToManyField(
        "auth.Group", blank=True, related_name="+", verbose_name=_("groups that may use it")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["account_id"],
                condition=Q(kind="user"),
                name="one_connection_per_atlassian_account",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind="user"), name="one_connection_per_user"
            ),
            models.UniqueConstraint(
                fields=["account_id"],
                condition=Q(kind="data_center_oauth"),
                name="one_connection_per_data_center_account",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(kind="data_center_oauth"),
                name="one_data_center_connection_per_user",
            ),
            models.UniqueConstraint(
                fields=["account_id", "kind"],
                condition=~Q(kind__in=("user", "data_center_oauth")) & ~Q(state="disconnected"),
                name="one_live_shared_connection_per_account_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", user=None, waits_for__isnull=False)
                | ~Q(state="waiting") & Q(waits_for=None),
                name="only_a_waiting_account_waits_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["account_id"], name="links_by_account"),
            models.Index(
                fields=["credential_expires_on"],
                condition=Q(credential_expires_on__isnull=False),
                name="credentials_that_end",
            ),
            models.Index(
                fields=["state_since"],
                condition=Q(state__in=("reconnect", "blocked"), told_at=None),
                name="links_to_tell_their_owners_of",
            ),
            models.Index(
                fields=["state_since"], condition=Q(state="disconnected"), name="links_that_ended"
            ),
            # Partial: it stays small, and other writes of a row do not update it.
            models.Index(
                fields=["exchange_started_at"],
                condition=Q(exchange_started_at__isnull=False),
                name="unsettled_exchanges",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.account_id

    @property
    def is_shared(self) -> bool:
        """Whether administrators entered it for groups, so that nobody owns it."""
        return self.kind not in (*PERSONAL_KINDS, *WITHOUT_ACCOUNT)


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
    """The sealed pair of tokens of a Connection. No other table holds Atlassian's tokens."""

    # Every sealed column. Key rotation covers them, and `key_ids` names their keys.
    SEALED = ("access_token", "refresh_token")

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="token")
    access_token = models.TextField()
    refresh_token = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    saved_at = models.DateTimeField(default=timezone.now)
    # The connection's generation when this pair was saved. A process with an older one reads again.
    generation = models.BigIntegerField(default=0)
    # The ids of the keys that open this row, each with its dot: "3fb2c1d0." where one key opens all. The database
    # derives them from the ciphertexts, so they are right whatever wrote the row.
    key_ids = models.GeneratedField(
        expression=_distinct_keys(*SEALED),
        output_field=models.CharField(max_length=64),
        db_persist=True,
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
    # When to check next whether the link opens it again. Empty while it does, and for a site lost long ago.
    look_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "cloud_id"], name="one_site_per_connection"
            )
        ]
        indexes = [
            models.Index(
                fields=["look_at"],
                condition=Q(look_at__isnull=False),
                name="lost_sites_to_look_for",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RefreshAttempt(models.Model):
    """One try to renew a token: the ledger. Holds an allow-list of the answer, never the body of a 2xx."""

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
    """A link that a user began and has not completed: one OAuth transaction (RFC 6749 10.12).

    It is a row and not part of the session, so that two tabs can link at once and no state is used twice.
    """

    state = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session = models.CharField(max_length=64)  # a digest: the key itself opens the session
    next_path = models.TextField(blank=True)
    # The application link of the Data Center that the user goes to. Empty: Atlassian's own server.
    application = models.ForeignKey(
        Connection, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link begun at {self.started_at:%H:%M:%S}"


class LinkTurn(models.Model):
    """The order in which one person's authorization codes are exchanged, one at a time.

    `taken` is the number of the latest exchange, its fencing token. `kept` is that of the latest saved pair.
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
    """A part of Atlassian that asked for a pause, and until when. A row, so that every process sees it."""

    scope = models.CharField(max_length=200, unique=True)
    until = models.DateTimeField()
    reason = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.scope} until {self.until:%H:%M:%S}"


class PauseMark(models.Model):
    """A single row that changes with every change of the pauses. It shows a process that its copy is out of date."""

    value = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.value


class StoredAccount(models.Model):
    """An Atlassian account of which Lodge stores data, and when Atlassian is next told so.

    Source: developer.atlassian.com, "User privacy guide for app developers". `retrieved_at`: since when the data is
    here. An account that is closed, or of which nothing is left, has no row.
    """

    account_id = models.CharField(max_length=128, unique=True)
    retrieved_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"stored account {self.pk}"


class AccountReport(models.Model):
    """One report of stored accounts to Atlassian, and what followed: the proof. It names nobody."""

    at = models.DateTimeField(_("reported"), default=timezone.now, db_index=True)
    accounts = models.PositiveIntegerField(_("accounts"))
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    closed = models.PositiveIntegerField(_("closed, and erased"), default=0)
    changed = models.PositiveIntegerField(_("changed, and read again"), default=0)
    erased_rows = models.PositiveIntegerField(_("rows erased"), default=0)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    # No report is sent before this time.
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report of stored accounts")
        verbose_name_plural = _("reports of stored accounts")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"report of {self.accounts} accounts"
