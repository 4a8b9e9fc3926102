"""Why somebody was not signed in, and what to do. Pure: takes an error, returns a page's words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from social_core.exceptions import (
    AuthCanceled,
    AuthConfigurationError,
    AuthCredentialError,
    AuthInputError,
    AuthProviderError,
    AuthSessionError,
    SocialAuthBaseException,
)

from accounts.rate_counters import TooManyError
from integrations import errors
from integrations.oauth import Refused
from single_sign_on import people
from single_sign_on.claims import ClaimError
from single_sign_on.pending import StateError
from single_sign_on.social_auth_step import DomainNotAllowedError

Words = str | Promise


@dataclass(frozen=True)
class Failure:
    """A page about a sign-in that failed. In its texts %(name)s is the name of the way to sign in.

    `for_admins`: only the admins can mend it, and are told. `again`: there is a button to try again.
    """

    status: int
    title: Words
    lead: Words
    advice: Words = ""
    again: bool = True
    for_admins: bool = False


MISSING = Failure(
    400,
    _("This page belongs to the way back from %(name)s."),
    _("It was opened without the answer that comes along."),
)
UNKNOWN = Failure(
    400,
    _("This sign-in was begun elsewhere."),
    _("Perhaps in another browser, or before you signed in another way."),
)
USED = Failure(
    400,
    _("This step is already done."),
    _("A way back from %(name)s works once. Perhaps the page was reloaded."),
)
EXPIRED = Failure(
    400,
    _("That took longer than half an hour."),
    _("For your safety Lodge waits no longer for an answer from %(name)s."),
)
_STATES = {"missing": MISSING, "unknown": UNKNOWN, "used": USED, "expired": EXPIRED}
DECLINED = Failure(
    403,
    _("You were not signed in."),
    _("%(name)s says that you cancelled, or that you may not use Lodge."),
    _("If you should be allowed to, ask the people who run that account."),
)
CODE_REFUSED = Failure(
    400, _("The answer of %(name)s was too old."), _("It works once and for a few minutes only.")
)
DOWN = Failure(
    503,
    _("%(name)s does not answer."),
    _("Lodge asked it who you are, and got no answer that makes sense."),
    _("Wait a minute, then try again."),
)
DISTRUSTED = Failure(
    403,
    _("Lodge cannot trust the answer of %(name)s."),
    _("It was too old, made for somebody else, or not signed as it should be."),
    _("Try again once. If it happens again, only they can mend it."),
    for_admins=True,
)
MISCONFIGURED = Failure(
    503,
    _("Signing in this way is not set up well enough."),
    _("%(name)s does not know Lodge by the settings that Lodge has."),
    again=False,
    for_admins=True,
)
COPIED = Failure(
    503,
    _("This is a copy of Lodge: nothing leaves it."),
    _("It asks %(name)s for nothing, so that it cannot harm the original."),
    _("Use the original, or ask the people who run this copy to take it into use."),
    again=False,
)
DEACTIVATED = Failure(
    403,
    _("Your account of Lodge is deactivated."),
    _("%(name)s knows you, and Lodge does not let you in."),
    _("Ask the person who runs Lodge in your team."),
    again=False,
)
NOBODY = Failure(
    403,
    _("You have no account of Lodge yet."),
    _("%(name)s knows you. Accounts of Lodge are made by the people who run it."),
    _(
        "Ask them for an invitation. If you have an account, sign in with your password,"
        " and add this way under Preferences."
    ),
    again=False,
)
ADDRESS_TAKEN = Failure(
    409,
    _("Somebody in Lodge has your e-mail address already."),
    _("Lodge does not join two accounts because of an address alone."),
    _(
        "If it is you, sign in as before, and add this account then: under “Your preferences”,"
        " or an Atlassian one under “Your link to Jira”."
    ),
    again=False,
)
IDENTITY_TAKEN = Failure(
    409,
    _("This account signs in somebody else in Lodge."),
    _("One account at %(name)s belongs to one person in Lodge."),
    _("If both people are you, ask the person who runs Lodge to delete one of them."),
    again=False,
)
DOMAIN = Failure(
    403,
    _("Your e-mail address may not be used here."),
    _("The people who run Lodge let in certain addresses only, and only those that were verified."),
    _("Use another account, or ask them to allow yours."),
)
TOO_OFTEN = Failure(
    429,
    _("There were too many sign-ins from your network."),
    _("Lodge begins no more of them for some minutes."),
    _("Wait a quarter of an hour, then try again."),
    again=False,
)
NO_SITE = Failure(
    403,
    _("Your Atlassian account opens no site that Lodge lets in."),
    _("Lodge lets in people of certain Jira sites, and you allowed none of them."),
    _("Try again and choose your team’s site, or ask your Jira administrator to invite you to it."),
)
TAKES_LONG = Failure(
    503,
    _("%(name)s takes long."),
    _("Lodge does not wait any longer for its answer."),
    _("Wait a minute, then try again."),
)

_BY_TYPE: tuple[tuple[type[Exception], Failure], ...] = (
    (AuthCanceled, DECLINED),
    (AuthInputError, MISSING),
    (AuthSessionError, UNKNOWN),
    (AuthConfigurationError, MISCONFIGURED),
    (AuthCredentialError, CODE_REFUSED),
    (AuthProviderError, DOWN),
    (SocialAuthBaseException, DISTRUSTED),
    (ClaimError, DISTRUSTED),
    (people.DeactivatedError, DEACTIVATED),
    (people.UnknownPersonError, NOBODY),
    (people.AddressTakenError, ADDRESS_TAKEN),
    (people.IdentityTakenError, IDENTITY_TAKEN),
    (DomainNotAllowedError, DOMAIN),
    (TooManyError, TOO_OFTEN),
    (errors.NoSite, NO_SITE),
    (errors.Copied, COPIED),
    (errors.Misconfigured, MISCONFIGURED),
    (errors.ScopeMissing, MISCONFIGURED),
    (Refused, CODE_REFUSED),
    (errors.TakesLong, TAKES_LONG),
    (errors.IntegrationError, DOWN),
)
EXPECTED: tuple[type[Exception], ...] = (StateError, *(kind for kind, _failure in _BY_TYPE))

# The failures by the names in their addresses.
NAMED: dict[str, Failure] = {
    **_STATES,
    "declined": DECLINED,
    "code-refused": CODE_REFUSED,
    "down": DOWN,
    "distrusted": DISTRUSTED,
    "misconfigured": MISCONFIGURED,
    "copied": COPIED,
    "deactivated": DEACTIVATED,
    "nobody": NOBODY,
    "address-taken": ADDRESS_TAKEN,
    "identity-taken": IDENTITY_TAKEN,
    "domain": DOMAIN,
    "too-often": TOO_OFTEN,
    "no-site": NO_SITE,
    "takes-long": TAKES_LONG,
}


def explain(error: Exception) -> Failure:
    """The page for *error*, one of EXPECTED."""
    if isinstance(error, StateError):
        return _STATES[error.reason]
    return next(failure for kind, failure in _BY_TYPE if isinstance(error, kind))


def name_of(failure: Failure) -> str:
    """The name of *failure* in NAMED."""
    return next(name for name, each in NAMED.items() if each is failure)


def said_of(error: Exception) -> str:
    """One line for the log: the kind of error and its codes. Nothing that the issuer or the browser wrote freely."""
    if not isinstance(error, SocialAuthBaseException):
        return f"{type(error).__name__}: {error}"
    codes = (error.code, error.claim or error.parameter, error.status_code)
    return f"{type(error).__name__}: {' '.join(str(each) for each in codes if each)}"
