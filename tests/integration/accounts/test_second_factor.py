"""The administration asks for a second factor where the setting says so."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django_otp.oath import TOTP  # type: ignore[import-untyped]

from accounts import sign_in_throttle
from accounts.models import BackupCode, SecondFactor, User
from accounts.second_factor.key_encryption import unseal
from tests.conftest import person
from tests.integration.integrations.connections.concurrent_threads import at_once

PAGE, ADMIN = "/account/second-factor/", "/admin/accounts/user/"
ASKED = f"{PAGE}?next=%2Fadmin%2Faccounts%2Fuser%2F"


@pytest.fixture(autouse=True)
def wanted(settings: Any) -> None:
    settings.ADMIN_SECOND_FACTOR = True


@pytest.fixture
def root(db: None) -> User:
    return person("root", is_staff=True, is_superuser=True)


def code_of(user: User, step: int = 0) -> str:
    """What their telephone shows, so many steps from now."""
    key = unseal(SecondFactor.objects.get(user=user).sealed)
    totp = TOTP(key)
    totp.time = datetime.now(UTC).timestamp() + 30 * step
    return f"{totp.token():06d}"


def set_up(client: Client, user: User) -> list[str]:
    """Set it up; the backup codes."""
    client.get(PAGE)
    page = client.post(PAGE, {"code": code_of(user, -1), "next": ADMIN})
    return re.findall(r"<code>([a-z0-9-]+)</code>", page.text)


def is_open(client: Client) -> bool:
    """Whether the administration lets them in; else it leads to the page for codes."""
    answer = client.get(ADMIN, follow=True)
    return bool(answer.status_code == 200 and not answer.redirect_chain)


def test_second_factor_is_off_by_default(root: User, sign_in: Any, settings: Any) -> None:
    settings.ADMIN_SECOND_FACTOR = False
    client = sign_in(root)
    assert is_open(client)
    assert client.get(PAGE).status_code == 404


def test_it_is_set_up_at_the_first_visit_and_leads_on(root: User, sign_in: Any) -> None:
    client = sign_in(root)
    assert client.get(ADMIN, follow=True).redirect_chain[-1][0] == ASKED
    page = unescape(client.get(ASKED).text)
    assert 'src="data:image/svg+xml' in page
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert letters
    assert len(letters[1].replace(" ", "")) == 32
    assert not is_open(client)
    codes = set_up(client, root)
    assert len(set(codes)) == 10
    assert is_open(client)
    assert client.get(ASKED)["Location"] == ADMIN


def test_each_session_proves_it_and_the_key_is_not_shown_again(root: User, sign_in: Any) -> None:
    set_up(sign_in(root), root)
    client = sign_in(root)
    assert not is_open(client)
    page = client.get(ASKED).text
    assert "data:image" not in page.split("<main")[1]
    assert client.post(PAGE, {"code": "000000", "next": ADMIN}).status_code == 200
    assert not is_open(client)
    assert client.post(PAGE, {"code": f" {code_of(root)} ", "next": ADMIN})["Location"] == ADMIN
    assert is_open(client)


def test_others_are_not_asked_and_pages_for_people_do_not_ask(
    alice: User, root: User, sign_in: Any
) -> None:
    assert sign_in(alice).get(PAGE).status_code == 404
    assert sign_in(alice).get(ADMIN, follow=True).status_code == 403
    assert sign_in(root).get("/account/preferences/").status_code == 200


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_code_is_taken_once_whatever_comes_at_the_same_time(root: User, sign_in: Any) -> None:
    codes = set_up(sign_in(root), root)
    for code in (code_of(root), codes[0]):
        clients = iter([sign_in(root) for _ in range(5)])

        def prove(code: str = code, clients: Any = clients) -> bool:
            client = next(clients)
            return bool(client.post(PAGE, {"code": code, "next": ADMIN}).status_code == 302)

        assert at_once(5, prove).count(True) == 1


def test_a_backup_code_opens_once_however_it_is_written(root: User, sign_in: Any) -> None:
    codes = set_up(sign_in(root), root)
    client = sign_in(root)
    typed = codes[3].replace("-", " ").upper()
    assert client.post(PAGE, {"code": typed, "next": ADMIN}).status_code == 302
    assert is_open(client)
    assert sign_in(root).post(PAGE, {"code": codes[3], "next": ADMIN}).status_code == 200


def test_guesses_are_counted_and_logged(
    root: User, sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    set_up(sign_in(root), root)
    client = sign_in(root)
    for _ in range(sign_in_throttle.CODES.for_a_name):
        assert "This code is wrong" in client.post(PAGE, {"code": "000000"}).text
    assert "too many wrong codes" in client.post(PAGE, {"code": code_of(root)}).text
    assert f"wrong code: person {root.pk} from 127.0.0.1" in caplog.text
    assert not is_open(client)


def test_clocks_may_differ_by_a_step_and_no_more(root: User, sign_in: Any) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False) as clock:
        set_up(sign_in(root), root)
        clock.shift(timedelta(minutes=10))
        for step, taken in ((-2, False), (2, False), (1, True)):
            answer = sign_in(root).post(PAGE, {"code": code_of(root, step), "next": ADMIN})
            assert (answer.status_code == 302) is taken


def test_reset_command_deletes_the_second_factor(root: User, sign_in: Any) -> None:
    client = sign_in(root)
    set_up(client, root)
    said = StringIO()
    call_command("reset_second_factor", "ROOT@lodge.test", stdout=said)
    assert "sets up a new second factor" in said.getvalue()
    assert not is_open(client)
    assert "data:image" in client.get(ASKED).text
    call_command("reset_second_factor", "root", stdout=StringIO())
    for name in ("root", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", name, stdout=StringIO())


@pytest.mark.django_db
def test_the_database_holds_no_key_and_no_code(root: User, sign_in: Any, settings: Any) -> None:
    codes = set_up(sign_in(root), root)
    factor = SecondFactor.objects.get()
    key = unseal(factor.sealed)
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM accounts_secondfactor")
        kept = str(cursor.fetchall())
    kept += str(list(BackupCode.objects.values_list("digest")))
    assert not [each for each in (key.hex(), *codes, codes[0].replace("-", "")) if each in kept]
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-signing-key-" * 3
    assert unseal(factor.sealed) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal(factor.sealed) == key
