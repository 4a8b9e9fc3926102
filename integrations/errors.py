"""The errors of integrations.jira and of linking, named by what the caller does next.

IntegrationError
├── NotConnected              offer "Link your Atlassian account"
├── ReconnectRequired         refused or revoked: offer "Link again", keep the draft
│   ├── SiteLost(name)        the link works and no longer opens this site: say which, its admins mend it
│   └── SharedUnavailable     a shared link does not work, or is not opened to this user: its admins mend it
├── ScopeMissing(scopes)      say which; relink with consent, or the admin adds it to the app
├── Rejected(field_errors)    400: put on the form
├── Denied                    403/404: say what the user lacks in Jira
├── RateLimited(retry_after)  certainly not done: later, and say when
│   └── SlowDown              this person had Jira searched too often: say so, and keep what is typed
├── Unavailable               certainly not done (never connected; any failed read): later
│   ├── CertificateRefused    the server did not prove its name: its administrator mends that
│   └── TakesLong             the exchange of tokens goes on without the caller: look later
├── OutcomeUnknown            a write left, no trustworthy answer
├── Misconfigured             client id or secret wrong, key missing: tell the admin, blame no user
│   ├── Copied                the database is a copy of another installation's: nothing leaves
│   └── AddressRefused        the address of a site leads where Lodge sends nothing: `words` say why
└── LinkRefused               linking was finished at Atlassian, but Lodge does not keep it
    ├── AlreadyLinked         the account is another user's: say so, ask for an own account
    ├── DifferentAccount      the user's live link is another account: disconnect that one first
    ├── LinkedLater           what came of a later consent is kept already: nothing to do
    └── NoRefreshToken        the link would last an hour: link again, the admin checks offline_access

A message of these errors is for logs and receipts: plain words, never a secret, never an answer's whole body.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

_NOWHERE = _("%(place)s leads to %(address)s, where no Jira can be. Check the address.")
_ADDRESS = {
    "empty": _("Enter the address of the site, such as https://jira.example.com."),
    "unreadable": _("Write the address of the site as in https://jira.example.com/jira."),
    "scheme": _("The address begins with https://."),
    "http": _(
        "Write https://. Over http://, the token could be read on its way. For a network that you trust, "
        "whoever runs Lodge can allow http with the setting JIRA_HTTP_ALLOWED."
    ),
    "credentials": _(
        "Leave out the name and the password before the @. They have fields of their own."
    ),
    "port": _("The port behind the host is 443, 80, or a number from 1024 to 65535."),
    "page": _("This is the address of a page. Write the address of the site: %(place)s"),
    "notation": _(
        "Write this IP address as four numbers from 0 to 255, or write the name of the host."
    ),
    "zone": _("Leave out the %% and what is behind it: such an address works on one machine only."),
    "not_found": _("There is no host called %(place)s. Check the spelling."),
    "private": _(
        "%(place)s is in a private network, at %(address)s. Whoever runs Lodge can allow it with the setting "
        "JIRA_PRIVATE_NETWORKS."
    ),
    "loopback": _(
        "%(place)s is the machine that Lodge runs on. Write the address that others use."
    ),
    "metadata": _NOWHERE,
    "link_local": _NOWHERE,
    "multicast": _NOWHERE,
    "unspecified": _NOWHERE,
    "reserved": _NOWHERE,
}
_CERTIFICATE = {
    "name": _(
        "The certificate of %(host)s is for another name. Write the name that the certificate is for, or ask the "
        "administrator of the server for a new one."
    ),
    "expired": _(
        "The certificate of %(host)s is out of date. The administrator of the server renews it."
    ),
    "issuer": _(
        "Lodge does not know who signed the certificate of %(host)s. Whoever runs Lodge can add your company's "
        "authority with the setting REQUESTS_CA_BUNDLE."
    ),
    "other": _("The certificate of %(host)s cannot be verified. Its administrator can say why."),
}


class IntegrationError(Exception):
    """The base of every error here. *status*: the HTTP status, if an answer came."""

    status: int | None = None


class NotConnected(IntegrationError):
    """The user has no Connection."""


class ReconnectRequired(IntegrationError):
    """The link is dead, or it no longer covers this site."""


class SiteLost(ReconnectRequired):
    """The link works, but not for the site called *name*: the app or the account was removed from that site.

    Atlassian does not tell the two apart; an administrator of the site undoes both. *others*: whether the link may
    open other sites; where it does not, *name* holds all that it lost, or nothing.
    """

    def __init__(self, name: str = "", *, others: bool = True) -> None:
        self.name, self.others = name, others
        super().__init__(f"the link does not open {name or 'any site'} any more")


class SharedUnavailable(ReconnectRequired):
    """A shared account cannot be used: its link ended (its administrators were told), or it is *closed* to the user."""

    def __init__(self, *, closed: bool = False) -> None:
        self.closed = closed
        super().__init__(
            "the shared account is not opened to this user"
            if closed
            else "the shared link has ended"
        )


class ScopeMissing(IntegrationError):
    """The grant lacks *scopes*. A refresh never mends that."""

    def __init__(self, scopes: Sequence[str]) -> None:
        self.scopes = tuple(scopes)
        super().__init__(f"scope missing: {' '.join(self.scopes)}")


class Rejected(IntegrationError):
    """Jira said 400, or 413: *field_errors* by fieldId, *messages* for the form as a whole. Texts are localised."""

    def __init__(self, field_errors: Mapping[str, str], messages: Sequence[str] = ()) -> None:
        self.field_errors = dict(field_errors)
        self.messages = tuple(messages)
        super().__init__(f"rejected: {', '.join(self.field_errors) or 'no field named'}")


class Denied(IntegrationError):
    """Jira said 403 or 404: *messages* are Jira's own words, perhaps none.

    *proven*: Jira itself said so, and knew who asked. Otherwise the answer was the same for a token just renewed, and
    may still have come from the gateway.
    """

    def __init__(
        self, messages: Sequence[str] = (), *, status: int = 403, proven: bool = True
    ) -> None:
        self.messages = tuple(messages)
        self.status = status
        self.proven = proven
        super().__init__(f"denied ({status})")


class RateLimited(IntegrationError):
    """Jira said 429 (or 503 with Retry-After on a read): nothing was done. *retry_after* in seconds."""

    def __init__(self, retry_after: float, *, reason: str = "") -> None:
        self.retry_after = retry_after
        self.reason = reason
        super().__init__(f"rate limited for {retry_after:.0f} s {reason}".rstrip())


class SlowDown(RateLimited):
    """Lodge's own limit: this person had Jira searched too often. Nothing was sent."""


class Unavailable(IntegrationError):
    """Certainly not done: no connection was opened, or a read failed."""


class CertificateRefused(Unavailable):
    """The server's certificate proves nothing. *reason*: "name", "expired", "issuer" or "other"."""

    def __init__(self, reason: str, host: str) -> None:
        self.reason, self.host = reason, host
        super().__init__(f"SSLCertVerificationError: {host}, {reason}")

    @property
    def words(self) -> str:
        """What is wrong with the certificate, and who mends it."""
        return str(_CERTIFICATE[self.reason]) % {"host": self.host}


class TakesLong(Unavailable):
    """The caller's time is over. The exchange of tokens goes on without it."""


class OutcomeUnknown(IntegrationError):
    """A write left and no trustworthy answer came: it may or may not have been done."""


class Misconfigured(IntegrationError):
    """The installation is configured wrongly. The user did nothing wrong."""


class PkceRefused(Misconfigured):
    """Atlassian refuses, or requires, the proof of RFC 7636 that ATLASSIAN_PKCE switches on."""


class Copied(Misconfigured):
    """The database belongs to another installation: nothing leaves until this one adopts it."""


class AddressRefused(Misconfigured):
    """The address of a site cannot be used. *reason*: a key of the words below.

    *place*: the host, or the address to write instead. *address*: the IP address that the host leads to.
    """

    def __init__(self, reason: str, place: str = "", address: str = "") -> None:
        self.reason, self.place, self.address = reason, place, address
        super().__init__(f"address refused: {reason} {place}".rstrip())

    @property
    def words(self) -> str:
        """What is wrong with the address, and what would be right. It never quotes a name or a password."""
        return str(_ADDRESS[self.reason]) % {"place": self.place, "address": self.address}


class LinkRefused(IntegrationError):
    """Consent was given at Atlassian, but the link is not kept; the pair of tokens is discarded."""


class AlreadyLinked(LinkRefused):
    """This Atlassian account is the live link of another user of Lodge."""


class DifferentAccount(LinkRefused):
    """The user's live link is another Atlassian account, which must be disconnected first."""


class OtherDataCenter(LinkRefused):
    """The user's live link is another account at a Data Center, which must be disconnected first."""


class LinkedLater(LinkRefused):
    """A later consent of the same person was exchanged and saved before this one."""


class NoSite(LinkRefused):
    """The grant opens no Jira site. *found*: how many it opens that ATLASSIAN_ALLOWED_SITES does not name."""

    def __init__(self, found: int) -> None:
        self.found = found
        super().__init__(f"no usable site among {found}")


class NoRefreshToken(LinkRefused):
    """Atlassian gave no refresh token: `offline_access` was not asked for or not granted."""
