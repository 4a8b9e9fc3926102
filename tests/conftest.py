"""People, a simulated Atlassian and a linked account, for every test of the product.

Alice owns things, Bob owns others, Carol is the stranger. The sandbox is a real process on a real socket,
one for each worker of the run, reset for each test; Lodge is pointed at it by its two URLs alone.
"""

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from background import heartbeats
from config.health.readiness import readiness
from installation import gate
from integrations import connections, limits, oauth
from integrations.models import Connection
from integrations.vault import Secret
from tests.support.requirements import chromium, require
from tests.support.sandbox import Sandbox

CALLBACK = "http://lodge.test/link/complete/atlassian/"
JOURNEYS = {"attachments", "drafts", "filing", "forms", "jira", "linking", "similar"}
PASSWORD = "a long enough pass phrase"

# Pages are rendered without collecting static files first; tests/running has one that does collect them.
django_settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django_settings.STATIC_ROOT = django_settings.STATICFILES_DIRS[0]  # WhiteNoise warns where there is no folder
# Argon2 is slow by design; only how passwords are kept needs it.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is played for `make conformance`; skip, saying so, what drives a Chromium that is not there."""
    here = Path(__file__).parent
    for item in items:
        room = item.path.relative_to(here).parts[0] if item.path.is_relative_to(here) else ""
        if room in JOURNEYS and not item.get_closest_marker("wrong_on_purpose"):
            item.add_marker(pytest.mark.journey)
        for marker, service in (("browser", "chromium"), ("nginx", "nginx")):
            if item.get_closest_marker(marker):
                require(service, item)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: Any) -> None:
    """SQLite in a file: threads and other processes of a test must see the same rows."""
    database = django_settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "lodge.sqlite3")


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Nothing cached by one test is seen by the next. One without a database is told that it would be ours."""
    cache.clear()
    limits.forget()
    gate.forget()
    if not request.node.get_closest_marker("django_db") and "db" not in request.fixturenames:
        gate._seen = gate._Seen(django_settings.INSTALLATION_ID, math.inf)
    heartbeats.forget()
    readiness.forget()


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: Any) -> Iterator[Sandbox]:
    """The simulated Atlassian of this worker."""
    recording = os.environ.get("LODGE_HAR")
    process = Sandbox.start(callbacks=[CALLBACK], har=Path(recording) if recording else None)
    yield process
    process.stop()


@pytest.fixture
def sandbox(sandbox_process: Sandbox, settings: Any) -> Sandbox:
    """The simulated Atlassian, as new, and Lodge pointed at it."""
    sandbox_process.reset()
    settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = sandbox_process.url
    settings.ATLASSIAN_CLIENT_ID = sandbox_process.client_id
    settings.ATLASSIAN_CLIENT_SECRET = sandbox_process.client_secret
    return sandbox_process


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, as root, without its talk to the outside."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {"executable_path": chromium(), "args": [*quiet, "--disable-sync", "--no-first-run"]}


def person(name: str, **more: Any) -> User:
    """A user with a password that all tests know."""
    return User.objects.create_user(name, f"{name}@lodge.test", PASSWORD, **more)


@pytest.fixture
def alice(db: None) -> User:
    """Who owns what a test is about."""
    return person("alice")


@pytest.fixture
def bob(db: None) -> User:
    """Who owns something else of the same kind."""
    return person("bob")


@pytest.fixture
def carol(db: None) -> User:
    """A stranger."""
    return person("carol")


@pytest.fixture
def link(sandbox: Sandbox) -> Callable[..., Connection]:
    """`link(user, account="alice")`: consent at the sandbox over HTTP, then `connections.link`."""

    def make(user: User, account: str = "alice", **consent: Any) -> Connection:
        body = sandbox.grant(account, **consent)
        answer = oauth.TokenAnswer.from_json(body)
        access = Secret(body["access_token"])
        return connections.link(user, answer, oauth.me(access), oauth.accessible_resources(access))

    return make


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """`sign_in(user)`: a test client with that user's session."""

    def make(user: User) -> Client:
        client = Client(headers={"host": "lodge.test"})
        client.force_login(user, backend="accounts.authentication.NameOrEmailBackend")
        return client

    return make


@pytest.fixture
def stranger() -> Client:
    """A test client that nobody signed in with."""
    return Client(headers={"host": "lodge.test"})


@pytest.fixture
def repository() -> Path:
    """The top folder of the project."""
    return Path(django_settings.BASE_DIR)
