"""The one step of the pipeline: what python-social-auth brought home becomes a Connection."""

from typing import Any

from integrations import connections
from integrations.connections.sites import allowed
from integrations.errors import DifferentAccount, NoSite
from integrations.models import Connection, ConnectionState


def link_account(user: Any, response: dict[str, Any], *args: Any, **kwargs: Any) -> dict[str, Connection]:
    """Link the account to the signed-in *user*. Raises NoSite and what `connections.link` raises.

    DifferentAccount means that the pair waits, sealed, until the user says whether to use that account.
    """
    answer, me, resources = response["answer"], response["me"], response["resources"]
    usable = allowed(resources)
    own = Connection.objects.filter(user=user, account_id=me.account_id)
    # A grant without a site links nobody anew; but where a link is, its older tokens may be void by now.
    if not usable and not own.exclude(state=ConnectionState.DISCONNECTED).exists():
        raise NoSite(len(resources))
    try:
        connection = connections.link(user, answer, me, resources)
    except DifferentAccount:
        connections.hold(user, answer, me, resources)
        raise
    if not usable:
        raise NoSite(len(resources))
    return {"connection": connection}
