"""A registered webhook, and one delivery to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LIFETIME = timedelta(days=30)
EVENTS = frozenset(
    {
        *(f"jira:issue_{what}" for what in ("created", "updated", "deleted")),
        *(f"comment_{what}" for what in ("created", "updated", "deleted")),
        *("issue_property_set", "issue_property_deleted"),
        *(f"sprint_{what}" for what in ("created", "updated", "closed", "deleted", "started")),
        *(f"jira:version_{what}" for what in ("released", "unreleased", "created", "moved")),
        *(f"jira:version_{what}" for what in ("updated", "merged", "deleted")),
    }
)


@dataclass
class Webhook:
    """One webhook of one account at one site."""

    number: int
    site_id: str
    account_id: str
    url: str
    events: list[str]
    jql: str
    expires_at: datetime
    field_ids: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its key in the table: numbers are counted at each site."""
        return f"{self.site_id}/{self.number}"


@dataclass
class Delivery:
    """One event on its way to the app. `id` is the header X-Atlassian-Webhook-Identifier."""

    id: str
    site_id: str
    url: str
    actor: str
    event: str
    body: str
    flow: str
    due_at: datetime
    tries: int = 0
