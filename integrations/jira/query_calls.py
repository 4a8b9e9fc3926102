"""Runs queries as one account: parsing, pages, counting. What hardly changes is cached for the account alone."""

import logging
from collections.abc import Iterator, Sequence

from integrations import limits
from integrations.errors import IntegrationError
from integrations.jira import client, fields, jql_search
from integrations.jira.answer_cache import cache_key, kept
from integrations.jira.data_center import is_data_center
from integrations.jira.fields import Field
from integrations.jira.jql_search import (
    LARGEST_PAGE,
    ParsedQuery,
    QueryPage,
    QueryReference,
    Validation,
)

logger = logging.getLogger(__name__)
# Seconds that a page waits for a number that it can do without.
COUNT_DEADLINE = 4.0


def parse_query(
    account_id: str,
    cloud_id: str,
    query: str,
    validation: Validation = "strict",
    *,
    typed: bool = False,
) -> ParsedQuery:
    """What Jira says of *query* in the eyes of this account. *typed*: a person is still typing it."""
    found = client.call(account_id, cloud_id, jql_search.parse([query], validation, typed=typed))
    return found[0] if found else ParsedQuery(query)


def parse_in_background(
    account_id: str, cloud_id: str, queries: Sequence[str]
) -> tuple[ParsedQuery, ...]:
    """What Jira says of each query, without a renewal of the account's token. Raises Unavailable where it expired."""
    with limits.at_work(limits.Work.READING):
        # Data Center looks at one query at a time.
        parts = [[each] for each in queries] if is_data_center(cloud_id) else [list(queries)]
        found = (
            client.call(account_id, cloud_id, jql_search.parse(part), background=True)
            for part in parts
        )
        return tuple(each for part in found for each in part)


def query_reference(account_id: str, cloud_id: str) -> QueryReference:
    """Fields, functions and reserved words of queries, cached for this account."""
    key = cache_key("jql", cloud_id, account_id=account_id)
    return kept(key, lambda: client.call(account_id, cloud_id, jql_search.reference()))


def all_fields(account_id: str, cloud_id: str, *, fresh: bool = False) -> tuple[Field, ...]:
    """Every field that this account may see, cached for this account. *fresh* asks Jira again."""
    key = cache_key("all-fields", cloud_id, account_id=account_id)
    return kept(key, lambda: client.call(account_id, cloud_id, fields.listed()), fresh=fresh)


def query_page(
    account_id: str,
    cloud_id: str,
    query: str,
    field_ids: Sequence[str],
    token: str | None = None,
) -> QueryPage:
    """One page of what *query* finds. Never cached. Counts towards the person's searches.

    Raises Rejected for a query that Jira refuses.
    """
    return client.call(
        account_id, cloud_id, jql_search.page(query, field_ids, token=token, typed=True)
    )


def query_pages(
    account_id: str, cloud_id: str, query: str, field_ids: Sequence[str]
) -> Iterator[QueryPage]:
    """All pages of what *query* finds, as background work. A token that was used before ends them, as the last does."""
    token: str | None = None
    seen: set[str] = set()
    while True:
        asked = jql_search.page(query, field_ids, token=token, limit=LARGEST_PAGE)
        with limits.at_work(limits.Work.READING):  # yields to filing
            found = client.call(account_id, cloud_id, asked)
        yield found
        token = found.next_token
        if token is None:
            return
        if token in seen:
            logger.warning("site %s repeated the token of a page of a search", cloud_id)
            return
        seen.add(token)


def approximate_count(account_id: str, cloud_id: str, query: str) -> int | None:
    """About how many issues *query* finds. None where Jira did not say within a few seconds."""
    try:
        with limits.at_work(limits.Work.READING):
            return client.call(
                account_id, cloud_id, jql_search.count(query), deadline=COUNT_DEADLINE
            )
    except IntegrationError as error:
        logger.info("issues were not counted: %s", type(error).__name__)
        return None
