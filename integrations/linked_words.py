"""How a link that is there is told to its owner: whether it works, and who has to do what. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from integrations.connections import Health
from integrations.history import Words


@dataclass(frozen=True)
class LinkTold:
    """*title*: one sentence. *what*: what that means, and who does what; empty where it works. *link_again*: whether
    that mends it.
    """

    title: Words
    what: Words = ""
    link_again: bool = False


_TOLD = {
    Health.WORKS: LinkTold(_("Your link to Jira works.")),
    Health.SEALED: LinkTold(
        _("Lodge cannot open its keys to your account."),
        _(
            "Your link is there, and cannot be used: the key that opens it is missing here. The people who run Lodge "
            "have been told, and can bring that key back. Or link again now: that takes half a minute, and mends it "
            "for you. Your reports are safe here until then."
        ),
        link_again=True,
    ),
    Health.SET_UP_WRONG: LinkTold(
        _("Lodge cannot renew your link at present."),
        _(
            "Lodge is set up wrong: it is nothing that you did, and linking again does not help. The people who run "
            "Lodge have been told, and have to set it right. What you send is kept here, and goes by itself then."
        ),
    ),
    Health.PUT_OFF: LinkTold(
        _("Lodge could not renew your link yet."),
        _(
            "Atlassian gave no answer that helps when Lodge tried last. Lodge tries again by itself. What you send is "
            "kept here, and goes by itself then."
        ),
    ),
}


def of(health: Health) -> LinkTold:
    """In words."""
    return _TOLD[health]
