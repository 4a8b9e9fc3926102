"""Everybody has an address, and nobody another's, in whatever case it is written: the database sees to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.email_addresses import is_address, reachable, reachable_by
from accounts.models import User

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BEFORE, AFTER = [("accounts", "0003_mails")], [("accounts", "0005_one_user_per_address")]


@pytest.mark.parametrize(
    "address", ["ALICE@lodge.test", "alice@LODGE.TEST", " alice@lodge.test ", ""]
)
def test_the_database_refuses_what_no_form_saw(alice: User, address: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="dora", email=address)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username="dora", email=address.strip())])


def test_duplicate_address_is_reported_in_plain_words(alice: User) -> None:
    for address, said in (
        ("ALICE@lodge.test", "Somebody has this address already."),
        ("", "This field cannot be blank."),
    ):
        with pytest.raises(ValidationError) as caught:
            User(username="dora", password="x", email=address).full_clean()
        assert said in caught.value.messages


@pytest.mark.parametrize(
    ("address", "said"), [("ALICE@lodge.test", "has this address"), ("", "needs an address")]
)
def test_createsuperuser_tells_it_too(alice: User, address: str, said: str) -> None:
    """Instead of a traceback."""
    with pytest.raises(CommandError) as caught:
        call_command(
            "createsuperuser", "--noinput", username="root", email=address, stdout=StringIO()
        )
    assert said in str(caught.value) or "--email" in str(caught.value)


def test_users_that_mails_can_reach(alice: User) -> None:
    """In Python and in the database alike."""
    changes: list[dict[str, Any]] = [
        {},
        {"email": "user-1@no-address.invalid"},
        {"is_active": False},
        {"erasing_since": datetime(2026, 1, 1, tzinfo=UTC)},
    ]
    for change in changes:
        User.objects.filter(pk=alice.pk).update(
            **{"email": "alice@lodge.test", "is_active": True, "erasing_since": None, **change}
        )
        now = User.objects.get(pk=alice.pk)
        assert (
            reachable(now)
            == User.objects.filter(reachable_by(), pk=alice.pk).exists()
            == (change == {})
        )


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("dora@lodge.test", True),
        ("dora.o'neill+bugs@bücher.example", True),
        ("dora", False),
        ("dora@lodge", False),
        ("do ra@lodge.test", False),
        ("dora@lodge.test\n", False),
        ("user-1@no-address.invalid", False),
        ("d" * 250 + "@lodge.test", False),
        ("", False),
    ],
)
def test_what_is_an_address(text: str, is_one: bool) -> None:
    assert is_address(text) == is_one


@pytest.fixture
def old(transactional_db: None) -> Iterator[Callable[[], Any]]:
    """The database as it was before, and a function that brings it up to date and gives the users then."""

    def migrate() -> Any:
        executor = MigrationExecutor(connection)
        executor.migrate(AFTER)
        return (
            MigrationExecutor(connection)
            .loader.project_state(AFTER)
            .apps.get_model("accounts", "User")
            .objects
        )

    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield migrate
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_nobody_is_lost_when_addresses_come_to_be_required(
    old: Callable[[], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Who had none, or that of another, gets one that no mail goes to. Whom it stays with is who uses it."""
    users = (
        MigrationExecutor(connection)
        .loader.project_state(BEFORE)
        .apps.get_model("accounts", "User")
        .objects
    )
    for number in range(3):
        users.create(username=f"none{number}", password="kept")
    users.create(
        username="spaced", email="Shared@LODGE.test ", last_login=datetime(2026, 1, 1, tzinfo=UTC)
    )
    users.create(
        username="works", email="shared@lodge.test", last_login=datetime(2026, 2, 1, tzinfo=UTC)
    )
    gone = {"is_active": False, "last_login": datetime(2026, 3, 1, tzinfo=UTC)}
    users.create(username="gone", email=" shared@lodge.test", **gone)
    users.create(username="other", email="Other@Lodge.Test")
    now = {user.username: user for user in old().all()}
    assert now["works"].email == "shared@lodge.test"
    assert now["other"].email == "Other@lodge.test"
    placed = {
        name: user
        for name, user in now.items()
        if user.email == f"user-{user.pk}@no-address.invalid"
    }
    assert set(placed) == {"none0", "none1", "none2", "spaced", "gone"}
    assert now["none0"].password == "kept"
    printed = capsys.readouterr().out
    assert f"none0 (id {now['none0'].pk}) had no address" in printed
    assert f"spaced (id {now['spaced'].pk}) had the address of somebody else" in printed
    assert "works" not in printed
