"""Whether a credential that Lodge cannot renew still works. Asked after a call that Jira answered as to a stranger."""

import logging
from functools import partial
from time import monotonic, sleep

from django.core.cache import cache
from django.utils import timezone

from integrations import credentials
from integrations.connections import load_connection
from integrations.connections.disconnecting import block
from integrations.errors import ReconnectRequired, ScopeMissing, Unavailable
from integrations.models import Connection, ConnectionState, Site
from integrations.oauth import Me
from integrations.signals import link_needs_owner

logger = logging.getLogger(__name__)
# Seconds for which a proof holds: a site that refuses for other reasons must not cost one with each call.
HOLDS = 60
# Seconds between the two refusals that end a link.
_BEFORE_THE_SECOND = 0.5


def prove(row: Connection, *, within: float, anew: bool = False) -> None:
    """Ask Jira whose the credential is. A refusal ends the link, at the generation that was refused.

    *anew*: also where a proof still holds.

    Raises ReconnectRequired after a refusal, Unavailable where Jira refuses without a check (too many wrong ones) or
    does not answer, RateLimited.
    """
    mark = _mark(row)
    if not anew and cache.get(mark):
        return
    _ask(row, within)
    cache.set(mark, True, HOLDS)


def prove_again(connection_id: int, *, within: float) -> None:
    """The same, although it may have been asked just now: an answer named another user. Keeps a changed username."""
    row = load_connection.read(connection_id)
    _ask(row, within)
    cache.set(_mark(row), True, HOLDS)


def _mark(row: Connection) -> str:
    return f"proved:{row.pk}:{row.token.generation}"


def _ask(row: Connection, within: float) -> None:
    # rule first-of-sites: only whose the credential is, is asked, and each of its sites knows that
    site = row.sites.filter(gone_at=None).order_by("pk").first()
    if site is None:
        raise ReconnectRequired("the link opens no site")
    try:
        who = _whose(row, site, within)
    except ScopeMissing:
        pass  # Jira knows it
    except credentials.CredentialRefused as refused:
        if refused.locked:
            raise Unavailable("Jira refuses this credential without a check for a while") from None
        _end(row, str(refused))
        raise
    else:
        if who.account_id != row.account_id:
            block(row.pk, "Jira answered as another account")
            raise ReconnectRequired("Jira answered as another account")
        if who.login and who.login != row.login:
            # rule claim-unread: a link that was made again has its own name
            Connection.objects.filter(pk=row.pk, generation=row.generation).update(login=who.login)


def _whose(row: Connection, site: Site, within: float) -> Me:
    """Ask once more after a refusal: it may be a mistake on the way, and only an administrator can mend what ends.

    Not after a refusal without a check, which more tries would prolong.
    """
    ends_at = monotonic() + within
    ask = partial(
        credentials.of(row.kind).whose,
        *(row.login, load_connection.access_token(row.token), site.cloud_id, site.url),
    )
    try:
        return ask(within=within / 2)
    except credentials.CredentialRefused as refused:
        if refused.locked:
            raise
    sleep(_BEFORE_THE_SECOND)
    return ask(within=ends_at - monotonic())


def _end(row: Connection, reason: str) -> None:
    ended = Connection.objects.filter(
        pk=row.pk, generation=row.generation, state=ConnectionState.ACTIVE
    ).update(
        state=ConnectionState.RECONNECT,
        state_reason=reason[:255],
        state_since=timezone.now(),
        refresh_after=None,
    )
    if ended:
        logger.warning("connection %s: its credential was refused", row.pk)
        link_needs_owner.send_robust(sender=Connection, connection_id=row.pk, reason=reason)
