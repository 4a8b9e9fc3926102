"""Dynamic webhooks of an app by OAuth 2.0. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Webhooks". Registering answers 200 even where nothing
was registered: each item says what came of it. The schema writes a moment as a number of milliseconds, its example as a
text; both are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.jql_building import quoted
from integrations.jira.json_readers import MalformedError

SCOPE = "manage:jira-webhook"
EVENTS = (
    "jira:issue_created",
    "jira:issue_updated",
    "jira:issue_deleted",
    "comment_created",
    "comment_updated",
    "comment_deleted",
)
PAGE = 100


@dataclass(frozen=True)
class Registered:
    """What a registration came to. `id`: None where it was refused, for the reason in `error`."""

    id: int | None
    error: str = ""


@dataclass(frozen=True)
class Webhook:
    """One webhook of the account at the site. `expires_at`: None where Jira does not say."""

    id: int
    url: str
    jql: str
    expires_at: datetime | None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a Webhook. Raises MalformedError without an id or address."""
        found = data.get("expirationDate")
        expires_at = _moment(data) if found is not None else None
        return cls(
            json_readers.number(data, "id"),
            json_readers.text(data, "url"),
            json_readers.optional_text(data, "jqlFilter"),
            expires_at,
        )


@dataclass(frozen=True)
class WebhookPage:
    """Some of the account's webhooks. `next_start`: where the next page begins, None at the end."""

    webhooks: tuple[Webhook, ...]
    next_start: int | None


def filter_of(project_ids: Sequence[str]) -> str:
    """The query of the projects, the same for the same projects in any order."""
    return f"project IN ({', '.join(quoted(each) for each in sorted(project_ids))})"


def register(url: str, project_ids: Sequence[str]) -> Call[Registered]:
    """Have the events of these projects delivered to *url*, for thirty days."""
    details = {"events": list(EVENTS), "jqlFilter": filter_of(project_ids)}
    return Call(
        operation="registerDynamicWebhooks",
        method="POST",
        path=path_of("webhook"),
        json={"url": url, "webhooks": [details]},
        scope=SCOPE,
        write=True,
        read=_registered,
    )


def listed(start: int = 0) -> Call[WebhookPage]:
    """The account's webhooks at the site, expired ones included."""
    return Call(
        operation="getDynamicWebhooksForApp",
        method="GET",
        path=path_of("webhook"),
        query={"startAt": start, "maxResults": PAGE},
        scope=SCOPE,
        read=_page,
    )


def refresh(ids: Sequence[int]) -> Call[datetime]:
    """Let them live for thirty more days; until when. Jira ignores ids that it does not know."""
    return Call(
        operation="refreshWebhooks",
        method="PUT",
        path=path_of("webhook", "refresh"),
        json={"webhookIds": list(ids)},
        scope=SCOPE,
        write=True,
        read=lambda answer: _moment(json_readers.mapping(answer)),
    )


def delete(ids: Sequence[int]) -> Call[None]:
    """Delete them. Jira ignores ids that it does not know."""
    return Call(
        operation="deleteWebhookById",
        method="DELETE",
        path=path_of("webhook"),
        json={"webhookIds": list(ids)},
        scope=SCOPE,
        write=True,
        read=lambda _answer: None,  # 202
    )


def _registered(answer: Any) -> Registered:
    [result] = list(
        json_readers.objects(json_readers.mapping(answer), "webhookRegistrationResult")
    ) or [{}]
    number = json_readers.optional_number(result, "createdWebhookId")
    errors = result.get("errors")
    if number is None and not isinstance(errors, list):
        raise MalformedError("the registration has neither an id nor errors")
    return Registered(number, " ".join(map(str, errors or ())) if number is None else "")


def _page(answer: Any) -> WebhookPage:
    data = json_readers.mapping(answer)
    found = tuple(Webhook.from_json(each) for each in json_readers.objects(data, "values"))
    start = json_readers.optional_number(data, "startAt") or 0
    more = found and data.get("isLast") is not True
    return WebhookPage(found, start + len(found) if more else None)


def _moment(data: Mapping[str, Any]) -> datetime:
    number = json_readers.optional_number(data, "expirationDate")
    if number is None:
        return json_readers.moment(data, "expirationDate")
    try:
        return datetime.fromtimestamp(number / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        raise MalformedError("'expirationDate' is no moment") from None
