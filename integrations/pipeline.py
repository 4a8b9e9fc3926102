"""The one step of the pipeline: what python-social-auth brought home becomes a Connection."""

from typing import Any

from integrations import connections
from integrations.models import Connection

PATIENCE = 8.0  # seconds that the page waits for Atlassian


def link_account(user: Any, response: dict[str, Any], *args: Any, **kwargs: Any) -> dict[str, Connection]:
    """Link the account to the signed-in *user*. Raises what `connections.redeem` raises."""
    return {"connection": connections.redeem(user, response["exchange"], within=PATIENCE)}
