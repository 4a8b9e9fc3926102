"""Keys rotated beside running traffic, wrong keys, lost keys: no link is ever ended by them."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.db import models

from accounts.models import User
from integrations import connections, oauth, vault
from integrations.connections import load_connection
from integrations.errors import IntegrationError, Misconfigured
from integrations.models import Connection, ConnectionState, Token
from integrations.vault import Secret
from tests.integration.integrations.connections.concurrent_threads import (
    change,
    expire,
    outcomes,
    works,
)
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]


def new_key() -> str:
    return Fernet.generate_key().decode()


def rotate(**options: Any) -> str:
    out = StringIO()
    call_command("rotate_token_keys", stdout=out, stderr=out, **options)
    return out.getvalue()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def promoted(settings: Any) -> str:
    """A new key stands before the old one; the new one."""
    settings.TOKEN_ENCRYPTION_KEYS = [new_key(), *settings.TOKEN_ENCRYPTION_KEYS]
    return str(settings.TOKEN_ENCRYPTION_KEYS[0])


def test_keys_are_rotated_while_links_go_on(linked: Connection, settings: Any) -> None:
    before, generation = connections.access(linked.pk), load_connection.read(linked.pk).generation
    settings.TOKEN_ENCRYPTION_KEYS = [new_key(), *settings.TOKEN_ENCRYPTION_KEYS]
    assert "1 sealed anew, 0 overtaken" in rotate()
    told = rotate()
    assert "0 sealed anew, 0 overtaken" in told, "a second run has nothing to do"
    assert f"0 tokens need an older key: {vault.key_ids()[0]} alone is enough." in told
    settings.TOKEN_ENCRYPTION_KEYS = settings.TOKEN_ENCRYPTION_KEYS[:1]
    assert connections.access(linked.pk) == before
    assert load_connection.read(linked.pk).generation == generation, "rotating moves no generation"
    connections.refresh(linked.pk, asked_by="web")


def test_rotating_does_not_put_an_older_pair_back(
    linked: Connection, sandbox: Sandbox, promoted: str, monkeypatch: Any
) -> None:
    unseal, refreshed = vault.unseal, iter([True])

    def meanwhile(sealed: str, context: str) -> Any:
        opened = unseal(sealed, context)
        if next(refreshed, False):
            connections.refresh(linked.pk, asked_by="admin")
        return opened

    monkeypatch.setattr(vault, "unseal", meanwhile)
    assert [(done.sealed, done.overtaken) for done in connections.reseal()] == [(0, 1)]
    assert works(linked, sandbox)
    connections.refresh(linked.pk, asked_by="web")


def test_an_answer_under_way_is_saved_though_its_row_was_sealed_anew(
    linked: Connection, sandbox: Sandbox, promoted: str
) -> None:
    sandbox.config(omit_refresh_token=True)
    sent: list[int] = []

    def rotate_meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT" in sql and "refreshattempt" in sql and not sent:
            sent.append(1)
            rotate()
        return execute(sql, params, many, context)

    with database.execute_wrapper(rotate_meanwhile):
        connections.refresh(linked.pk, asked_by="web")
    assert sent
    assert outcomes(linked) == ["saved"]
    assert connections.count_older_seals() == 0, (
        "the refresh token that was kept is the one sealed anew"
    )
    connections.refresh(linked.pk, asked_by="web")


def test_a_row_with_two_keys_needs_both(
    linked: Connection, sandbox: Sandbox, promoted: str
) -> None:
    sandbox.config(omit_refresh_token=True)
    connections.refresh(linked.pk, asked_by="web")
    newest, older = vault.key_ids()
    assert Token.objects.get().key_ids == f"{newest}.{older}."
    assert connections.count_older_seals() == 1
    rotate()
    assert Token.objects.get().key_ids == f"{newest}."


def test_a_run_that_broke_off_goes_on_where_it_ended(
    link: Link, alice: User, bob: User, carol: User, settings: Any
) -> None:
    for user in (alice, bob, carol):
        link(user, account=user.username)
    settings.TOKEN_ENCRYPTION_KEYS = [new_key(), *settings.TOKEN_ENCRYPTION_KEYS]
    assert next(connections.reseal(batch=1)).sealed == 1
    assert connections.count_older_seals() == 2
    assert "2 sealed anew" in rotate(batch=1)


def test_the_count_that_proves_it_is_served_by_an_index(linked: Connection, promoted: str) -> None:
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
        newest = f"{vault.key_ids()[0]}."
        wanted = Token.objects.filter(models.Q(key_ids__lt=newest) | models.Q(key_ids__gt=newest))
        plan = wanted.explain()
        if database.vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")
    assert "token_key_ids" in plan


def test_a_pair_that_waits_for_an_answer_is_rotated_too(
    linked: Connection, sandbox: Sandbox, alice: User, settings: Any
) -> None:
    body = sandbox.grant("bob")
    access = Secret(body["access_token"])
    answer, resources = oauth.TokenAnswer.from_json(body), oauth.accessible_resources(access)
    waiting = connections.hold(alice, answer, oauth.me(access), resources)
    settings.TOKEN_ENCRYPTION_KEYS = [new_key(), *settings.TOKEN_ENCRYPTION_KEYS]
    assert "2 sealed anew" in rotate()
    settings.TOKEN_ENCRYPTION_KEYS = settings.TOKEN_ENCRYPTION_KEYS[:1]
    assert works(connections.use(alice, waiting.pk), sandbox)


@pytest.mark.parametrize("state", [ConnectionState.RECONNECT, ConnectionState.BLOCKED])
def test_links_that_are_not_in_use_are_rotated_too(
    linked: Connection, promoted: str, state: str
) -> None:
    change(linked, state=state)
    assert "1 sealed anew" in rotate()
    linked.refresh_from_db()
    assert linked.state == state


def test_a_terminal_sees_a_bar_and_a_log_sees_lines(linked: Connection, promoted: str) -> None:
    terminal = Terminal()
    call_command("rotate_token_keys", stdout=terminal)
    assert f"\r[{'#' * 30}] 1/1" in terminal.getvalue()
    assert "\r" not in rotate()


def test_every_sealed_column_of_the_database_is_rotated(linked: Connection) -> None:
    ours = vault.key_ids()[0] + "."
    found = {
        (model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and field.name != "key_ids"
        if model._default_manager.filter(**{f"{field.name}__startswith": ours}).exists()
    }
    assert found == {("Token", "access_token"), ("Token", "refresh_token")}
    texts = {
        field.name for field in Token._meta.concrete_fields if isinstance(field, models.TextField)
    }
    assert texts == set(Token.SEALED), "what is text in Token is a secret"


def test_a_key_that_was_lost_is_named_before_anything_is_changed(
    linked: Connection, settings: Any
) -> None:
    lost = vault.key_ids()[0]
    settings.TOKEN_ENCRYPTION_KEYS = [new_key()]
    before = Token.objects.values().get()
    with pytest.raises(CommandError, match=f"TOKEN_ENCRYPTION_KEYS lacks key {lost}"):
        rotate()
    assert Token.objects.values().get() == before
    said = [str(message.msg) for message in run_checks(tags=[Tags.database], databases=["default"])]
    assert [message for message in said if lost in message]
    with pytest.raises(CommandError, match=lost):
        call_command("check", databases=["default"])


def test_links_whose_key_is_lost_for_good_end_when_somebody_says_so(
    linked: Connection, link: Link, alice: User, settings: Any
) -> None:
    lost = vault.key_ids()[0]
    with pytest.raises(CommandError, match="not lost"):
        rotate(disconnect_lost=lost)
    settings.TOKEN_ENCRYPTION_KEYS = [new_key()]
    assert "1 links were disconnected" in rotate(disconnect_lost=lost)
    linked.refresh_from_db()
    assert linked.state == ConnectionState.DISCONNECTED
    assert connections.access(link(alice).pk), "and they link again"
    rotate()


def test_a_row_that_does_not_open_is_named_and_holds_up_no_other(
    linked: Connection, link: Link, bob: User, promoted: str
) -> None:
    other = link(bob, account="bob")
    older = vault.key_ids()[1]
    Token.objects.filter(connection=other).update(access_token=f"{older}.damaged")
    out = StringIO()
    with pytest.raises(CommandError, match="1 tokens, named above"):
        call_command("rotate_token_keys", stdout=out, stderr=out)
    assert f"connection {other.pk}:" in out.getvalue()
    assert Token.objects.get(connection=linked).key_ids == f"{vault.key_ids()[0]}."
    other.refresh_from_db()
    assert other.state == ConnectionState.ACTIVE


def keys_replaced(linked: Connection, other: Connection, settings: Any) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = [new_key()]


def columns_swapped(linked: Connection, other: Connection, settings: Any) -> None:
    token = Token.objects.get(connection=linked)
    Token.objects.filter(pk=token.pk).update(
        access_token=token.refresh_token, refresh_token=token.access_token
    )


def rows_swapped(linked: Connection, other: Connection, settings: Any) -> None:
    ours, theirs = Token.objects.get(connection=linked), Token.objects.get(connection=other)
    for token, columns in ((ours, theirs), (theirs, ours)):
        Token.objects.filter(pk=token.pk).update(
            access_token=columns.access_token, refresh_token=columns.refresh_token
        )


@pytest.mark.parametrize("mishap", [keys_replaced, columns_swapped, rows_swapped])
def test_what_does_not_open_ends_no_link_and_is_told_once(
    linked: Connection,
    link: Link,
    bob: User,
    sandbox: Sandbox,
    settings: Any,
    mishap: Callable[[Connection, Connection, Any], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    other, keys = link(bob, account="bob"), settings.TOKEN_ENCRYPTION_KEYS
    as_it_was = {token.connection_id: token for token in Token.objects.all()}
    mishap(linked, other, settings)
    for _ in range(3):
        with pytest.raises(Misconfigured):
            connections.access(linked.pk)
        with pytest.raises(IntegrationError):
            connections.refresh(linked.pk, asked_by="web")
        with pytest.raises(Misconfigured):
            connections.refresh(linked.pk, asked_by="admin")
    linked.refresh_from_db()
    assert (linked.state, linked.exchange_started_at) == (ConnectionState.ACTIVE, None)
    assert len([entry for entry in caplog.records if entry.name == "lodge.alarm"]) == 1
    assert not sandbox.calls(path="/oauth/token$")[2:], "nothing was sent"

    settings.TOKEN_ENCRYPTION_KEYS = keys
    for pk, token in as_it_was.items():
        Token.objects.filter(connection_id=pk).update(
            access_token=token.access_token, refresh_token=token.refresh_token
        )
    change(linked, cool_down_until=None)
    expire(linked)
    assert works(linked, sandbox), "put right, it goes on by itself"


def test_two_keys_swapped_in_the_list_change_nothing_but_what_is_newest(
    linked: Connection, settings: Any
) -> None:
    first, second = settings.TOKEN_ENCRYPTION_KEYS[0], new_key()
    for keys in ([second, first], [first, second], [second, first]):
        settings.TOKEN_ENCRYPTION_KEYS = keys
        assert "1 sealed anew" in rotate()
        assert connections.access(linked.pk)
        connections.refresh(linked.pk, asked_by="web")
