"""The calls of one look: all as one account at one site, all within one time."""

from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from integrations.jira import client
from integrations.jira.calls import Call

T = TypeVar("T")


@dataclass(frozen=True)
class Asker:
    """As whom and where, and until when."""

    account_id: str
    cloud_id: str
    ends_at: float

    def __call__(self, call: Call[T]) -> T:
        """Perform *call* in what is left of the time. Raises as `client.call` does."""
        left = self.ends_at - monotonic()
        return client.call(self.account_id, self.cloud_id, call, deadline=min(client.DEADLINE, left))
