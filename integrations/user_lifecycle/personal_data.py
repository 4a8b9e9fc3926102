"""The tables of this app that hold data about people, and how their links are described before erasing."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.erasing.hooks import ErasureLine, NoHooks, register
from accounts.erasing.person_identifiers import Person
from accounts.erasing.personal_data_registry import declare, holding_of
from accounts.models import User
from installation.models import Installation
from integrations.models import (
    AccountReport,
    Connection,
    LinkTurn,
    Pause,
    PauseMark,
    PendingLink,
    RefreshAttempt,
    Site,
    StoredAccount,
    Token,
)


def _nobodys(person: Person) -> Q:
    """Their former links, which have no owner now, and shared ones that act as their account."""
    nobodys = Q(user=None, waits_for=None, former_user=None)
    return nobodys & Q(account_id__in=person.account_ids)


def _pauses(person: Person) -> Q:
    """Pauses of a single account, whose id is in the scope (limits/pauses.py)."""
    return reduce(or_, (Q(scope__contains=each) for each in person.account_ids), Q(pk__in=[]))


declare(
    Connection,
    goes=("user", "waits_for", "former_user"),
    also=_nobodys,
    emptied=("entered_by",),
    account_ids=("account_id",),
    names=("display_name",),
)
declare(Connection.groups.through, via=("connection",))
declare(Token, via=("connection",))
declare(Site, via=("connection",))
declare(RefreshAttempt, via=("connection",))
declare(PendingLink, goes=("user",))
declare(LinkTurn, goes=("user",))
declare(Pause, also=_pauses, nobody=("scope", "reason"))
declare(PauseMark, nobody=("value",))
declare(StoredAccount, also=lambda person: Q(account_id__in=person.account_ids))
declare(AccountReport, nobody=("detail",))
declare(Installation, nobody=("name",))


class Links(NoHooks):
    """Their links to Atlassian."""

    def goes(self, user: User) -> list[ErasureLine]:
        """The accounts that they are linked as, or were before."""
        rows = Connection.objects.filter(holding_of(Connection).of(user.pk)).order_by("pk")
        working = [str(row) for row in rows.exclude(token=None)]
        ended = [str(row) for row in rows.filter(token=None)]
        told = []
        if working:
            what = _("Their link to Atlassian as %(names)s") % {"names": ", ".join(working)}
            told.append(ErasureLine(what, _("Lodge deletes its keys to that account.")))
        if ended:
            what = ngettext(
                "One link that ended: %(names)s", "%(n)d links that ended: %(names)s", len(ended)
            )
            told.append(ErasureLine(what % {"n": len(ended), "names": ", ".join(ended)}))
        return told

    def stays(self, user: User) -> list[ErasureLine]:
        """What only they can end."""
        if not Connection.objects.filter(user=user).exists():
            return []
        what = _("At Atlassian, Lodge on their list of connected apps")
        then = _(
            "It opens nothing any more. Only they can remove it: id.atlassian.com, Connected apps."
        )
        return [ErasureLine(what, then)]


register(Links())
