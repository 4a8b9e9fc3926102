"""The servers of these tests run on this machine, and the settings say that Lodge may call it."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_machine(settings: Any) -> None:
    """Most of these servers are at an origin that no setting names."""
    settings.JIRA_PRIVATE_NETWORKS = ["127.0.0.0/8", "::1/128"]
