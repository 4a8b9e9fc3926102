"""Who changed what, for many issues at once. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Bulk fetch changelogs". Its schema calls `created` a
text and its example shows a number, so both are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of

LARGEST, PAGE_SIZE = 1000, 1000
FOLLOWED = ("status", "resolution", "assignee", "issuekey")
_SECONDS_BELOW = 100_000_000_000  # as milliseconds this is 1973, before there was Jira


@dataclass(frozen=True)
class FieldChange:
    """One field that one account changed. `field`: its id. `old` and `new`: the words, "" for none."""

    issue_id: str
    history_id: str
    author_id: str
    author_name: str
    created: datetime
    field: str
    old: str
    new: str
    new_id: str


@dataclass(frozen=True)
class ChangePage:
    """Changes of many issues. `next_token` is None on the last page."""

    changes: tuple[FieldChange, ...]
    next_token: str | None


def of_issues(
    ids: Sequence[str], fields: Sequence[str] = FOLLOWED, token: str | None = None
) -> Call[ChangePage]:
    """The changes of at most 1000 issues, in these at most 10 fields."""
    body: dict[str, Any] = {
        "issueIdsOrKeys": list(ids),
        "fieldIds": list(fields),
        "maxResults": PAGE_SIZE,
    }

    def read(answer: Any) -> ChangePage:
        data = json_readers.mapping(answer)
        following = json_readers.optional_text(data, "nextPageToken")
        return ChangePage(
            tuple(_changes(data)), None if not following or following == token else following
        )

    return Call(
        operation="getBulkChangelogs",
        method="POST",
        path=path_of("changelog", "bulkfetch"),
        json=body | ({"nextPageToken": token} if token else {}),
        read=read,
    )


def _changes(data: Mapping[str, Any]) -> Iterator[FieldChange]:
    for log in json_readers.objects(data, "issueChangeLogs"):
        for history in json_readers.objects(log, "changeHistories"):
            author = json_readers.optional_object(history, "author")
            for item in json_readers.objects(history, "items"):
                field = json_readers.optional_text(item, "fieldId")
                yield FieldChange(
                    issue_id=json_readers.text(log, "issueId"),
                    history_id=json_readers.text(history, "id"),
                    author_id=json_readers.optional_text(author, "accountId"),
                    author_name=json_readers.optional_text(author, "displayName"),
                    created=moment(history.get("created")),
                    field=field or json_readers.optional_text(item, "field"),
                    old=json_readers.optional_text(item, "fromString"),
                    new=json_readers.optional_text(item, "toString"),
                    new_id=json_readers.optional_text(item, "to"),
                )


def moment(value: Any) -> datetime:
    """A text as Jira writes times, or a number of milliseconds or seconds. Raises MalformedError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value if abs(value) < _SECONDS_BELOW else value / 1000
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            raise json_readers.MalformedError("'created' is no moment") from None
    return json_readers.moment({"created": value}, "created")
