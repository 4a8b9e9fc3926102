"""Credentials of one kind where another one belongs, or sent to the wrong place."""

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Diagnosis, Who

PASSWORD_AT_CLOUD = Diagnosis(
    "password_at_cloud",
    Who.LODGE_ADMIN,
    _("Jira Cloud takes no passwords: what is sent here is not an API token."),
    _(
        "Make an API token at id.atlassian.com (Security), and enter it with the account’s e-mail address."
    ),
)
PAIR_REFUSED = Diagnosis(
    "pair_refused",
    Who.LODGE_ADMIN,
    _(
        "Jira checked the pair of e-mail address and API token and refused it: the token is wrong, "
        "expired or revoked, the "
        "account is closed, or the token has scopes, which a site’s own address never takes."
    ),
    _("Make a new API token, and enter it with the address of the account that made it."),
)
SCOPED_TOKEN_AT_SITE = Diagnosis(
    "scoped_token_at_site",
    Who.LODGE_ADMIN,
    _(
        "This API token has scopes. It works through api.atlassian.com only, and the site’s own "
        "address refuses it like a wrong one."
    ),
    _("Enter it again: Lodge then finds out which address it works at."),
)
UNSCOPED_TOKEN_AT_GATEWAY = Diagnosis(
    "unscoped_token_at_gateway",
    Who.LODGE_ADMIN,
    _(
        "api.atlassian.com refused this pair. A token without scopes works at the site’s own address only."
    ),
    _(
        "Enter it with the site’s address (https://name.atlassian.net), or make a token with scopes."
    ),
)
SCOPED_TOKEN_DEAD = Diagnosis(
    "scoped_token_dead",
    Who.LODGE_ADMIN,
    _(
        "The gateway no longer takes this API token: it ended, was revoked, or its account was "
        "deactivated."
    ),
    _("Make a new API token with the same scopes, and enter it as the new secret of this link."),
)
WRONG_HOST = Diagnosis(
    "wrong_host",
    Who.LODGE_ADMIN,
    _("A token of an app was sent to the site’s own address, which takes none."),
    _(
        "Such tokens work at api.atlassian.com alone: set ATLASSIAN_API_URL to it, and enter no site "
        "as the address."
    ),
)
PAT_AT_CLOUD = Diagnosis(
    "pat_at_cloud",
    Who.LODGE_ADMIN,
    _("A personal access token was sent to a site of Jira Cloud. Only Data Center has them."),
    _("For this site use an API token, a service account, or people’s own links."),
)
API_TOKEN_AT_DATA_CENTER = Diagnosis(
    "api_token_at_data_center",
    Who.LODGE_ADMIN,
    _(
        "Jira Data Center takes no name with a token: it switched Basic authentication off, or the "
        "token is one of Jira Cloud."
    ),
    _("Make a personal access token in the profile at this Jira, and enter that."),
)
TOKEN_AS_BEARER = Diagnosis(
    "token_as_bearer",
    Who.LODGE_ADMIN,
    _(
        "An API token was sent as a bearer token. Jira then takes it for something else and fails to read it."
    ),
    _(
        "Enter it as an API token with its e-mail address, so that it is sent by Basic authentication."
    ),
)
FOREIGN_TOKEN = Diagnosis(
    "foreign_token",
    Who.LODGE_ADMIN,
    _(
        "This token was issued by a sign-in service (single sign-on), not by Atlassian. It signs "
        "people in; Jira’s API does not take it."
    ),
    _("Use an API token, a service account’s credential, or link people’s own accounts."),
)
CAPTCHA = Diagnosis(
    "captcha",
    Who.JIRA_ADMIN,
    _(
        "Jira refuses this account without checking its secret, after too many failed tries (CAPTCHA)."
    ),
    _(
        "Clear the failed sign-ins of this account in Jira’s user management, then run this again. Do "
        "not try more secrets before."
    ),
)
DC_PASSWORD_REFUSED = Diagnosis(
    "dc_password_refused",
    Who.LODGE_ADMIN,
    _("Jira Data Center checked a name with a password and refused it."),
    _(
        "Use a personal access token. Do not try more passwords: after a few Jira locks the account."
    ),
)
PAT_DEAD = Diagnosis(
    "pat_dead",
    Who.LODGE_ADMIN,
    _(
        "Jira Data Center does not know this personal access token: it expired, was revoked, or is "
        "another instance’s."
    ),
    _("Make a new one in the profile at this Jira, and enter it."),
)
PAT_ANONYMOUS = Diagnosis(
    "pat_anonymous",
    Who.LODGE_ADMIN,
    _(
        "Jira Data Center answered as to nobody (anonymous): it does not know this token, and shows "
        "what everybody may see."
    ),
    _(
        "Make a new personal access token and enter it. What lists show until then is not the account’s view."
    ),
)
DEAD_AND_EMPTY = Diagnosis(
    "dead_and_empty",
    Who.LODGE_ADMIN,
    _(
        "Jira answered “success” with nothing in it, because it refused the credential and served the "
        "call to nobody (anonymous)."
    ),
    _("Make a new credential and enter it. The empty list does not mean that there is nothing."),
)
ANONYMOUS = Diagnosis(
    "anonymous",
    Who.LODGE_ADMIN,
    _("Jira refused the credential and answered as to nobody (anonymous)."),
    _("Make a new credential and enter it."),
)
NOBODY_ASKED = Diagnosis(
    "nobody_asked",
    Who.LODGE_ADMIN,
    _(
        "“Does not exist, or no permission”: the call reached Jira without a known account, so Jira "
        "shows it nothing."
    ),
    _(
        "Look at the step “Who am I”: what stops that one stops this one. Check that no proxy removes "
        "the Authorization header."
    ),
)
NOT_AUTHENTICATED = Diagnosis(
    "not_authenticated",
    Who.LODGE_ADMIN,
    _("No credential reached Jira, or none that it knows."),
    _("Enter the credential again, and check that no proxy removes the Authorization header."),
)
ANOTHER_ACCOUNT = Diagnosis(
    "another_account",
    Who.OWNER,
    _(
        "Jira answered as another account than the linked one. Lodge stops the link, so that nothing "
        "is filed under another name."
    ),
    _(
        "Link the account again. The people who run Lodge look for a proxy or cache that mixes answers."
    ),
)
LOGIN_PAGE = Diagnosis(
    "login_page",
    Who.LODGE_ADMIN,
    _(
        "A sign-in page came instead of Jira’s API: a proxy or single sign-on stands before it, or the "
        "address is not Jira’s."
    ),
    _(
        "Use the base address of Jira, let the proxy pass “/rest/” without a sign-in, and check the path."
    ),
)
OTHER_PAGE = Diagnosis(
    "other_page",
    Who.LODGE_ADMIN,
    _("A web page came instead of an answer of Jira’s API."),
    _("Open the address in a browser: it shows which proxy or firewall stands between."),
)
REDIRECTED = Diagnosis(
    "redirected",
    Who.LODGE_ADMIN,
    _(
        "The server sends callers on to another address. Lodge follows none, because the credential "
        "would go with it."
    ),
    _("Enter the address that it leads to: https, the full name, and Jira’s path if it has one."),
)
