"""Turns an invitation into an account, once."""

import re
from itertools import count

from django.db import transaction
from django.utils import timezone

from accounts.email_addresses import holder_of
from accounts.models import Invitation, InvitationState, User

_NO_NAME = re.compile(r"[^\w.+-]+")


class TooLateError(Exception):
    """The invitation cannot be used: it was accepted or withdrawn, or its link expired."""


def let_in(invitation: Invitation, user: User) -> User:
    """Save *user*, who has a name and a password, with the address and groups of the invitation.

    Raises TooLateError, and IntegrityError where the name or the address was taken meanwhile.
    """
    with transaction.atomic():
        now = timezone.now()
        waits = Invitation.objects.filter(
            pk=invitation.pk, state=InvitationState.WAITING, expires_at__gt=now, person=None
        )
        if not waits.update(state=InvitationState.ACCEPTED, state_since=now):
            raise TooLateError
        user.email = invitation.address
        user.save(force_insert=True)
        user.groups.set(invitation.groups.all())
        Invitation.objects.filter(pk=invitation.pk).update(person=user)
    return user


def name_for(address: str) -> str:
    """A free user name: the part before the "@", with a number where it is taken."""
    wanted = _NO_NAME.sub("", address.partition("@")[0])[:140] or "me"
    rows = User.objects.filter(username__istartswith=wanted).values_list("username", flat=True)
    taken = {name.lower() for name in rows}
    names = (wanted if number == 1 else f"{wanted}{number}" for number in count(1))
    return next(name for name in names if name.lower() not in taken and holder_of(name) is None)
