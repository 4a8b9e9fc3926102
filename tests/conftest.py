"""People, a simulated Atlassian and a linked account, for every test of the product.

Alice owns things, Bob owns others, Carol is the stranger. The sandbox is a real process on a real socket,
one for each worker of the run, reset for each test; Lodge is pointed at it by its two URLs alone.
"""

import gc
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client

from accounts.mailing import admin_alerts
from accounts.models import User
from background import heartbeats
from config.health.shared_readiness import readiness
from installation import copy_guard
from integrations import connections, limits, oauth
from integrations.models import Connection
from integrations.vault import Secret
from tests.support import postgres_template
from tests.support.database import empty_after_each_transactional_test
from tests.support.hypothesis_examples import load_profile
from tests.support.paths import TESTS
from tests.support.requirements import chromium, require
from tests.support.sandbox import Sandbox
from tests.support.sqlite_template import copy_template, keep_as_template

CALLBACK = "http://lodge.test/link/complete/atlassian/"
JOURNEYS = (
    "integrations/doctor",
    "integrations/jira",
    "integrations/limits",
    "integrations/linking",
    "issues/acts",
    "issues/attachments",
    "issues/drafts",
    "issues/fieldkinds",
    "issues/filing",
    "issues/forms",
    "issues/reading",
    "issues/issue_page",
    "issues/queries",
    "issues/similar_issues",
)
PASSWORD = "a long enough pass phrase"

# Pages are rendered without collecting static files first; tests/integration/config has one that does collect them.
django_settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
# WhiteNoise warns where there is no folder.
django_settings.STATIC_ROOT = django_settings.STATICFILES_DIRS[0]
# Argon2 is slow by design; only how passwords are kept needs it.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
empty_after_each_transactional_test()
load_profile()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is played for `make conformance`; skip, saying so, what drives a Chromium that is not there."""
    journeys = tuple(str(TESTS / "integration" / room) for room in JOURNEYS)
    for item in items:
        is_journey = str(item.path).startswith(journeys)
        if is_journey and not item.get_closest_marker("wrong_on_purpose"):
            item.add_marker(pytest.mark.journey)
        for marker, service in (("browser", "chromium"), ("nginx", "nginx")):
            if item.get_closest_marker(marker):
                require(service, item)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and tests, which stay: it took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """SQLite in a file: threads and other processes of a test must see the same rows. None on PostgreSQL."""
    if "sqlite" not in django_settings.DATABASES["default"]["ENGINE"]:
        return None
    return tmp_path_factory.mktemp("database") / "lodge.sqlite3"


@pytest.fixture(scope="session")
def migrated_copy(
    django_db_modify_db_settings: None, django_db_blocker: Any, sqlite_file: Path | None
) -> str | bool:
    """Whether the database of the tests is a copy of a migrated one; before there is one, the template's name."""
    if sqlite_file is not None:
        return copy_template(sqlite_file)
    name = postgres_template.template()
    with django_db_blocker.unblock():
        return postgres_template.copy_template(name) or name


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, migrated_copy: str | bool) -> bool:
    """Whether Django finds a migrated database. It still applies what is missing there."""
    return django_db_keepdb or migrated_copy is True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, sqlite_file: Path | None
) -> None:
    """Name the file of SQLite."""
    if sqlite_file is not None:
        django_settings.DATABASES["default"]["TEST"]["NAME"] = str(sqlite_file)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: Any,
    sqlite_file: Path | None,
    migrated_copy: str | bool,
) -> Iterator[None]:
    """Keep the migrated database for the next process and the next run."""
    if sqlite_file is not None:
        keep_as_template(sqlite_file)
    elif isinstance(migrated_copy, str):
        with django_db_blocker.unblock():
            postgres_template.keep_as_template(migrated_copy)
    yield
    if sqlite_file is None and migrated_copy is True:
        with django_db_blocker.unblock():
            postgres_template.drop_copy()


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Nothing cached by one test is seen by the next. One without a database is told that it would be ours."""
    cache.clear()
    limits.forget()
    admin_alerts.forget()
    copy_guard.forget()
    if not request.node.get_closest_marker("django_db") and "db" not in request.fixturenames:
        copy_guard._seen = copy_guard._Seen(django_settings.INSTALLATION_ID, math.inf)
    heartbeats.forget()
    readiness.forget()


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    """The simulated Atlassian of this worker."""
    process = Sandbox.start(callbacks=[CALLBACK])
    yield process
    process.stop()


@pytest.fixture(scope="session")
def recording_process() -> Iterator[Sandbox]:
    """The one that writes into the folder LODGE_HAR what journeys say, for `make conformance`."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    process = Sandbox.start(
        callbacks=[CALLBACK], har=Path(os.environ["LODGE_HAR"]) / f"{worker}.har"
    )
    yield process
    process.stop()


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, settings: Any) -> Sandbox:
    """The simulated Atlassian, as new, and Lodge pointed at it."""
    recorded = os.environ.get("LODGE_HAR") and request.node.get_closest_marker("journey")
    process: Sandbox = request.getfixturevalue(
        "recording_process" if recorded else "sandbox_process"
    )
    process.reset()
    settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = process.url
    settings.ATLASSIAN_MEDIA_URL = process.media_url
    settings.ATLASSIAN_CLIENT_ID = process.client_id
    settings.ATLASSIAN_CLIENT_SECRET = process.client_secret
    return process


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, as root, without its talk to the outside."""
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
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
