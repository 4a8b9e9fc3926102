"""Lets somebody in: an invitation becomes an account, once."""

import re
from itertools import count

from django.db import transaction
from django.utils import timezone

from accounts.addresses import holder_of
from accounts.models import Invitation, InvitationState, User

_NO_NAME = re.compile(r"[^\w.+-]+")


class TooLateError(Exception):
    """The invitation waits no longer: it was used, withdrawn, or its link is too old."""


def let_in(invitation: Invitation, user: User) -> User:
    """Store *user*, whose name and password are set, with the address and the groups of the invitation.

    Raises TooLateError, and IntegrityError where name or address was taken in this very moment.
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
    """A user name that is free: what stands before the "@", with a number where that is taken."""
    wanted = _NO_NAME.sub("", address.partition("@")[0])[:140] or "me"
    rows = User.objects.filter(username__istartswith=wanted).values_list("username", flat=True)
    taken = {name.lower() for name in rows}
    names = (wanted if number == 1 else f"{wanted}{number}" for number in count(1))
    return next(name for name in names if name.lower() not in taken and holder_of(name) is None)
