"""Keeping webhooks, as an account whose access token lives anyway: no registration renews a token."""

from collections.abc import Sequence
from datetime import datetime

from integrations.errors import Unavailable
from integrations.jira import client, webhooks
from integrations.jira.webhooks import Registered, Webhook

_MOST_PAGES = 5


def register_webhook(
    account_id: str, cloud_id: str, url: str, project_ids: Sequence[str]
) -> Registered:
    """Have the events of these projects delivered to *url*.

    After OutcomeUnknown `webhooks_of` says what became of it.
    """
    return client.call(account_id, cloud_id, webhooks.register(url, project_ids), background=True)


def webhooks_of(account_id: str, cloud_id: str) -> tuple[Webhook, ...]:
    """All that this app registered as the account at the site."""
    found: list[Webhook] = []
    start: int | None = 0
    for _page in range(_MOST_PAGES):
        page = client.call(account_id, cloud_id, webhooks.listed(start or 0), background=True)
        found += page.webhooks
        start = page.next_start
        if start is None:
            return tuple(found)
    raise Unavailable("the account has more webhooks than an app may register")


def refresh_webhooks(account_id: str, cloud_id: str, ids: Sequence[int]) -> datetime:
    """Let them live for thirty more days; until when."""
    return client.call(account_id, cloud_id, webhooks.refresh(ids), background=True)


def delete_webhooks(
    account_id: str, cloud_id: str, ids: Sequence[int], *, deadline: float = client.DEADLINE
) -> None:
    """Delete them, within *deadline* seconds."""
    wanted = webhooks.delete(ids)
    client.call(account_id, cloud_id, wanted, background=True, deadline=deadline)
