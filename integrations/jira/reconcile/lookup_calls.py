"""The calls of one lookup: all as one account at one site, all before one deadline."""

from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from integrations.jira import client
from integrations.jira.api_call import Call

T = TypeVar("T")


@dataclass(frozen=True)
class LookupCalls:
    """The account, the site and the deadline."""

    account_id: str
    cloud_id: str
    ends_at: float

    def __call__(self, call: Call[T]) -> T:
        """Perform *call* in the time that is left. Raises as `client.call` does."""
        left = self.ends_at - monotonic()
        return client.call(
            self.account_id, self.cloud_id, call, deadline=min(client.DEADLINE, left)
        )
