"""What Jira itself says, and knows who asks."""

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Diagnosis, Who

PERMISSION = Diagnosis(
    "permission",
    Who.JIRA_ADMIN,
    _("Jira knows the account, which lacks a permission for this."),
    _("Give the account the named permission in the project’s permission scheme."),
)
NO_CREATE = Diagnosis(
    "no_create",
    Who.JIRA_ADMIN,
    _("The account may not create issues in this project, or the project is not visible to it."),
    _("Give it “Browse projects” and “Create issues” in the project’s permission scheme."),
)
NOT_VISIBLE = Diagnosis(
    "not_visible",
    Who.JIRA_ADMIN,
    _(
        "The issue was deleted or archived, moved to a project that the account does not see, or its "
        "security level hides it."
    ),
    _(
        "Look for the issue in Jira. If it is there, give the account sight of its project or level."
    ),
)
EMPTY = Diagnosis(
    "empty",
    Who.JIRA_ADMIN,
    _(
        "Jira answered with an empty list, and knows who asks: the account sees nothing of this kind. "
        "Jira says so instead of “not allowed”."
    ),
    _(
        "Give the account the permission to see them, such as “Browse projects” or “Browse users and groups”."
    ),
)
FIELDS_REFUSED = Diagnosis(
    "fields_refused",
    Who.OWNER,
    _("Jira refused the values of the fields named here."),
    _("Correct them in the form: each is named there, and nothing that was typed is lost."),
)
QUERY_REFUSED = Diagnosis(
    "query_refused",
    Who.OWNER,
    _(
        "Jira refused the query: a name in it does not exist or is hidden from this account, or the "
        "query has no bounds."
    ),
    _("Correct the query. Where a field is named that exists, the account does not see it."),
)
CHANGED_MEANWHILE = Diagnosis(
    "changed_meanwhile",
    Who.NOBODY,
    _("Somebody else changed the issue at the same moment."),
    _("Look at it again, and repeat what you wanted."),
)
REMOVED = Diagnosis(
    "removed",
    Who.LODGE_ADMIN,
    _("Atlassian removed this part of its API."),
    _("Update Lodge: a newer version uses what came instead."),
)
TOO_LARGE = Diagnosis(
    "too_large",
    Who.OWNER,
    _(
        "The file is larger than this Jira takes, or the issue holds as many files or comments as it may."
    ),
    _("Send a smaller file, or split the text."),
)
HEADER_REMOVED = Diagnosis(
    "header_removed",
    Who.LODGE_ADMIN,
    _(
        "Jira missed the header “X-Atlassian-Token: no-check”, which Lodge sends with files: a proxy "
        "removed it (XSRF check)."
    ),
    _("Let the proxy pass this header on."),
)
SET_UP_WRONG = Diagnosis(
    "jira_set_up_wrong",
    Who.JIRA_ADMIN,
    _(
        "Jira understood the call and cannot do it, because of how it is set up there (workflow, "
        "screen or rule)."
    ),
    _(
        "Look at the workflow and the screens of the project; Jira’s own words below name the place."
    ),
)
DOWN = Diagnosis(
    "jira_down",
    Who.NOBODY,
    _("Jira, or the gateway before it, is out of order at present."),
    _("Wait, and look at status.atlassian.com. What was sent waits and goes by itself."),
)
MAINTENANCE = Diagnosis(
    "maintenance",
    Who.NOBODY,
    _("Jira is there and asks Lodge to come back later."),
    _("Wait for the time that it named. What was sent goes by itself then."),
)
LOCKED_OUT = Diagnosis(
    "locked_out",
    Who.JIRA_ADMIN,
    _("This Jira allows the account no calls at all (its rate limit is zero)."),
    _("Give the account an exemption from the limit: Administration, System, Rate limiting."),
)
DC_BUSY = Diagnosis(
    "dc_busy",
    Who.NOBODY,
    _("This Jira limits how often each account may call it, and the account used its share."),
    _("Wait: the share fills up again by itself. A Jira administrator can raise it."),
)
NO_SERVICE_MANAGEMENT = Diagnosis(
    "no_service_management",
    Who.JIRA_ADMIN,
    _("This Jira has no licence of Jira Service Management, or the account has no part in it."),
    _("Use a form for another project, or add the licence or the account."),
)
GARBLED = Diagnosis(
    "garbled",
    Who.LODGE_ADMIN,
    _("The answer says “success”, and cannot be read."),
    _("Run this again. If it stays so, a proxy on the way changes answers."),
)
FILES_OFF = Diagnosis(
    "files_off",
    Who.JIRA_ADMIN,
    _("This Jira takes no files: attachments are switched off."),
    _(
        "Switch them on in Jira: Administration, System, Attachments. Reports are filed without their "
        "files until then."
    ),
)
NO_WEBHOOK = Diagnosis(
    "no_webhook",
    Who.LODGE_ADMIN,
    _(
        "Jira has no working webhook of Lodge here, so changes are seen at the next look, up to some "
        "minutes later."
    ),
    _("Nothing, if that is soon enough. Otherwise see “Webhooks” in docs/running.md."),
)
NO_WEBHOOK_SCOPE = Diagnosis(
    "no_webhook_scope",
    Who.LODGE_ADMIN,
    _(
        "Webhooks are not asked for: the link has no “manage:jira-webhook”. Changes are seen at the "
        "next look."
    ),
    _(
        "Nothing, if that is soon enough. Otherwise add the scope to the app and to ATLASSIAN_SCOPES; "
        "people link again."
    ),
)
NO_SUCH_PATH = Diagnosis(
    "no_such_path",
    Who.LODGE_ADMIN,
    _("There is no Jira API at this address."),
    _("Check the base address: it ends before “/rest/”, and holds Jira’s own path if it has one."),
)
UNEXPLAINED = Diagnosis(
    "unexplained",
    Who.LODGE_ADMIN,
    _("Jira answered in a way that Lodge has no explanation for."),
    _("Copy this page, and report it with Jira’s words below."),
)
