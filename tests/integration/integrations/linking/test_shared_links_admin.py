"""Shared credentials in the administration: tried before they are stored, never echoed, for superusers alone."""

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from integrations import connections, jira
from integrations.connections import load_connection
from integrations.errors import ReconnectRequired
from integrations.models import Connection, ConnectionState, Token
from tests.conftest import person
from tests.support.sandbox import Sandbox
from tests.support.shared_links import KINDS, Key, entered, make_key

pytestmark = pytest.mark.django_db

BOT = "Lodge bot"


@pytest.fixture
def boss(db: None) -> User:
    """A superuser."""
    return person("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def office(boss: User, sign_in: Any) -> Client:
    """Their browser."""
    client: Client = sign_in(boss)
    return client


def way(kind: str) -> str:
    """The page on which a credential of that kind is entered."""
    return reverse(
        "admin:shared-link-enter",
        args=["service-account" if kind == "service_account" else "api-token"],
    )


def filled_in(sandbox: Sandbox, key: Key, **changes: Any) -> dict[str, Any]:
    """The form as an administrator fills it in. None leaves a field out."""
    soon = (timezone.now() + timedelta(days=90)).date()
    given: dict[str, Any] = {"secret": key.secret, "expires_on": soon.isoformat()}
    if key.kind == "service_account":
        given["client_id"] = key.login
    else:
        given |= {"email": key.login, "site": sandbox.site("demo-team")["url"]}
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def said(answer: Any) -> str:
    """The text of a page."""
    return " ".join(unescape(answer.content.decode()).split())


@pytest.mark.parametrize("kind", KINDS)
def test_what_works_is_stored_and_opened_to_groups(
    office: Client, boss: User, sandbox: Sandbox, kind: str
) -> None:
    testers = Group.objects.create(name="Testers")
    key = make_key(sandbox, kind)
    given = filled_in(sandbox, key, groups=[testers.pk])
    answer = office.post(way(kind), given, follow=True)

    made = Connection.objects.get()
    assert "It works: Lodge can act as Lodge bot." in said(answer)
    assert (made.kind, made.entered_by, made.user, made.state) == (kind, boss, None, "active")
    assert list(made.groups.all()) == [testers]
    assert str(made.credential_expires_on) == given["expires_on"]
    assert LogEntry.objects.get().object_id == str(made.pk)
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    assert jira.myself(made.account_id, cloud_id).account_id == made.account_id
    assert key.secret not in answer.content.decode()


def test_a_secret_is_in_sealed_columns_and_nowhere_else(office: Client, sandbox: Sandbox) -> None:
    key = make_key(sandbox, "api_token")
    office.post(way(key.kind), filled_in(sandbox, key))
    row = load_connection.read(Connection.objects.get().pk)
    assert load_connection.access_token(row.token).reveal() == key.secret
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # a name of our own
            assert key.secret not in str(cursor.fetchall()), table
    keys = getattr(cache, "_cache", {})
    assert key.secret not in str(keys)


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("api_token", {"secret": "two words"}, "A secret has no spaces or line breaks"),
        ("api_token", {"secret": "ATATT3x\nrest"}, "A secret has no spaces or line breaks"),
        ("api_token", {"secret": "bob@example.com"}, "This is an e-mail address"),
        ("api_token", {"secret": "geheim–nis"}, "This is not what Atlassian showed"),
        ("api_token", {"secret": "ATATT3x-wrong"}, "Atlassian refused it."),
        ("api_token", {"email": "not an address"}, "valid email address"),
        ("api_token", {"expires_on": None}, "This field is required"),
        ("api_token", {"expires_on": "2020-01-01"}, "This day is past"),
        ("api_token", {"expires_on": "2099-01-01"}, "No API token lives for longer than a year"),
        ("api_token", {"site": "https://jira.example.com"}, "This is no site of Jira Cloud"),
        ("api_token", {"site": "http://team.atlassian.net"}, "Write https"),
        ("api_token", {"site": "https://a:b@team.atlassian.net"}, "Leave name and password out"),
        ("service_account", {"secret": "ATOA-mistyped"}, "Atlassian refused id and secret"),
        ("service_account", {"client_id": "ATOAxyz"}, "This is a secret. The ID is the shorter"),
        ("service_account", {"client_id": "two words"}, "A client ID has no spaces"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_stored(
    office: Client, sandbox: Sandbox, kind: str, changes: dict[str, Any], words: str
) -> None:
    key = make_key(sandbox, kind)
    given = filled_in(sandbox, key, **changes)
    answer = office.post(way(kind), given)

    page = said(answer)
    assert answer.status_code == 200
    assert words in page
    assert not Connection.objects.exists()
    assert given["secret"] not in answer.content.decode(), "a secret is not echoed"
    kept = given.get("client_id") or given["email"]
    assert kept in page, "the rest of what was typed stays"


def test_a_client_id_in_the_place_of_the_secret_is_told(office: Client, sandbox: Sandbox) -> None:
    key = make_key(sandbox, "service_account")
    given = filled_in(sandbox, key, secret=key.login)
    assert "This is the client ID." in said(office.post(way(key.kind), given))


def test_what_is_missing_is_named(office: Client, sandbox: Sandbox) -> None:
    key = make_key(sandbox, "service_account", scopes=["read:jira-work", "read:jira-user"])
    answer = office.post(way(key.kind), filled_in(sandbox, key), follow=True)
    assert "The credential lacks the scopes write:jira-work." in said(answer)
    assert "Its credential lacks scopes that Lodge asks for: <code>write:jira-work" in said(answer)


def test_the_same_account_twice_is_refused(office: Client, sandbox: Sandbox) -> None:
    for number in (1, 2):
        key = make_key(sandbox, "scoped_api_token")
        answer = office.post(way(key.kind), filled_in(sandbox, key))
        assert Connection.objects.count() == 1, number
    assert "There is a shared link of that kind as this account." in said(answer)


def test_an_outage_stores_nothing_and_says_so(office: Client, sandbox: Sandbox) -> None:
    sandbox.fault("status", status=503, path="myself$", times=None)
    key = make_key(sandbox, "api_token")
    answer = office.post(way(key.kind), filled_in(sandbox, key))
    assert "Atlassian did not answer as expected. Nothing was saved" in said(answer)
    assert not Connection.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_secret_keeps_all_else(
    office: Client, alice: User, boss: User, sandbox: Sandbox, kind: str
) -> None:
    testers = Group.objects.create(name="Testers")
    made = entered(sandbox, alice, kind, groups=[testers], expires_on=date(2026, 12, 1))
    Connection.objects.update(state=ConnectionState.RECONNECT, expiry_told=7)
    page = reverse("admin:shared-link-secret", args=[made.pk])
    assert made.login in said(office.get(page))

    key = make_key(sandbox, kind)
    answer = office.post(page, filled_in(sandbox, key), follow=True)

    made.refresh_from_db()
    assert "It works: Lodge can act as Lodge bot." in said(answer)
    assert (made.state, made.expiry_told, made.entered_by) == ("active", None, boss)
    assert list(made.groups.all()) == [testers]


def test_a_new_secret_of_another_account_is_refused(
    office: Client, alice: User, sandbox: Sandbox
) -> None:
    made = entered(sandbox, alice, "api_token")
    before = Token.objects.get().access_token
    other = make_key(sandbox, "api_token", "Bob")
    page = reverse("admin:shared-link-secret", args=[made.pk])
    answer = office.post(page, filled_in(sandbox, other))
    assert "This belongs to another account" in said(answer)
    assert Token.objects.get().access_token == before


def test_groups_are_changed(office: Client, alice: User, sandbox: Sandbox) -> None:
    testers, others = (Group.objects.create(name=each) for each in ("Testers", "Others"))
    made = entered(sandbox, alice, "api_token", groups=[testers])
    page = reverse("admin:shared-link-groups", args=[made.pk])
    assert "Testers" in said(office.get(page))
    office.post(page, {"groups": [others.pk]})
    assert list(made.groups.all()) == [others]


def test_check_now_asks_jira_whose_the_credential_is(
    office: Client, alice: User, sandbox: Sandbox
) -> None:
    made = entered(sandbox, alice, "scoped_api_token")
    for _ in range(2):
        page = office.post(reverse("admin:link-check", args=[made.pk]), follow=True)
        assert "The link works: Jira knows its credential." in said(page)
    assert len(sandbox.calls(path="myself$")) == 2


def test_the_page_of_a_dead_one_says_who_mends_it_and_how(
    office: Client, alice: User, sandbox: Sandbox
) -> None:
    made = entered(sandbox, alice, "api_token")
    Connection.objects.update(state=ConnectionState.RECONNECT)
    page = said(office.get(reverse("admin:integrations_connection_change", args=[made.pk])))
    assert "Needs a new secret" in page
    assert "A superuser: make a new credential of the same account" in page
    assert "None: nobody can use it" in page


@pytest.mark.parametrize("staff", [True, False])
def test_only_superusers_enter_credentials(
    sandbox: Sandbox, alice: User, sign_in: Any, staff: bool
) -> None:
    alice.is_staff = staff
    alice.save()
    alice.user_permissions.set(Permission.objects.all())
    made = entered(sandbox, alice, "api_token")
    client = sign_in(alice)
    for page in (
        way("api_token"),
        reverse("admin:shared-link-secret", args=[made.pk]),
        reverse("admin:shared-link-groups", args=[made.pk]),
    ):
        assert client.get(page).status_code == (403 if staff else 302)
        assert client.post(page, {}).status_code == (403 if staff else 302)


def test_a_personal_link_has_no_secret_to_enter(office: Client, alice: User, link: Any) -> None:
    made = link(alice)
    for name in ("admin:shared-link-secret", "admin:shared-link-groups"):
        assert office.get(reverse(name, args=[made.pk])).status_code == 404


def test_the_setting_forbids_entering_and_using(
    office: Client, alice: User, link: Any, sandbox: Sandbox, settings: Any
) -> None:
    own, made = link(alice), entered(sandbox, alice, "scoped_api_token")
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    settings.SHARED_LINKS = False

    assert office.get(way("api_token")).status_code == 403
    listed = said(office.get(reverse("admin:integrations_connection_changelist")))
    assert "Enter an API token" not in listed
    with pytest.raises(jira.SharedUnavailable):
        jira.myself(made.account_id, cloud_id)
    with pytest.raises(ReconnectRequired, match="switched off"):
        connections.access(made.pk)
    assert jira.myself(own.account_id, cloud_id)
