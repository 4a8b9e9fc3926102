"""What can go wrong at the door, named by what the caller does next.

IntegrationError
├── NotConnected              offer "Link your Atlassian account"
├── ReconnectRequired         refused or revoked: offer "Link again", keep the draft
│   └── SiteLost(name)        the link works and no longer opens this site: say which, its admins mend it
├── ScopeMissing(scopes)      say which; relink with consent, or the admin adds it to the app
├── Rejected(field_errors)    400: put on the form
├── Denied                    403/404: say what the user lacks in Jira
├── RateLimited(retry_after)  certainly not done: later, and say when
│   └── SlowDown              this person had Jira searched too often: say so, and keep what is typed
├── Unavailable               certainly not done (never connected; any failed read): later
│   └── TakesLong             the exchange of tokens goes on without who asked: look later
├── OutcomeUnknown            a write left, no trustworthy answer
├── Misconfigured             client id or secret wrong, key missing: tell the admin, blame no user
│   └── Copied                the database is a copy of another installation's: nothing leaves
└── LinkRefused               linking was finished at Atlassian, but Lodge does not keep it
    ├── AlreadyLinked         the account is another user's: say so, ask for an own account
    ├── DifferentAccount      the user's live link is another account: disconnect that one first
    ├── LinkedLater           what came of a later consent is kept already: nothing to do
    └── NoRefreshToken        the link would last an hour: link again, the admin checks offline_access

A message of these errors is for logs and receipts: plain words, never a secret, never an answer's whole body.
"""

from collections.abc import Mapping, Sequence


class IntegrationError(Exception):
    """Anything that kept the door from doing what it was asked. *status*: the HTTP status, where one came."""

    status: int | None = None


class NotConnected(IntegrationError):
    """The user has no Connection."""


class ReconnectRequired(IntegrationError):
    """The link is dead, or this site is no longer covered by it."""


class SiteLost(ReconnectRequired):
    """The link works, but for the site called *name*: Lodge's app was removed from it, or the account taken out of it.

    Atlassian does not tell the two apart; an administrator of the site undoes both. *others*: whether the link may open
    other sites; where it does not, *name* holds all that it lost, or nothing.
    """

    def __init__(self, name: str = "", *, others: bool = True) -> None:
        self.name, self.others = name, others
        super().__init__(f"the link does not open {name or 'any site'} any more")


class ScopeMissing(IntegrationError):
    """The grant lacks *scopes*; a refresh never cures that."""

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

    *proven*: Jira itself said so, and knew who asked. Otherwise it was said once more to a token just renewed, and may
    still have been the gateway.
    """

    def __init__(self, messages: Sequence[str] = (), *, status: int = 403, proven: bool = True) -> None:
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
    """Lodge's own bound: this person had Jira searched too often. Nothing was asked."""


class Unavailable(IntegrationError):
    """Certainly not done: no connection came about, or a read failed."""


class TakesLong(Unavailable):
    """Who asked has no more time; the exchange of tokens goes on without them."""


class OutcomeUnknown(IntegrationError):
    """A write left and no trustworthy answer came: it may or may not have been done."""


class Misconfigured(IntegrationError):
    """The installation is wrong, not the user."""


class PkceRefused(Misconfigured):
    """Atlassian does not take, or misses, the proof of RFC 7636 that ATLASSIAN_PKCE switches on."""


class Copied(Misconfigured):
    """The database belongs to another installation: nothing leaves until this one adopts it."""


class LinkRefused(IntegrationError):
    """Consent was given at Atlassian, but the link is not kept; the pair of tokens is discarded."""


class AlreadyLinked(LinkRefused):
    """This Atlassian account is the live link of another user of Lodge."""


class DifferentAccount(LinkRefused):
    """The user's live link is another Atlassian account; that one is to be disconnected first."""


class LinkedLater(LinkRefused):
    """Another consent of the same person was exchanged after this one, and kept before it."""


class NoSite(LinkRefused):
    """The grant opens no Jira site; *found*: how many it would, did ATLASSIAN_ALLOWED_SITES name them."""

    def __init__(self, found: int) -> None:
        self.found = found
        super().__init__(f"no usable site among {found}")


class NoRefreshToken(LinkRefused):
    """Atlassian gave no refresh token: `offline_access` was not asked for or not granted."""
