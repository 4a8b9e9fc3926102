"""Raising requests of service projects, and finding them again when an answer was lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.errors import Denied
from integrations.jira import client, request_forms, service_desk_requests
from integrations.jira.linked_accounts import scopes_of
from integrations.jira.service_desk_comments import SCOPE as WRITE
from integrations.jira.service_desk_requests import READ, Raised

_MOST_PAGES = 10


def may_raise_requests(account_id: str) -> bool:
    """Whether the account's link allows it. Makes no call; Jira may refuse all the same."""
    return {READ, WRITE} <= scopes_of(account_id)


def check_request(
    account_id: str, cloud_id: str, type_id: str, values: Mapping[str, Any], *, deadline: float
) -> None:
    """Have Jira check a request, as a create form's *values*. Raises Rejected with Jira's words.

    Where Jira does not offer that, nothing is checked.
    """
    call = service_desk_requests.check(*request_forms.parts(type_id), values)
    try:
        client.call(account_id, cloud_id, call, deadline=deadline)
    except Denied as error:
        # without this operation; a desk that is gone is told by what follows
        if error.status != 404:
            raise


def raise_request(
    account_id: str, cloud_id: str, type_id: str, values: Mapping[str, Any], *, deadline: float
) -> Raised:
    """Raise a request. Raises OutcomeUnknown when it may have been: look with `find_request`."""
    call = service_desk_requests.create(*request_forms.parts(type_id), values)
    return client.call(account_id, cloud_id, call, deadline=deadline)


def requests_since(
    account_id: str, cloud_id: str, type_id: str, since: datetime, *, own: bool
) -> tuple[Raised, ...]:
    """Requests of one type since *since* (aware), in no order: the account's own, or all that it may see.

    Reads at most 500.
    """
    found: list[Raised] = []
    start = 0
    for _page in range(_MOST_PAGES):
        wanted = service_desk_requests.listed(*request_forms.parts(type_id), start, own=own)
        page, is_last = client.call(account_id, cloud_id, wanted)
        found += [each for each in page if each.created >= since]
        start += len(page)
        if is_last or not page:
            break
    return tuple(found)
