"""The account itself, as it is told before somebody is erased."""

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.erasing.rooms import Quiet, Told, register
from accounts.models import User


class Account(Quiet):
    """Who they are in Lodge, and what they did in the administration."""

    def goes(self, user: User) -> list[Told]:
        """Always the account."""
        account = Told(
            _("Their account: name, address, password, rights, preferences"),
            _("They are signed out at once, and cannot sign in any more."),
        )
        done = LogEntry.objects.filter(user=user).count()
        said = ngettext(
            "What they did in the administration: one entry of its history",
            "What they did in the administration: %(n)d entries of its history",
            done,
        )
        return [account, Told(said % {"n": done})] if done else [account]

    def stays(self, user: User) -> list[Told]:
        """That it happened, and what Lodge does not reach."""
        return [
            Told(_("What other people wrote, even where it names them")),
            Told(_("That somebody was erased: when, by whom, and how much went"), _("Without their name.")),
            Told(
                _("Copies that were made of the database"), _("They go when those who keep them delete them.")
            ),
        ]


register(Account())
