"""Decides what happens to each entry of a list, before anything is done: two queries for any length."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.db.models.functions import Lower

from accounts.email_addresses import is_address, reachable
from accounts.inviting.parse_list import Entry
from accounts.models import Invitation, InvitationState, User
from accounts.models.user import tidy


class Outcome(Enum):
    """What happens to one entry. The first four send a mail."""

    INVITED = "invited"
    ENDED = "ended"  # the earlier invitation expired: it gets a new link
    AGAIN = "again"  # was invited before, and is reminded
    NO_PASSWORD = "no-password"  # noqa: S105  (has an account, and gets a link to choose one)
    WAITING = "waiting"
    HERE = "here"
    DEACTIVATED = "deactivated"
    TWICE = "twice"
    NOT_AN_ADDRESS = "not-an-address"


MAILED = frozenset({Outcome.INVITED, Outcome.ENDED, Outcome.AGAIN, Outcome.NO_PASSWORD})


@dataclass(frozen=True)
class Step:
    """One entry, its outcome, and the user with the address or the invitation that waits."""

    entry: Entry
    outcome: Outcome
    address: str
    user: User | None = None
    invitation: Invitation | None = None

    @property
    def is_mailed(self) -> bool:
        """Whether a mail is sent."""
        return self.outcome in MAILED


def plan(entries: Iterable[Entry], *, remind: bool = False) -> list[Step]:
    """One step for each entry, in order. *remind*: send those who were invited before another mail."""
    listed = [(entry, tidy(entry.address)) for entry in entries]
    wanted = {address.lower() for _entry, address in listed}
    having = User.objects.annotate(key=Lower("email")).filter(key__in=wanted)
    users = {user.email.lower(): user for user in having}
    waiting = Invitation.objects.filter(state=InvitationState.WAITING)
    asked = waiting.annotate(key=Lower("address")).filter(key__in=wanted)
    invitations = {invitation.address.lower(): invitation for invitation in asked}
    seen: set[str] = set()
    steps = []
    for entry, address in listed:
        key = address.lower()
        user, invitation = users.get(key), invitations.get(key)
        outcome = (
            Outcome.TWICE if key in seen else _outcome(address, user, invitation, remind=remind)
        )
        steps.append(Step(entry, outcome, address, user, invitation))
        if outcome is not Outcome.NOT_AN_ADDRESS:
            seen.add(key)
    return steps


def _outcome(
    address: str, user: User | None, invitation: Invitation | None, *, remind: bool
) -> Outcome:
    if not is_address(address):
        return Outcome.NOT_AN_ADDRESS
    if user is not None:
        if not reachable(user):
            return Outcome.DEACTIVATED
        return Outcome.HERE if user.has_usable_password() else Outcome.NO_PASSWORD
    if invitation is None:
        return Outcome.INVITED
    if invitation.has_ended:
        return Outcome.ENDED
    return Outcome.AGAIN if remind else Outcome.WAITING
