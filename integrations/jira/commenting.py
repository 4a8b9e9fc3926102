"""Adding a comment, and finding it again where its answer was lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from integrations.jira import client, comments
from integrations.jira.comments import Comment, CreatedComment

MOST_PAGES = 10


def add_comment(
    account_id: str, cloud_id: str, key: str, document: Mapping[str, Any], marker: str
) -> CreatedComment:
    """Add a comment, an ADF *document*, that carries *marker* where nobody sees it.

    Raises OutcomeUnknown when it may have been added (`comments_by_me` then tells), any other error of the door when
    it certainly was not.
    """
    return client.call(account_id, cloud_id, comments.add(key, document, marker))


def comments_by_me(account_id: str, cloud_id: str, key: str, since: datetime) -> tuple[Comment, ...]:
    """The account's own comments on an issue from *since* (aware, by Jira's clock) on, newest first, with their marks.

    Comments are read from the database: there is no index to lag. At most 1000 comments are looked through.
    """
    mine: list[Comment] = []
    start = 0
    for _page_number in range(MOST_PAGES):
        page = client.call(account_id, cloud_id, comments.newest(key, start))
        start += len(page.comments)
        young = [each for each in page.comments if each.created >= since]
        mine += [each for each in young if each.author_id == account_id]
        if page.is_last or len(young) < len(page.comments):
            break
    return _marked(account_id, cloud_id, mine)


def _marked(account_id: str, cloud_id: str, mine: list[Comment]) -> tuple[Comment, ...]:
    """The list does not promise to show properties: what came without a mark is asked for once more, by id."""
    bare = [each.id for each in mine if not each.marker]
    if not bare:
        return tuple(mine)
    found = {
        each.id: each.marker for each in client.call(account_id, cloud_id, comments.with_properties(bare))
    }
    return tuple(replace(each, marker=each.marker or found.get(each.id, "")) for each in mine)
