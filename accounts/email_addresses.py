"""E-mail addresses of users: required, and unique in any case."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from accounts.models.user import NOWHERE, User, tidy


def reachable(user: User) -> bool:
    """Whether mail can be sent to *user*."""
    return user.is_active and user.erasing_since is None and bool(user.address)


def reachable_by(path: str = "") -> Q:
    """The same as a database condition. *path* leads from the rows to the user, such as "owner__"."""
    here = Q(**{f"{path}is_active": True, f"{path}erasing_since": None})
    return here & ~Q(**{f"{path}email__endswith": NOWHERE})


def holder_of(address: str, besides: User | None = None) -> User | None:
    """The user with this *address*, in any case."""
    others = User.objects.filter(email__iexact=tidy(address))
    return (others.exclude(pk=besides.pk) if besides is not None and besides.pk else others).first()


def named(address: str, besides: User | None = None) -> User | None:
    """The user whose user name is *address*. They could be mistaken for the holder of the address."""
    others = User.objects.filter(username__iexact=tidy(address))
    return (others.exclude(pk=besides.pk) if besides is not None and besides.pk else others).first()


def is_address(text: str) -> bool:
    """Whether *text* is an address that mail can be sent to."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254 and not text.lower().endswith(NOWHERE)
