"""What Atlassian's gateway says before Jira is asked."""

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Diagnosis, Who

TOKEN_REFUSED = Diagnosis(
    "token_refused",
    Who.OWNER,
    _("The gateway refused the access token: it was revoked, or replaced by a newer one."),
    _("Run this again: Lodge renews it once by itself. If it stays so, link the account again."),
)
SERVICE_TOKEN_REFUSED = Diagnosis(
    "service_token_refused",
    Who.ORGANISATION_ADMIN,
    _("The gateway refused the service account’s access token, though it was just issued."),
    _(
        "Check at admin.atlassian.com (Directory, Service accounts) that account and credential are "
        "active, then run this again."
    ),
)
EXPIRED = Diagnosis(
    "expired",
    Who.NOBODY,
    _(
        "The access token had expired. The gateway says so by 401, and sometimes by 403 or 404 as if "
        "something were missing."
    ),
    _("Nothing: Lodge renews it before the next call. Run this again."),
)
SCOPE_MISSING = Diagnosis(
    "scope_missing",
    Who.LODGE_ADMIN,
    _("The link works, and lacks a permission (scope) that this call needs. Renewing never helps."),
    _(
        "Add the permission to the app at developer.atlassian.com and to ATLASSIAN_SCOPES. Then people "
        "link again."
    ),
)
TOKEN_SCOPE_MISSING = Diagnosis(
    "token_scope_missing",
    Who.LODGE_ADMIN,
    _(
        "The API token works, and lacks a scope that this call needs. A token’s scopes cannot be changed."
    ),
    _("Make a new API token with that scope as well, and enter it."),
)
SERVICE_SCOPE_MISSING = Diagnosis(
    "service_scope_missing",
    Who.ORGANISATION_ADMIN,
    _(
        "The service account’s credential works, and lacks a scope that this call needs. Its scopes "
        "were fixed when it was made."
    ),
    _(
        "Make a new credential with that scope at admin.atlassian.com (Directory, Service accounts); "
        "then enter it here."
    ),
)
NOT_INSTALLED = Diagnosis(
    "not_installed",
    Who.JIRA_ADMIN,
    _(
        "The link works, and no longer for this site: Lodge’s app was removed there, Jira was, or the "
        "account lost its access."
    ),
    _(
        "Give the account access to Jira at this site again, or allow the app under Connected apps. "
        "Lodge notices by itself."
    ),
)
UNKNOWN_SITE = Diagnosis(
    "unknown_site",
    Who.JIRA_ADMIN,
    _(
        "The gateway knows no site with this cloud id that the account may enter: it was deleted, "
        "moved, or never opened to it."
    ),
    _(
        "Check that the site still exists and that the account is a member there. A site that moved is "
        "mapped in the administration."
    ),
)
SITE_ASLEEP = Diagnosis(
    "site_asleep",
    Who.ORGANISATION_ADMIN,
    _("The site is not there at present: it is suspended or deactivated, or its name is wrong."),
    _("Check the site’s state at admin.atlassian.com, and its bill. Check the name."),
)
IP_NOT_ALLOWED = Diagnosis(
    "ip_not_allowed",
    Who.ORGANISATION_ADMIN,
    _(
        "The organisation lets in certain networks only (IP allow-list), and Lodge’s host is in none of them."
    ),
    _(
        "Add the address that Lodge’s calls come from at admin.atlassian.com (Security, IP allowlists)."
    ),
)
BLOCKED_BY_POLICY = Diagnosis(
    "blocked_by_policy",
    Who.ORGANISATION_ADMIN,
    _(
        "A policy of the organisation refuses this kind of access: apps, or API tokens, are blocked."
    ),
    _(
        "Allow the app, or API tokens, at admin.atlassian.com (Security, authentication and app access "
        "policies)."
    ),
)
WAIT_FOR_ALL = Diagnosis(
    "wait_for_all",
    Who.NOBODY,
    _(
        "Lodge’s hourly quota at Atlassian is used up. It counts all people of this installation together."
    ),
    _("Wait until the full hour (UTC). What was sent waits and goes by itself."),
)
WAIT_FOR_SITE = Diagnosis(
    "wait_for_site",
    Who.NOBODY,
    _("This site’s hourly quota is used up."),
    _("Wait until the full hour (UTC). Other sites are not affected."),
)
BURST = Diagnosis(
    "burst",
    Who.NOBODY,
    _(
        "Too many calls of this kind reached the site in the same second, from all its apps together."
    ),
    _("Wait some seconds. Lodge spreads its calls by itself."),
)
WAIT_FOR_ISSUE = Diagnosis(
    "wait_for_issue",
    Who.NOBODY,
    _("One issue was changed too often in a short time."),
    _("Wait half a minute before it is changed again."),
)
WAIT_FOR_PERSON = Diagnosis(
    "wait_for_person",
    Who.NOBODY,
    _("This account has too many calls at the site at once."),
    _("Wait until its other calls are done."),
)
GATEWAY_BUSY = Diagnosis(
    "gateway_busy",
    Who.NOBODY,
    _("The gateway itself asks Lodge to wait, before any site was asked."),
    _("Wait. Lodge asks again when the time is over."),
)
