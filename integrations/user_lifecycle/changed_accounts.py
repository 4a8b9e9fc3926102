"""What becomes of accounts that Atlassian closed, or whose profile changed."""

import logging
from collections.abc import Collection
from typing import cast

from accounts.erasing import admin_history, cache_entries, delete_rows
from accounts.erasing.person_identifiers import Person
from accounts.models import ATLASSIAN, ExternalIdentity
from integrations import connections, oauth
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionKind, StoredAccount
from integrations.signals import accounts_changed, accounts_closed

logger = logging.getLogger(__name__)
NOBODY = 0  # the key of no user: the account goes, and its owner in Lodge stays


def erase(account_ids: Collection[str]) -> int:
    """Erase all that is stored of closed accounts, their links among it. Returns how many rows went or were emptied.

    What is being sent just now keeps its account until it has settled. The account is found again after that.
    """
    if not account_ids:
        return 0
    links = Connection.objects.filter(account_id__in=account_ids)
    names = set(links.values_list("display_name", flat=True))
    keys = list(links.values_list("pk", flat=True))
    for connection_id in keys:
        connections.disconnect(connection_id)
    person = Person.known_as(NOBODY, account_ids, names)
    count = 0
    for _receiver, rows in accounts_closed.send(sender=Connection, account_ids=set(account_ids)):
        count += cast("int", rows)
    count += delete_rows.forget(person)
    count += admin_history.forget_rows(Connection, keys)
    count += Connection.objects.filter(pk__in=keys).delete()[0]
    count += ExternalIdentity.objects.filter(issuer=ATLASSIAN, subject__in=account_ids).delete()[0]
    StoredAccount.objects.filter(account_id__in=account_ids).delete()
    cache_entries.forget(person)
    logger.info("%d closed accounts were erased: %d rows", len(account_ids), count)
    return count


def read_again(account_ids: Collection[str]) -> None:
    """Read the names of changed accounts again where a token of theirs lives, and drop the old ones elsewhere."""
    if not account_ids:
        return
    names = {}
    rows = Connection.objects.filter(account_id__in=account_ids)
    for connection_id, account_id in rows.values_list("pk", "account_id"):
        name = _name(connection_id)
        rows.filter(pk=connection_id).update(display_name=name)
        if name:
            names[account_id] = name
    person = Person.known_as(NOBODY, account_ids, ())
    accounts_changed.send(sender=Connection, account_ids=set(account_ids), names=names)
    cache_entries.forget(person)


def _name(connection_id: int) -> str:
    try:
        access = connections.access(connection_id, asked_by="background")
        if access.kind != ConnectionKind.USER:
            return ""
        return oauth.me(access.token).name
    except IntegrationError as error:
        logger.info("the name of connection %d was not read again: %s", connection_id, error)
        return ""
