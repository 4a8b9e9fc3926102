"""The `link` variable of every page: the signed-in person's Connection, read on first use."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from accounts.prepared_queries import PreparedRow
from integrations.models import PERSONAL_KINDS, Connection


def connection_of(user: User | AnonymousUser | None) -> Connection | None:
    """The person's own Connection with its usual site, in any state. None without a user or a link."""
    if user is None or not user.is_authenticated:
        return None
    own = Connection.objects.filter(user_id=user.pk, kind__in=PERSONAL_KINDS)
    # rule first-of-sites: the row is the person's link, that at Cloud first, not a site
    return own.select_related("default_site").order_by("-kind", "pk").first()


def link(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `link` is the Connection, ended or not, or falsy.

    At most one query, and none for a page that never asks. Its usual site is read when a page asks for that.
    """
    return {"link": SimpleLazyObject(lambda: _link_of(getattr(request, "user", None)))}


def _link_of(user: User | AnonymousUser | None) -> Connection | None:
    return _own(user_id=user.pk) if user is not None and user.is_authenticated else None


_own = PreparedRow(
    Connection,
    lambda user_id: Connection.objects.filter(user_id=user_id, kind__in=PERSONAL_KINDS).order_by(
        "-kind", "pk"
    )[:1],
    user_id=BigIntegerField(),
)
