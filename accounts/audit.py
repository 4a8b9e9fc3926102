"""Who signed in, who was refused, who is locked out, and from where: lines of the log `lodge.signin`.

People are named by number, as everywhere in the log. What was typed as a name is not logged: it may be a password.
"""

import logging
from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.network import address_of

logger = logging.getLogger("lodge.signin")


@receiver(user_logged_in, dispatch_uid="accounts.audit")
def signed_in(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    """By password, or by the link of an invitation."""
    logger.info("signed in: %s from %s", _named(user), address_of(request.META))


def refused(request: HttpRequest, user: User | None) -> None:
    """A wrong password for *user*, or for nobody."""
    logger.warning("wrong password: %s from %s", _named(user), address_of(request.META))


def wrong_code(request: HttpRequest, user: User) -> None:
    """A wrong code of a second factor."""
    logger.warning("wrong code: %s from %s", _named(user), address_of(request.META))


def locked_out(request: HttpRequest, user: User | None, until: datetime) -> None:
    """A try that was not looked at."""
    logger.warning(
        "locked out until %s: %s from %s",
        until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        _named(user),
        address_of(request.META),
    )


def _named(user: User | None) -> str:
    return f"person {user.pk}" if user is not None else "nobody known"
