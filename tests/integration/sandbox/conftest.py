"""One sandbox process for all tests of a module, as good as new for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.support.sandbox import Sandbox


@pytest.fixture(scope="module")
def running_sandbox() -> Iterator[Sandbox]:
    """A process that the module's tests share."""
    sandbox = Sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """The shared process, reset."""
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """A session of one's own, for calls as an outside client makes them."""
    with requests.Session() as session:
        session.trust_env = False
        yield session
