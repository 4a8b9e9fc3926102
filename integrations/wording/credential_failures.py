"""Why a credential was not taken, beside the field where it can be mended. Pure: takes an error, returns words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations import errors
from integrations.credentials import CredentialRefused, NoSiteOfAccount
from integrations.credentials.data_center_probe import NotDataCenter
from integrations.credentials.site_address import AddressRefused
from integrations.errors import IntegrationError

Words = str | Promise

_ADDRESSES: dict[str, Words] = {
    "unreadable": gettext_lazy(
        "This is no address. Copy it from a page of your Jira: https://team.atlassian.net."
    ),
    "credentials": gettext_lazy("Leave name and password out of the address."),
    "scheme": gettext_lazy("Write https: a secret is never sent unencrypted."),
    "not_cloud": gettext_lazy(
        "This is no site of Jira Cloud: their addresses end in .atlassian.net or .jira.com. A Data Center is entered "
        "on a page of its own."
    ),
    "redirect": gettext_lazy("This address leads on to another one. Type that one."),
    "not_a_site": gettext_lazy("Atlassian knows no Jira site at this address."),
}
_REFUSED = gettext_lazy(
    "Atlassian refused it. It may be mistyped, ended or deleted, or belong to another e-mail address. A password or a "
    "personal access token of Data Center does not work at Cloud."
)
_CLIENT_REFUSED = gettext_lazy(
    "Atlassian refused id and secret. They may be mistyped, or the credential was deleted. The app of the developer "
    "console, by which people link their accounts, is another one and does not work here."
)
_TOKEN_REFUSED = gettext_lazy(
    "This Jira does not know the token: it answered as to a stranger. It may be mistyped, ended or revoked, or be of "
    "another instance. A password or an API token of Cloud does not work here."
)
_NO_DATA_CENTER: dict[str, Words] = {
    "cloud": gettext_lazy(
        "This is a site of Jira Cloud. Enter an API token or a service account for it."
    ),
    "redirect": gettext_lazy("This address leads on to another one. Type that one."),
    "page": gettext_lazy(
        "A web page answers here instead of Jira: a login page of a proxy, perhaps, or the context path is missing."
    ),
    "other": gettext_lazy("No Jira answers at this address. Is its context path missing?"),
}
_LOCKED = gettext_lazy(
    "Atlassian refuses this account without a check, after too many wrong tries. Sign in to it once in a browser, then "
    "try again."
)


def failure(error: IntegrationError, *, client: bool = False) -> tuple[str, Words]:
    """The field and what to write there: "site", "secret", or "" for the whole form. *client*: client credentials."""
    match error:
        case AddressRefused():
            return "site", _ADDRESSES[error.code]
        case errors.AddressRefused():
            return "site", error.words
        case NotDataCenter():
            return "site", _NO_DATA_CENTER[error.found]
        case CredentialRefused() if error.at_data_center:
            return "secret", _TOKEN_REFUSED
        case CredentialRefused():
            return "secret", _LOCKED if error.locked else _CLIENT_REFUSED if client else _REFUSED
        case NoSiteOfAccount():
            return "site", _(
                "The credential is genuine, but opens no Jira site here. At admin.atlassian.com, give its account "
                "access to Jira on that site."
            )
        case errors.ScopeMissing():
            said = _(
                "The credential is genuine, but lacks the scope %(scopes)s. Scopes cannot be added: make a new one "
                "with it."
            )
            return "secret", said % {"scopes": ", ".join(error.scopes)}
        case errors.RateLimited():
            said = _("Atlassian asks for a pause. Try again in %(n)d seconds.")
            return "", said % {"n": round(error.retry_after)}
        case errors.AlreadyLinked():
            return "", _(
                "There is a shared link of that kind as this account. Open it, and give it the new secret there."
            )
        case errors.DifferentAccount():
            return "secret", _(
                "This belongs to another account, or is of another kind. Enter it as a link of its own."
            )
    return "", _("Atlassian did not answer as expected. Nothing was saved: try again in a minute.")
