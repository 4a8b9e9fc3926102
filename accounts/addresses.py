"""E-mail addresses as Lodge keeps them: required, and one person's in whatever case they are written."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from accounts.models import User

# Where an account from before had no address, or that of somebody else: RFC 2606 has nobody's mail there.
NOWHERE = "@no-address.invalid"


def reachable(user: User) -> bool:
    """Whether mails for *user* can be sent at all."""
    return (
        user.is_active
        and user.erasing_since is None
        and bool(user.email)
        and not user.email.endswith(NOWHERE)
    )


def reachable_by(path: str = "") -> Q:
    """The same as a condition of the database; *path* leads from its rows to the person, such as "owner__"."""
    nowhere = Q(**{f"{path}email": ""}) | Q(**{f"{path}email__endswith": NOWHERE})
    return Q(**{f"{path}is_active": True, f"{path}erasing_since": None}) & ~nowhere


def is_address(text: str) -> bool:
    """Whether *text* is an address that mail can be sent to."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254 and not text.lower().endswith(NOWHERE)
