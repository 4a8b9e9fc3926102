"""The words for an existing link, for its owner: whether it works, and who must do what. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from integrations.connections import Health
from integrations.wording.renewals import Words


@dataclass(frozen=True)
class ConnectionSummary:
    """The words for a link.

    *title*: one sentence. *what*: what that means, and who does what; empty where the link works. *link_again*:
    whether linking again mends it.
    """

    title: Words
    what: Words = ""
    link_again: bool = False


_TOLD = {
    Health.WORKS: ConnectionSummary(_("Your link to Jira works.")),
    Health.SEALED: ConnectionSummary(
        _("Lodge cannot open its keys to your account."),
        _(
            "Your link is there, and cannot be used: the key that opens it is missing here. The people who run Lodge "
            "have been told, and can bring that key back. Or link again now: that takes half a minute, and mends it "
            "for you. Your reports are safe here until then."
        ),
        link_again=True,
    ),
    Health.SET_UP_WRONG: ConnectionSummary(
        _("Lodge cannot renew your link at present."),
        _(
            "Lodge is set up wrong: it is nothing that you did, and linking again does not help. The people who run "
            "Lodge have been told, and have to set it right. What you send is kept here, and goes by itself then."
        ),
    ),
    Health.PUT_OFF: ConnectionSummary(
        _("Lodge could not renew your link yet."),
        _(
            "Atlassian gave no answer that helps when Lodge tried last. Lodge tries again by itself. What you send is "
            "kept here, and goes by itself then."
        ),
    ),
}


def of(health: Health) -> ConnectionSummary:
    """The words for *health*."""
    return _TOLD[health]
