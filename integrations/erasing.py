"""What the tables of this room hold of people, and how their links are told before they are erased."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.erasing.holdings import declare, holding_of
from accounts.erasing.person import Person
from accounts.erasing.rooms import Quiet, Told, register
from accounts.models import User
from installation.models import Installation
from integrations.models import (
    Connection,
    ConnectionKind,
    LinkTurn,
    Pause,
    PauseMark,
    PendingLink,
    RefreshAttempt,
    Site,
    Token,
)


def _nobodys(person: Person) -> Q:
    """Ended links of theirs that are nobody's."""
    nobodys = Q(kind=ConnectionKind.USER, user=None, waits_for=None, former_user=None)
    return nobodys & Q(account_id__in=person.account_ids)


def _pauses(person: Person) -> Q:
    """Calls of one account that wait: the scope names it (limits/pauses.py)."""
    return reduce(or_, (Q(scope__contains=each) for each in person.account_ids), Q(pk__in=[]))


declare(
    Connection,
    goes=("user", "waits_for", "former_user"),
    also=_nobodys,
    account_ids=("account_id",),
    names=("display_name",),
)
declare(Token, via=("connection",))
declare(Site, via=("connection",))
declare(RefreshAttempt, via=("connection",))
declare(PendingLink, goes=("user",))
declare(LinkTurn, goes=("user",))
declare(Pause, also=_pauses, nobody=("scope", "reason"))
declare(PauseMark, nobody=("value",))
declare(Installation, nobody=("name",))


class Links(Quiet):
    """Their links to Atlassian."""

    def goes(self, user: User) -> list[Told]:
        """As whom they are linked, and whom they were linked as before."""
        rows = Connection.objects.filter(holding_of(Connection).of(user.pk)).order_by("pk")
        working = [str(row) for row in rows.exclude(token=None)]
        ended = [str(row) for row in rows.filter(token=None)]
        told = []
        if working:
            what = _("Their link to Atlassian as %(names)s") % {"names": ", ".join(working)}
            told.append(Told(what, _("Lodge deletes its keys to that account.")))
        if ended:
            what = ngettext("One link that ended: %(names)s", "%(n)d links that ended: %(names)s", len(ended))
            told.append(Told(what % {"n": len(ended), "names": ", ".join(ended)}))
        return told

    def stays(self, user: User) -> list[Told]:
        """What only they can end."""
        if not Connection.objects.filter(user=user).exists():
            return []
        what = _("At Atlassian, Lodge on their list of connected apps")
        then = _("It opens nothing any more. Only they can remove it: id.atlassian.com, Connected apps.")
        return [Told(what, then)]


register(Links())
