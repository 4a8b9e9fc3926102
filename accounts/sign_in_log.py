"""Logs sign-ins, wrong passwords and lock-outs with their address, in `lodge.signin`.

Users are logged by id, as everywhere. A typed name is not logged: it may be a password.
"""

import logging
from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.client_ip_address import address_of
from accounts.models import User

logger = logging.getLogger("lodge.signin")


@receiver(user_logged_in, dispatch_uid="accounts.sign_in_log")
def signed_in(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    """By password, by the link of an invitation, or by an account elsewhere, which is named."""
    way = getattr(request, "signed_in_by", "")
    named = f"{_named(user)} by {way}" if way else _named(user)
    logger.info("signed in: %s from %s", named, address_of(request.META))


def refused(request: HttpRequest, user: User | None) -> None:
    """A wrong password for *user*, or for an unknown name."""
    logger.warning("wrong password: %s from %s", _named(user), address_of(request.META))


def wrong_code(request: HttpRequest, user: User) -> None:
    """A wrong code of a second factor."""
    logger.warning("wrong code: %s from %s", _named(user), address_of(request.META))


def not_let_in(request: HttpRequest, way: str, why: str) -> None:
    """Who came back from an account elsewhere and was refused. *why*: no text that a person or an issuer wrote."""
    logger.warning("not signed in by %s: %s from %s", way, why, address_of(request.META))


def locked_out(request: HttpRequest, user: User | None, until: datetime) -> None:
    """An attempt that was refused because of the limits."""
    logger.warning(
        "locked out until %s: %s from %s",
        until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        _named(user),
        address_of(request.META),
    )


def _named(user: User | None) -> str:
    return f"person {user.pk}" if user is not None else "nobody known"
