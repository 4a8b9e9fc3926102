"""The `link` that every page may ask: the signed-in person's Connection, read when first looked at, or nothing."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from integrations.models import Connection, ConnectionKind


def connection_of(user: User | AnonymousUser | None) -> Connection | None:
    """The person's own Connection with its usual site, in whatever state; None for nobody and for no link."""
    if user is None or not user.is_authenticated:
        return None
    own = Connection.objects.filter(user_id=user.pk, kind=ConnectionKind.USER)
    # rule first-of-sites: the row is the person's one link, not a site
    return own.select_related("default_site").first()


def link(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `link` is the Connection, ended or not, or falsy.

    At most one query, and none for a page that never asks.
    """
    return {"link": SimpleLazyObject(lambda: connection_of(getattr(request, "user", None)))}
