"""Performs one Call as one account. The only module that knows tokens, 401 and pauses.

A call is repeated at most once, with a token just renewed: after a 401, or after a 403 or 404 that does not prove
that Jira knew who asked, because the gateway may answer dead tokens so. These are certain refusals, so a write may be
repeated too. Any other answer is final: `error_mapping` names its error.
"""

import logging
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import unquote

from django.core.cache import cache

from accounts import concurrency_limit
from integrations import connections, limits
from integrations.connections import Access, Dialect
from integrations.errors import (
    Denied,
    IntegrationError,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    Rejected,
    SharedUnavailable,
    SiteLost,
    Unavailable,
)
from integrations.jira import data_center, error_mapping
from integrations.jira.api_call import Call, with_query
from integrations.jira.json_readers import MalformedError
from integrations.jira.linked_accounts import connection_to, site_of
from integrations.jira.shared_accounts import is_shared
from integrations.transport import Answer, OpenAnswer, Request, open_stream, send

logger = logging.getLogger(__name__)

T = TypeVar("T")
DEADLINE = 15.0  # seconds, for everything that one call needs
# Seconds during which no read of a link causes another renewal, after one did not help. A gateway that refuses for
# other reasons must not cost a renewal with each page.
DOUBTED = 60
SEE_OTHER = 303


def call(
    account_id: str,
    cloud_id: str,
    wanted: Call[T],
    *,
    deadline: float = DEADLINE,
    background: bool = False,
    via: tuple[int, str] | None = None,
) -> T:
    """Perform *wanted* as *account_id* at the site *cloud_id*, within *deadline* seconds; its result.

    *background*: use the access token only while it lives, and never renew it. *via*: the link to go through, its id
    and the site's address; otherwise the account's own before a shared one.

    Raises any error of `integrations.errors`. After any of them but OutcomeUnknown, a write has certainly done
    nothing.
    """
    try:
        ends_at = monotonic() + deadline
        return _call(account_id, cloud_id, wanted, ends_at, background=background, via=via)
    except (SiteLost, SharedUnavailable):
        raise
    except ReconnectRequired as error:
        if is_shared(account_id):
            raise SharedUnavailable from error
        raise


def _call(
    account_id: str,
    cloud_id: str,
    wanted: Call[T],
    ends_at: float,
    *,
    background: bool,
    via: tuple[int, str] | None,
) -> T:
    concurrency_limit.will_call()  # also where it is refused below
    scopes = error_mapping.pause_scopes(wanted, account_id, cloud_id)
    access = connections.fresh_access(account_id, cloud_id) if via is None else None
    if access is None:
        limits.forget_pauses()  # only `fresh_access` shows that pauses changed
    limits.check(*scopes)
    limits.check_circuit(cloud_id)
    if wanted.typed:
        limits.count_search(account_id)
    if access is None:
        connection_id, site_url = via or connection_to(account_id, cloud_id)
        access = _access(connection_id, site_url, ends_at, background=background)
        limits.check(*scopes)
    connection_id = access.connection_id
    wanted = _spoken(wanted, access)
    answer = _send(access, cloud_id, wanted, ends_at)
    if not background and _is_stale(answer, wanted, access):
        access = _access(connection_id, access.site_url, ends_at, instead_of=access)
        answer = _send(access, cloud_id, wanted, ends_at)
        if _is_stale(answer, wanted, access):
            cache.set(_doubt(access), 1, DOUBTED)
    result = _result(answer, wanted)
    _compare(access, answer, wanted, result, ends_at)
    if isinstance(result, IntegrationError):
        if background and not isinstance(result, RateLimited | SiteLost):
            raise result  # finding out more may renew the token
        raise _told(result, access, cloud_id, wanted, ends_at)
    return result


def _spoken(wanted: Call[T], access: Access) -> Call[T]:
    """*wanted* in the dialect of the site."""
    if access.credential.dialect is Dialect.CLOUD:
        return wanted
    return data_center.spoken(wanted, data_center.Speaker(access.account_id, access.login))


def _access(
    connection_id: int,
    site_url: str,
    ends_at: float,
    *,
    instead_of: Access | None = None,
    background: bool = False,
) -> Access:
    """A live access token, other than *instead_of*. A failed renewal never leaves a write in doubt.

    Half of the time is kept for Jira itself.
    """
    within = (ends_at - monotonic()) / 2
    try:
        if instead_of is not None:
            observed = instead_of.generation
            connections.refresh(
                connection_id, asked_by="web", observed_generation=observed, within=within
            )
        asked_by = "background" if background else "web"
        return connections.access(
            connection_id, asked_by=asked_by, within=within, site_url=site_url
        )
    except OutcomeUnknown as error:
        raise Unavailable("the token could not be renewed just now") from error


def _send(access: Access, cloud_id: str, wanted: Call[Any], ends_at: float) -> Answer:
    with limits.process_bulkhead().slot(
        wary=limits.is_failing(cloud_id), within=ends_at - monotonic()
    ):
        left = ends_at - monotonic()
        if left <= 0:
            raise Unavailable("no time was left to ask Jira")
        request = _request(access, cloud_id, wanted, left)
        return _noted(cloud_id, request)


def _request(access: Access, cloud_id: str, wanted: Call[Any], deadline: float) -> Request:
    """The request of *wanted*, with the proof of who asks."""
    credential = access.credential
    proof = credential.authorization(access.login, access.token)
    return Request(
        wanted.method,
        credential.base_url(cloud_id, access.site_url) + with_query(wanted.path, wanted.query),
        headers=wanted.headers,
        json=wanted.json,
        upload=wanted.upload,
        bearer=proof.bearer,
        basic=proof.basic,
        site_url=access.site_url if credential.at_site else "",
        deadline=deadline,
        write=wanted.write,
        largest=wanted.largest,
    )


def open_at_site(
    account_id: str, cloud_id: str, wanted: Call[Any], *, deadline: float
) -> OpenAnswer:
    """The answer to a read at a Data Center, from its head on: its files are at the instance itself.

    Raises as `call` does, but for what a status means, which the caller reads.
    """
    ends_at = monotonic() + DEADLINE
    limits.check(*error_mapping.pause_scopes(wanted, account_id, cloud_id))
    limits.check_circuit(cloud_id)
    access = connections.fresh_access(account_id, cloud_id)
    if access is None:
        connection_id, site_url = connection_to(account_id, cloud_id)
        access = _access(connection_id, site_url, ends_at)
    answer = open_stream(_request(access, cloud_id, _spoken(wanted, access), deadline))
    if answer.headers.get("X-AUSERNAME") != error_mapping.ANONYMOUS:
        return answer
    answer.close()
    access = _access(access.connection_id, access.site_url, ends_at, instead_of=access)
    return open_stream(_request(access, cloud_id, _spoken(wanted, access), deadline))


def _noted(cloud_id: str, request: Request) -> Answer:
    """Send *request*, and record whether the site answers: background work stops after some failures."""
    try:
        answer = send(request)
    except (Unavailable, OutcomeUnknown):
        limits.failed(cloud_id)
        raise
    foreign = answer.status >= 400 and answer.is_page()
    (limits.failed if answer.status >= 500 or foreign else limits.answered)(cloud_id)
    return answer


def _is_stale(answer: Answer, wanted: Call[Any], access: Access) -> bool:
    """Whether a new token may help. Lodge's clock does not decide this, because the token may have been revoked."""
    if error_mapping.is_success(answer):
        return not wanted.write and error_mapping.is_anonymous(answer)
    error = error_mapping.failure_of(answer, wanted)
    if isinstance(error, Denied):
        return not error.proven and (wanted.write or cache.get(_doubt(access)) is None)
    return isinstance(error, error_mapping.Unauthorized)


def _doubt(access: Access) -> str:
    return f"doubt:{access.connection_id}:{access.generation}"


def _result(answer: Answer, wanted: Call[T]) -> T | IntegrationError:
    """The content of the answer, or the error that it means. A 2xx that cannot be read is an error too."""
    if not wanted.write and error_mapping.is_anonymous(answer):
        return error_mapping.not_recognised(answer)
    located = wanted.located if answer.status == SEE_OTHER else None
    if not located and not error_mapping.is_success(answer):
        error = error_mapping.failure_of(answer, wanted)
        tells = isinstance(error, Rejected) and wanted.refused is not None
        return wanted.refused(error) if tells else error  # type: ignore[misc, arg-type]
    try:
        if located:
            return located(answer.headers.get("Location", ""))
        return wanted.read(answer.body if wanted.binary else answer.json())
    except MalformedError as error:
        said = f"{wanted.operation} answered {answer.status}: {error}"
        logger.error("%s", said)
        return OutcomeUnknown(said) if wanted.write else Unavailable(said)


def _compare(
    access: Access, answer: Answer, wanted: Call[Any], result: object, ends_at: float
) -> None:
    """Check which account Jira saw. Another one blocks the link. The result of a write is reported all the same."""
    done_or_unknown = not isinstance(result, IntegrationError) or isinstance(result, OutcomeUnknown)
    try:
        if access.credential.dialect is Dialect.DATA_CENTER:
            _compare_username(access, answer, ends_at)
        else:
            _compare_account(access, answer, wanted)
    except IntegrationError:
        if not (wanted.write and done_or_unknown):
            raise


def _compare_account(access: Access, answer: Answer, wanted: Call[Any]) -> None:
    taken_for = unquote(answer.headers.get("X-AAccountId", ""))
    if not taken_for or taken_for == access.account_id:
        return
    logger.critical(
        "connection %d: %s was answered as another account", access.connection_id, wanted.operation
    )
    connections.block(access.connection_id, "Jira answered as another account")
    raise ReconnectRequired("Jira answered as another account")


def _compare_username(access: Access, answer: Answer, ends_at: float) -> None:
    """A name at Data Center may change, the user's key does not: another name has Jira asked for the key."""
    taken_for = error_mapping.username_in(answer)
    known = {"", error_mapping.ANONYMOUS, access.login}
    if taken_for in known or answer.headers.get("X-AUSERNAME") in known:
        return
    connections.prove_again(access.connection_id, within=ends_at - monotonic())


def _told(
    error: IntegrationError, access: Access, cloud_id: str, wanted: Call[Any], ends_at: float
) -> IntegrationError:
    """The final error for *error*. A pause, or a site that is gone, is recorded for every process."""
    if isinstance(error, RateLimited):
        scope = error_mapping.pause_scope(error, wanted, access.account_id, cloud_id)
        limits.pause(scope, error.retry_after, error.reason)
    lost, doubted = isinstance(error, SiteLost), f"sites-doubted:{access.connection_id}"
    if not lost and not (_may_be_lost(error) and cache.add(doubted, 1, DOUBTED)):
        return error
    try:
        connections.read_sites(access.connection_id, within=ends_at - monotonic())
    except IntegrationError as trouble:
        logger.warning(
            "connection %d: sites were not read again: %s", access.connection_id, trouble
        )
    try:
        site = site_of(access.account_id, cloud_id)
    except ReconnectRequired as ended:
        return ended
    return SiteLost(site.name) if lost else error


def _may_be_lost(error: IntegrationError) -> bool:
    """Refused with a token just renewed, and not by Jira. The account may have lost access to the site."""
    return isinstance(error, error_mapping.Unauthorized) or (
        isinstance(error, Denied) and not error.proven
    )
