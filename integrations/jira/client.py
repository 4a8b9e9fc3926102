"""The only place that knows tokens, 401 and pauses: performs one Call as one account.

Nothing here repeats a call but once, with a token just renewed, after a 401, or after a 403 or 404 of which nothing
says that Jira knew who asked: the gateway was seen to answer dead tokens so. These are certain refusals, a write's too.
Any other answer decides: `answers` names it.
"""

import logging
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import unquote

from django.core.cache import cache

from integrations import connections, credentials, limits
from integrations.connections import Access
from integrations.errors import (
    Denied,
    IntegrationError,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    SiteLost,
    Unavailable,
)
from integrations.jira import answers
from integrations.jira.accounts import connection_to, site_of
from integrations.jira.calls import Call, with_query
from integrations.jira.readers import MalformedError
from integrations.transport import Answer, Request, send

logger = logging.getLogger(__name__)

T = TypeVar("T")
DEADLINE = 15.0  # seconds, for everything that one call needs
# Seconds for which a link's reads are not renewed for once more, after that helped nothing: a gateway that refuses for
# reasons of its own must not cost a renewal with each page.
DOUBTED = 60


def call(account_id: str, cloud_id: str, wanted: Call[T], *, deadline: float = DEADLINE) -> T:
    """Perform *wanted* as *account_id* at the site *cloud_id*, within *deadline* seconds; its result.

    Raises any error of `integrations.errors`. Certainly nothing was done by a write unless it is OutcomeUnknown.
    """
    ends_at = monotonic() + deadline
    scopes = answers.pause_scopes(wanted, account_id, cloud_id)
    access = connections.fresh_access(account_id, cloud_id)
    if access is None:
        limits.forget_pauses()  # only a token that lives tells of new ones
    limits.check(*scopes)
    limits.check_circuit(cloud_id)
    if wanted.typed:
        limits.count_search(account_id)
    if access is None:
        access = _access(connection_to(account_id, cloud_id), ends_at)
        limits.check(*scopes)
    connection_id = access.connection_id
    answer = _send(access, cloud_id, wanted, ends_at)
    if _is_stale(answer, wanted, access):
        access = _access(connection_id, ends_at, instead_of=access)
        answer = _send(access, cloud_id, wanted, ends_at)
        if _is_stale(answer, wanted, access):
            cache.set(_doubt(access), 1, DOUBTED)
    result = _result(answer, wanted)
    _compare(connection_id, account_id, answer, wanted, result)
    if isinstance(result, IntegrationError):
        raise _told(result, access, cloud_id, wanted, ends_at)
    return result


def _access(connection_id: int, ends_at: float, *, instead_of: Access | None = None) -> Access:
    """A live access token; another one than *instead_of*. No trouble with tokens leaves a write in doubt.

    Half of the time is kept for Jira itself: what is sent too late gets its answer too late.
    """
    within = (ends_at - monotonic()) / 2
    try:
        if instead_of is not None:
            observed = instead_of.generation
            connections.refresh(connection_id, asked_by="web", observed_generation=observed, within=within)
        return connections.access(connection_id, within=within)
    except OutcomeUnknown as error:
        raise Unavailable("the token could not be renewed just now") from error


def _send(access: Access, cloud_id: str, wanted: Call[Any], ends_at: float) -> Answer:
    base = credentials.of(access.kind).base_url(cloud_id)
    with limits.crowd().joined(wary=limits.is_failing(cloud_id), within=ends_at - monotonic()):
        left = ends_at - monotonic()
        if left <= 0:
            raise Unavailable("no time was left to ask Jira")
        request = Request(
            wanted.method,
            base + with_query(wanted.path, wanted.query),
            headers=wanted.headers,
            json=wanted.json,
            upload=wanted.upload,
            bearer=access.token,
            deadline=left,
            write=wanted.write,
            largest=wanted.largest,
        )
        return _noted(cloud_id, request)


def _noted(cloud_id: str, request: Request) -> Answer:
    """Send it, and note whether the site answers at all: after some failures, work in the background rests."""
    try:
        answer = send(request)
    except (Unavailable, OutcomeUnknown):
        limits.failed(cloud_id)
        raise
    foreign = answer.status >= 400 and answer.is_page()
    (limits.failed if answer.status >= 500 or foreign else limits.answered)(cloud_id)
    return answer


def _is_stale(answer: Answer, wanted: Call[Any], access: Access) -> bool:
    """Whether another token may help, whatever our clock says of this one: it may have been revoked."""
    if answers.is_success(answer):
        return False
    error = answers.failure_of(answer, wanted)
    if isinstance(error, Denied):
        return not error.proven and (wanted.write or cache.get(_doubt(access)) is None)
    return isinstance(error, answers.Unauthorized)


def _doubt(access: Access) -> str:
    return f"doubt:{access.connection_id}:{access.generation}"


def _result(answer: Answer, wanted: Call[T]) -> T | IntegrationError:
    """What the answer holds, or the error that it means; a 2xx that cannot be read is as good as none."""
    if not answers.is_success(answer):
        return answers.failure_of(answer, wanted)
    try:
        return wanted.read(answer.body if wanted.binary else answer.json())
    except MalformedError as error:
        said = f"{wanted.operation} answered {answer.status}: {error}"
        logger.error("%s", said)
        return OutcomeUnknown(said) if wanted.write else Unavailable(said)


def _compare(connection_id: int, account_id: str, answer: Answer, wanted: Call[Any], result: object) -> None:
    """Who did Jira take us for? Another account blocks the link. What a write did or may have done stays told."""
    taken_for = unquote(answer.headers.get("X-AAccountId", ""))
    if not taken_for or taken_for == account_id:
        return
    logger.critical("connection %d: %s was answered as another account", connection_id, wanted.operation)
    connections.block(connection_id, "Jira answered as another account")
    done_or_unknown = not isinstance(result, IntegrationError) or isinstance(result, OutcomeUnknown)
    if not (wanted.write and done_or_unknown):
        raise ReconnectRequired("Jira answered as another account")


def _told(
    error: IntegrationError, access: Access, cloud_id: str, wanted: Call[Any], ends_at: float
) -> IntegrationError:
    """What *error* means in the end: perhaps that the site went away. Every process gets to know that, and pauses."""
    if isinstance(error, RateLimited):
        scope = answers.pause_scope(error, wanted, access.account_id, cloud_id)
        limits.pause(scope, error.retry_after, error.reason)
    lost, doubted = isinstance(error, SiteLost), f"sites-doubted:{access.connection_id}"
    if not lost and not (_may_be_lost(error) and cache.add(doubted, 1, DOUBTED)):
        return error
    try:
        connections.read_sites(access.connection_id, within=ends_at - monotonic())
    except IntegrationError as trouble:
        logger.warning("connection %d: sites were not read again: %s", access.connection_id, trouble)
    try:
        site = site_of(access.account_id, cloud_id)
    except ReconnectRequired as ended:
        return ended
    return SiteLost(site.name) if lost else error


def _may_be_lost(error: IntegrationError) -> bool:
    """Refused with a token just renewed, and not by Jira: perhaps the account was taken out of the site."""
    return isinstance(error, answers.Unauthorized) or (isinstance(error, Denied) and not error.proven)
