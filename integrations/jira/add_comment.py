"""Adding a comment, and finding it again when its answer was lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from integrations.errors import Denied
from integrations.jira import client, marked_comments, service_desk_comments
from integrations.jira.data_center import is_data_center
from integrations.jira.linked_accounts import scopes_of
from integrations.jira.marked_comments import Comment, CreatedComment

MOST_PAGES = 10


def add_comment(
    account_id: str, cloud_id: str, key: str, document: Mapping[str, Any], marker: str
) -> CreatedComment:
    """Add a comment, an ADF *document*, that carries *marker* in a hidden property.

    Raises OutcomeUnknown when it may have been added: check with `comments_by_me`. Any other error means that it
    certainly was not.
    """
    return client.call(account_id, cloud_id, marked_comments.add(key, document, marker))


def add_internal_comment(
    account_id: str, cloud_id: str, key: str, document: Mapping[str, Any]
) -> CreatedComment:
    """Add a comment, an ADF *document*, that customers of the service project do not read. Nothing marks it.

    Raises OutcomeUnknown when it may have been added: compare `comments_by_me` by text. Any other error means that it
    certainly was not.
    """
    return client.call(account_id, cloud_id, service_desk_comments.add_internal(key, document))


def may_add_internal_comments(account_id: str) -> bool:
    """Whether the account's link allows them. Makes no call; Jira may refuse all the same."""
    return service_desk_comments.SCOPE in scopes_of(account_id)


def comments_by_me(
    account_id: str, cloud_id: str, key: str, since: datetime
) -> tuple[Comment, ...]:
    """The account's own comments on an issue since *since* (aware, by Jira's clock), newest first, with marks.

    Jira reads comments from its database, not from the search index. Reads at most 1000 comments.
    """
    mine: list[Comment] = []
    start = 0
    for _page_number in range(MOST_PAGES):
        page = client.call(account_id, cloud_id, marked_comments.newest(key, start))
        start += len(page.comments)
        young = [each for each in page.comments if each.created >= since]
        mine += [each for each in young if each.author_id == account_id]
        if page.is_last or len(young) < len(page.comments):
            break
    return _marked(account_id, cloud_id, mine)


def _marked(account_id: str, cloud_id: str, mine: list[Comment]) -> tuple[Comment, ...]:
    """The list may come without properties. Comments without a mark are read again by id."""
    bare = [each.id for each in mine if not each.marker]
    if not bare:
        return tuple(mine)
    if is_data_center(cloud_id):
        found = {each: _mark_of(account_id, cloud_id, each) for each in bare}
    else:
        read = client.call(account_id, cloud_id, marked_comments.with_properties(bare))
        found = {each.id: each.marker for each in read}
    return tuple(replace(each, marker=each.marker or found.get(each.id, "")) for each in mine)


def _mark_of(account_id: str, cloud_id: str, comment_id: str) -> str:
    """The mark of one comment: Data Center shows properties of one comment alone."""
    try:
        return client.call(account_id, cloud_id, marked_comments.mark_of(comment_id))
    except Denied as none:
        if not none.proven:
            raise
        return ""
