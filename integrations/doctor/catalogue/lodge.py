"""What Lodge itself knows before it asks anybody."""

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Diagnosis, Who

NOT_LINKED = Diagnosis(
    "not_linked",
    Who.OWNER,
    _("There is no link to Jira."),
    _("Link an Atlassian account."),
)
DISCONNECTED = Diagnosis(
    "disconnected",
    Who.OWNER,
    _("The link was disconnected, and its tokens are deleted."),
    _("Link the account again if it is still needed."),
)
NEEDS_OWNER = Diagnosis(
    "needs_owner",
    Who.OWNER,
    _("Atlassian ended the link, and Lodge sends nothing as this account."),
    _("Link the account again. What waits for it goes by itself then."),
)
SHARED_ENDED = Diagnosis(
    "shared_ended",
    Who.LODGE_ADMIN,
    _("The credential of this shared link is refused, so Lodge sends nothing as its account."),
    _("Make a new credential of the same account, and enter it with “New secret”."),
)
STOPPED = Diagnosis(
    "stopped",
    Who.OWNER,
    _("Lodge stopped the link, because Jira once answered as another account."),
    _("Link the account again."),
)
RESTS = Diagnosis(
    "rests",
    Who.LODGE_ADMIN,
    _("The link rests, because its owner was deactivated in Lodge."),
    _("Make its owner active again, if that is meant."),
)
UNDECIDED = Diagnosis(
    "undecided",
    Who.OWNER,
    _("Another account came back from Atlassian than before, and waits for an answer."),
    _("Say on the page of the link which of the two accounts to use."),
)
KEY_MISSING = Diagnosis(
    "key_missing",
    Who.LODGE_ADMIN,
    _("No key in TOKEN_ENCRYPTION_KEYS opens the stored tokens of this link."),
    _("Put the missing key back and restart (docs/keys.md). If it is lost, the owner links again."),
)
COPY = Diagnosis(
    "copy",
    Who.LODGE_ADMIN,
    _("This database is a copy of another installation’s: nothing leaves it."),
    _("Use the original. To take the copy into use: manage.py adopt_installation."),
)
SETTINGS = Diagnosis(
    "settings",
    Who.LODGE_ADMIN,
    _("A setting is missing or makes no sense."),
    _("manage.py check names it. Correct it, and restart every process."),
)
PAUSED = Diagnosis(
    "paused",
    Who.NOBODY,
    _("Atlassian asked for a pause, so Lodge does not call this part now."),
    _("Wait until the pause is over. Lodge goes on by itself."),
)
HELD_BACK = Diagnosis(
    "held_back",
    Who.NOBODY,
    _("Several calls in a row failed, or many wait at once, so Lodge lets only a few through."),
    _("Wait a minute, then run this again."),
)
NO_SITE = Diagnosis(
    "no_site",
    Who.JIRA_ADMIN,
    _("The account opens no Jira site for Lodge."),
    _(
        "Invite the account to a site with Jira. If it is a member of one, its owner links again and "
        "chooses the site at Atlassian."
    ),
)
SITE_NOT_ALLOWED = Diagnosis(
    "site_not_allowed",
    Who.LODGE_ADMIN,
    _(
        "The sites of this account are not among those that this Lodge may use (ATLASSIAN_ALLOWED_SITES)."
    ),
    _("Add the site to that setting, or let the owner choose another one."),
)
OUT_OF_TIME = Diagnosis(
    "out_of_time",
    Who.NOBODY,
    _("There was no time left for this step: the steps before took long."),
    _("Run this again."),
)
SKIPPED = Diagnosis(
    "skipped",
    Who.NOBODY,
    _("Not tried, because a step before it failed."),
    _("Mend that one first, then run this again."),
)
NO_ACCOUNT = Diagnosis(
    "no_account",
    Who.NOBODY,
    _("This link holds no account: it is what people link their own accounts with."),
    _("Examine the link of a person who used it."),
)
SITE_CHOICE = Diagnosis(
    "site_choice",
    Who.OWNER,
    _("The link opens several sites, and none was chosen as the usual one."),
    _("Choose the usual site on the page of the link."),
)
