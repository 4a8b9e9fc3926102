"""Finds the person of Lodge who belongs to an account elsewhere, or makes them.

An account elsewhere is known by issuer and subject, and by nothing else. An e-mail address finds a person only where
the caller says that the issuer may vouch for addresses.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.email_addresses import holder_of
from accounts.inviting.accept import TooLateError, let_in, name_for
from accounts.models import ExternalIdentity, Invitation, InvitationState, User
from accounts.models.user import NOWHERE
from integrations.errors import IntegrationError


class NotLetInError(IntegrationError):
    """The issuer knows the person, and Lodge does not let them in."""


class DeactivatedError(NotLetInError):
    """Their account of Lodge is deactivated or being erased."""


class UnknownPersonError(NotLetInError):
    """Nobody of Lodge belongs to this account, and new people are not made."""


class AddressTakenError(NotLetInError):
    """Somebody in Lodge has the address, and nothing proves that it is the same person."""


class IdentityTakenError(NotLetInError):
    """The account elsewhere signs in another person of Lodge."""


@dataclass(frozen=True)
class Arrival:
    """Who comes from elsewhere. `address` is empty where the issuer gives none; `verified`: it proved the address."""

    issuer: str
    subject: str
    address: str = ""
    verified: bool = False
    username: str = ""
    first_name: str = ""
    last_name: str = ""


def person_of(arrival: Arrival, *, may_join: bool, may_make: bool) -> User:
    """The person who belongs to *arrival*. *may_join*: by a verified address, too. *may_make*: a new one.

    Raises a NotLetInError.
    """
    for last in (False, False, True):
        try:
            return _allowed(_found(arrival, may_join) or _made(arrival, may_make))
        except (IntegrityError, AddressTakenError):
            # Another tab may have made the same person meanwhile, or somebody took the name.
            if last:
                raise
    raise AssertionError("the last try returns or raises")


def join(arrival: Arrival, user: User) -> User:
    """Let *user*, who is signed in, sign in with this account from now on. Raises IdentityTakenError."""
    identity, _new = ExternalIdentity.objects.get_or_create(
        issuer=arrival.issuer, subject=arrival.subject, defaults={"user": user}
    )
    if identity.user_id != user.pk:
        raise IdentityTakenError("this account signs in another person")
    return user


def known_to_own(arrival: Arrival, user: User) -> User:
    """*user*, who has proved that the account is theirs, and is found by it from now on. Raises DeactivatedError."""
    _allowed(user)
    rows = ExternalIdentity.objects.filter(issuer=arrival.issuer, subject=arrival.subject)
    if not rows.filter(user=user).update(last_used_at=timezone.now()):
        ExternalIdentity.objects.update_or_create(
            issuer=arrival.issuer, subject=arrival.subject, defaults={"user": user}
        )
    return user


def _allowed(user: User) -> User:
    if not user.is_active or user.erasing_since is not None:
        raise DeactivatedError(f"person {user.pk} is deactivated")
    return user


def _found(arrival: Arrival, may_join: bool) -> User | None:
    rows = ExternalIdentity.objects.filter(issuer=arrival.issuer, subject=arrival.subject)
    identity = rows.select_related("user").first()
    if identity is not None:
        rows.update(last_used_at=timezone.now())
        return identity.user
    if not (may_join and arrival.verified and arrival.address):
        return None
    user = holder_of(arrival.address)
    return join(arrival, _allowed(user)) if user is not None else None


def _made(arrival: Arrival, may_make: bool) -> User:
    if arrival.address and holder_of(arrival.address) is not None:
        raise AddressTakenError("the address belongs to a person who signs in another way")
    if not may_make:
        raise UnknownPersonError("nobody belongs to this account")
    name = name_for(f"{_wanted_name(arrival)}@")
    user = User(
        username=name,
        email=arrival.address or f"{name}{NOWHERE}",
        first_name=arrival.first_name,
        last_name=arrival.last_name,
    )
    user.set_unusable_password()
    with transaction.atomic():
        invitation = _invitation_for(arrival)
        if invitation is None:
            user.save(force_insert=True)
        else:
            _accept(invitation, user)
        ExternalIdentity.objects.create(issuer=arrival.issuer, subject=arrival.subject, user=user)
    return user


def _wanted_name(arrival: Arrival) -> str:
    return (arrival.username or arrival.address).partition("@")[0] or "me"


def _invitation_for(arrival: Arrival) -> Invitation | None:
    """Whoever is invited by an address that the issuer verified gets the groups of the invitation."""
    if not (arrival.verified and arrival.address):
        return None
    waits = Invitation.objects.filter(
        address__iexact=arrival.address, state=InvitationState.WAITING
    )
    return next((each for each in waits if not each.has_ended), None)


def _accept(invitation: Invitation, user: User) -> None:
    try:
        with transaction.atomic():
            let_in(invitation, user)
    except TooLateError:
        user.save(force_insert=True)
