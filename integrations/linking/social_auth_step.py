"""The one step of python-social-auth's pipeline: it turns the callback into a Connection."""

from typing import Any

from integrations import connections
from integrations.models import Connection

PATIENCE = 8.0  # seconds that the page waits for Atlassian


def link_account(
    user: Any, response: dict[str, Any], *args: Any, **kwargs: Any
) -> dict[str, Connection]:
    """Link the account to the signed-in *user*. Raises as `connections.redeem` does."""
    made = connections.redeem(
        user, response["exchange"], within=PATIENCE, instance=response.get("instance")
    )
    return {"connection": made}
