"""Raising requests of service projects, and finding them again when an answer was lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.errors import Denied
from integrations.jira import client, service_desk_requests
from integrations.jira.linked_accounts import scopes_of
from integrations.jira.service_desk_comments import SCOPE as WRITE
from integrations.jira.service_desk_requests import READ, Raised, RequestForm, RequestType

_MOST_PAGES = 10


def may_raise_requests(account_id: str) -> bool:
    """Whether the account's link allows it. Makes no call; Jira may refuse all the same."""
    return {READ, WRITE} <= scopes_of(account_id)


def service_desk_of(account_id: str, cloud_id: str, project_key: str) -> str:
    """The id of a project's service desk. Raises Denied where it has none that this account may use."""
    start = 0
    for _page in range(_MOST_PAGES):
        found, is_last = client.call(account_id, cloud_id, service_desk_requests.desks(start))
        for each in found:
            if each.project_key == project_key:
                return each.id
        start += len(found)
        if is_last or not found:
            break
    raise Denied(status=404, proven=True)


def request_types(account_id: str, cloud_id: str, desk_id: str) -> tuple[RequestType, ...]:
    """What may be asked for at a desk."""
    return client.call(account_id, cloud_id, service_desk_requests.types(desk_id))


def request_form(account_id: str, cloud_id: str, desk_id: str, type_id: str) -> RequestForm:
    """The fields of a request type."""
    return client.call(account_id, cloud_id, service_desk_requests.form(desk_id, type_id))


def check_request(
    account_id: str, cloud_id: str, desk_id: str, type_id: str, values: Mapping[str, Any]
) -> None:
    """Have Jira check a request, as createmeta's *values*. Raises Rejected with Jira's words."""
    client.call(account_id, cloud_id, service_desk_requests.check(desk_id, type_id, values))


def raise_request(
    account_id: str, cloud_id: str, desk_id: str, type_id: str, values: Mapping[str, Any]
) -> Raised:
    """Raise a request. Raises OutcomeUnknown when it may have been: compare `own_requests`."""
    return client.call(account_id, cloud_id, service_desk_requests.create(desk_id, type_id, values))


def own_requests(
    account_id: str, cloud_id: str, desk_id: str, type_id: str, since: datetime
) -> tuple[Raised, ...]:
    """The account's own requests of one type since *since* (aware), in no order. Reads at most 500."""
    mine: list[Raised] = []
    start = 0
    for _page in range(_MOST_PAGES):
        found, is_last = client.call(
            account_id, cloud_id, service_desk_requests.own(desk_id, type_id, start)
        )
        mine += [each for each in found if each.created >= since]
        start += len(found)
        if is_last or not found:
            break
    return tuple(mine)
