"""What the authorization server says against a link. Sources: RFC 6749 5.2; Atlassian, "OAuth 2.0 (3LO) apps"."""

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Diagnosis, Who

GRANT_ENDED = Diagnosis(
    "grant_ended",
    Who.OWNER,
    _(
        "Atlassian refused to renew the link: it was revoked, the password was changed, or the link "
        "was not renewed "
        "for 90 days."
    ),
    _("Link the account again."),
)
DC_GRANT_ENDED = Diagnosis(
    "dc_grant_ended",
    Who.OWNER,
    _(
        "Jira Data Center refused to renew the link. It says the same where the callback address of the "
        "incoming link was changed."
    ),
    _(
        "Link the account again. If that fails too, a Jira administrator compares the callback address "
        "of the incoming link."
    ),
)
CODE_REFUSED = Diagnosis(
    "code_refused",
    Who.OWNER,
    _(
        "Atlassian’s code was used already, is older than some minutes, or belongs to another callback "
        "address."
    ),
    _(
        "Begin the link again. If that fails each time, the callback in the app’s settings must equal "
        "PUBLIC_URL’s, slash included."
    ),
)
CLIENT_REFUSED = Diagnosis(
    "client_refused",
    Who.LODGE_ADMIN,
    _("Atlassian does not know Lodge’s client id with this client secret."),
    _(
        "Copy both again from developer.atlassian.com (Settings) into ATLASSIAN_CLIENT_ID and "
        "ATLASSIAN_CLIENT_SECRET, and restart."
    ),
)
SERVICE_CLIENT_REFUSED = Diagnosis(
    "service_client_refused",
    Who.LODGE_ADMIN,
    _(
        "Atlassian does not know this client id with this secret. Perhaps the credential of the "
        "service account was revoked."
    ),
    _(
        "Enter both again. If they are lost, an organisation admin makes a new credential for the "
        "service account."
    ),
)
GRANT_TYPE = Diagnosis(
    "grant_type",
    Who.LODGE_ADMIN,
    _(
        "This client may not use this kind of grant: the id and secret of an OAuth 2.0 (3LO) app are "
        "no service account’s, and the reverse."
    ),
    _(
        "Use the id and secret of the right kind: apps are made at developer.atlassian.com, service "
        "accounts at admin.atlassian.com."
    ),
)
SCOPE_ASKED = Diagnosis(
    "scope_asked",
    Who.LODGE_ADMIN,
    _(
        "The token was asked for with a scope that this client may not have. A service account’s "
        "scopes are fixed when its credential is made."
    ),
    _(
        "For an app, add the scope in its permissions, or take it out of ATLASSIAN_SCOPES. For a "
        "service account, ask without a scope."
    ),
)
PKCE = Diagnosis(
    "pkce",
    Who.LODGE_ADMIN,
    _("Atlassian refuses, or asks for, the proof of RFC 7636 (PKCE)."),
    _("Change ATLASSIAN_PKCE, and restart."),
)
REQUEST_REFUSED = Diagnosis(
    "request_refused",
    Who.LODGE_ADMIN,
    _("The authorization server could not read Lodge’s request."),
    _(
        "Check that ATLASSIAN_AUTH_URL is the authorization server, and that no proxy changes the "
        "request. Then update Lodge."
    ),
)
APP_BLOCKED = Diagnosis(
    "app_blocked",
    Who.JIRA_ADMIN,
    _("The site’s administrators do not let people connect apps by themselves."),
    _(
        "At admin.atlassian.com: Apps, Sites, the site, Connected apps, Settings: allow user-installed "
        "apps, or link first as an administrator."
    ),
)
NEVER_CAME_BACK = Diagnosis(
    "never_came_back",
    Who.OWNER,
    _(
        "A link was begun and Atlassian never sent an answer. Usually its page said why: no site with "
        "Jira, or an administrator must "
        "allow the app first."
    ),
    _(
        "Begin the link again and read Atlassian’s page. “Your site admin must authorize this app” is "
        "for a Jira administrator."
    ),
)
DECLINED = Diagnosis(
    "declined",
    Who.OWNER,
    _("Consent was refused on Atlassian’s page."),
    _("Begin the link again and press “Accept”."),
)
AUTHORIZATION_DOWN = Diagnosis(
    "authorization_down",
    Who.NOBODY,
    _("The authorization server answers with an error of its own."),
    _("Wait. Links stay as they are, and are renewed when it answers again."),
)
AUTHORIZATION_BUSY = Diagnosis(
    "authorization_busy",
    Who.NOBODY,
    _("The authorization server asks Lodge to wait."),
    _("Wait. Lodge asks again when the time is over."),
)
NO_TOKEN = Diagnosis(
    "no_token",
    Who.NOBODY,
    _("The authorization server reported success without an access token in its answer."),
    _("Wait: Lodge asks again. If it stays so, a proxy on the way changes answers."),
)
