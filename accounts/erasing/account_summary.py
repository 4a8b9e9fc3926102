"""What the confirmation of an erasure says about the account itself."""

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.erasing.hooks import ErasureLine, NoHooks, register
from accounts.models import User


class Account(NoHooks):
    """The account, and the user's actions in the administration."""

    def goes(self, user: User) -> list[ErasureLine]:
        """The account is always deleted."""
        account = ErasureLine(
            _("Their account: name, address, password, rights, preferences"),
            _("They are signed out at once, and cannot sign in any more."),
        )
        done = LogEntry.objects.filter(user=user).count()
        said = ngettext(
            "What they did in the administration: one entry of its history",
            "What they did in the administration: %(n)d entries of its history",
            done,
        )
        return [account, ErasureLine(said % {"n": done})] if done else [account]

    def stays(self, user: User) -> list[ErasureLine]:
        """What stays: the record of the erasure, and what Lodge cannot reach."""
        return [
            ErasureLine(_("What other people wrote, even where it names them")),
            ErasureLine(
                _("That somebody was erased: when, by whom, and how much went"),
                _("Without their name."),
            ),
            ErasureLine(
                _("Copies that were made of the database"),
                _("They go when those who keep them delete them."),
            ),
        ]


register(Account())
