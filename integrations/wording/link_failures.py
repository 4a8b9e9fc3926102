"""Why a link was not made, and what to do. Pure: takes an error, returns a page's words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from social_core.exceptions import (
    AuthCanceled,
    AuthConfigurationError,
    AuthInputError,
    SocialAuthBaseException,
)

from integrations import errors
from integrations.linking.pending_links import StateError
from integrations.oauth import Refused

Words = str | Promise
AGAIN = _("Try again at Atlassian")


@dataclass(frozen=True)
class Failure:
    """A page about a link that was not made.

    `unchanged`: the page says that nothing has changed. `for_admins`: only the admins can mend it, and are told. The
    page says so, and has no button to try again.
    """

    status: int
    title: Words
    lead: Words
    advice: Words = ""
    button: Words = AGAIN
    unchanged: bool = True
    for_admins: bool = False
    look: bool = False


def _ours(title: Words, lead: Words, advice: Words = "") -> Failure:
    """A fault of Lodge itself."""
    return Failure(503, title, lead, advice, button="", unchanged=False, for_admins=True)


DECLINED = Failure(
    403,
    _("You did not link your account."),
    _("Atlassian says that you pressed “Cancel”."),
    _("Without the link Lodge keeps your reports, and cannot file them."),
)
STATE = {
    "missing": Failure(
        400,
        _("This page belongs to the way back from Atlassian."),
        _("It was opened without the answer that Atlassian sends along."),
    ),
    "unknown": Failure(
        400,
        _("This link was begun elsewhere."),
        _("Perhaps in another browser, by somebody else, or before you signed in again."),
    ),
    "used": Failure(
        400,
        _("This step is already done."),
        _(
            "A way back from Atlassian works once. Perhaps the page was reloaded, or the button pressed twice."
        ),
        unchanged=False,
    ),
    "expired": Failure(
        400,
        _("That took longer than half an hour."),
        _("For your safety Lodge waits no longer for an answer from Atlassian."),
    ),
}
CODE_REFUSED = Failure(
    400, _("Atlassian’s answer was too old."), _("Its code works once and for a few minutes only.")
)
NO_REFRESH_TOKEN = _ours(
    _("The link would have lasted one hour."),
    _("Atlassian gave no lasting permission, so Lodge threw the short one away."),
    _("They look whether “offline_access” is asked for."),
)
NO_SITE = Failure(
    409,
    _("Your Atlassian account opens no Jira site."),
    _("Lodge files into Jira, and found no site that you allowed."),
    _(
        "If a site was missing from Atlassian’s list, ask your team’s Jira administrator to invite you."
        " If you left it out, link again and choose it."
    ),
    unchanged=False,
)
SITE_NOT_ALLOWED = Failure(
    409,
    _("None of your Jira sites may be used here."),
    _("The people who run Lodge allow certain sites only, and you chose none of them."),
    _("Link again and choose another one, or ask them to allow yours."),
    unchanged=False,
)
ALREADY_LINKED = Failure(
    409,
    _("Somebody else in Lodge is linked to this Atlassian account."),
    _(
        "One Atlassian account belongs to one person in Lodge. The permission that you just gave was thrown away."
    ),
    _(
        "Sign in at Atlassian with your own account, then link again."
        " If both people are you, end the other link first."
    ),
    unchanged=False,
)
OTHER_DATA_CENTER = Failure(
    409,
    _("You are linked to another account at a Data Center."),
    _("Lodge keeps one account for each person, and threw this permission away."),
    _("Disconnect the other account first, then link this one."),
    button="",
    unchanged=False,
    look=True,
)
NO_APPLICATION = Failure(
    404,
    _("This Data Center can no longer be linked here."),
    _("The people who run Lodge took its application link away."),
    button="",
)
SCOPE = _ours(
    _("Atlassian did not let Lodge see who you are."),
    _("The app at Atlassian lacks a permission that linking needs."),
)
MISCONFIGURED = _ours(
    _("Lodge is not set up well enough to link."),
    _("Atlassian does not know Lodge by the name and secret that it gave."),
    _("Your drafts are safe."),
)
COPIED = Failure(
    503,
    _("This is a copy of Lodge: nothing leaves it."),
    _("It asks Atlassian for nothing, so that it cannot harm the links of the original."),
    _("Use the original, or ask the people who run this copy to take it into use."),
    button="",
)
TOO_OFTEN = Failure(
    429,
    _("You began to link very often."),
    _(
        "Lodge lets each person begin so many links in an hour, so that nobody keeps Atlassian from the others."
    ),
    _("Wait an hour, then link again. If linking keeps failing, tell the people who run Lodge."),
    button="",
)
PKCE = _ours(
    _("Atlassian refused how Lodge asks for a link."),
    _(
        "Lodge sends a proof along (PKCE) that Atlassian does not take, or leaves one out that Atlassian asks for."
    ),
    _("They change the setting ATLASSIAN_PKCE, and then links work again. Your drafts are safe."),
)
BUSY = Failure(
    503,
    _("Atlassian asks Lodge to wait."),
    _("Too many requests reached it at once."),
    _("Wait a minute, then link again."),
)
TAKES_LONG = Failure(
    503,
    _("Atlassian takes long."),
    _("Lodge waits on without this page, and links you as soon as Atlassian answers."),
    _("Look at your link in a minute. If it is not there, link again."),
    button="",
    unchanged=False,
    look=True,
)
LINKED_LATER = Failure(
    409,
    _("You linked in another tab meanwhile."),
    _("That one counts, and Lodge threw this permission away."),
    button="",
    unchanged=False,
    look=True,
)
DOWN = Failure(
    503,
    _("Atlassian does not answer."),
    _("Lodge reached the last step of the link, and Atlassian gave no answer that makes sense."),
    _("Wait a minute, then link again."),
)
METHOD = Failure(
    405,
    _("Linking begins with a button."),
    _("This address cannot be opened by itself."),
    button=_("Go to Atlassian"),
)

_BY_TYPE: tuple[tuple[type[Exception], Failure], ...] = (
    (AuthCanceled, DECLINED),
    (AuthInputError, STATE["missing"]),
    (AuthConfigurationError, MISCONFIGURED),
    (SocialAuthBaseException, DOWN),
    (errors.AlreadyLinked, ALREADY_LINKED),
    (errors.OtherDataCenter, OTHER_DATA_CENTER),
    (errors.NotConnected, NO_APPLICATION),
    (errors.NoRefreshToken, NO_REFRESH_TOKEN),
    (errors.NoSite, NO_SITE),
    (errors.LinkedLater, LINKED_LATER),
    (errors.ScopeMissing, SCOPE),
    (errors.Copied, COPIED),
    (errors.PkceRefused, PKCE),
    (errors.Misconfigured, MISCONFIGURED),
    (Refused, CODE_REFUSED),
    (errors.SlowDown, TOO_OFTEN),
    (errors.RateLimited, BUSY),
    (errors.TakesLong, TAKES_LONG),
    (errors.IntegrationError, DOWN),
)
EXPECTED: tuple[type[Exception], ...] = (StateError, *(kind for kind, _failure in _BY_TYPE))


def explain(error: Exception) -> Failure:
    """The page for *error*, one of EXPECTED."""
    if isinstance(error, StateError):
        return STATE[error.reason]
    if isinstance(error, errors.NoSite) and error.found:
        return SITE_NOT_ALLOWED
    return next(failure for kind, failure in _BY_TYPE if isinstance(error, kind))


# The failures by the names in their addresses.
NAMED: dict[str, Failure] = {
    **STATE,
    "declined": DECLINED,
    "code-refused": CODE_REFUSED,
    "no-refresh-token": NO_REFRESH_TOKEN,
    "no-site": NO_SITE,
    "site-not-allowed": SITE_NOT_ALLOWED,
    "already-linked": ALREADY_LINKED,
    "other-data-center": OTHER_DATA_CENTER,
    "no-application": NO_APPLICATION,
    "scope": SCOPE,
    "misconfigured": MISCONFIGURED,
    "pkce": PKCE,
    "copied": COPIED,
    "too-often": TOO_OFTEN,
    "busy": BUSY,
    "linked-later": LINKED_LATER,
    "takes-long": TAKES_LONG,
    "down": DOWN,
}


def name_of(failure: Failure) -> str:
    """The name of *failure* in NAMED."""
    return next(name for name, each in NAMED.items() if each is failure)
