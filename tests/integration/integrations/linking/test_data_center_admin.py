"""A Data Center in the administration: a token and an application link, tried first, explained beside the field."""

from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import User
from integrations import connections, jira
from integrations.connections import load_connection
from integrations.models import Connection, Token
from tests.conftest import person
from tests.support.data_center import DataCenter
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db: None) -> User:
    """A superuser."""
    return person("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def office(boss: User, sign_in: Any) -> Client:
    """Their browser."""
    client: Client = sign_in(boss)
    return client


@pytest.fixture
def own(sandbox: Sandbox) -> DataCenter:
    """The one with a context path."""
    return DataCenter(sandbox, "10")


TOKEN = ["data-center"]
LINK = ["data-center-link"]


def enter(office: Client, way: list[str], **given: str) -> Any:
    """Post the form."""
    return office.post(reverse("admin:shared-link-enter", args=way), given)


def said(answer: Any) -> str:
    """The page's text."""
    return unescape(answer.content.decode())


def test_a_token_is_entered_and_works(office: Client, own: DataCenter) -> None:
    answer = enter(office, TOKEN, site=f"{own.url}/", secret=own.token("bob"))
    made = Connection.objects.get()
    assert answer["Location"] == reverse("admin:integrations_connection_change", args=[made.pk])
    assert (made.kind, made.login) == ("data_center", "bob")
    assert jira.myself(made.account_id, made.sites.get().cloud_id).name == "Bob"


def test_a_token_is_in_its_sealed_column_and_nowhere_else(office: Client, own: DataCenter) -> None:
    secret = own.token("bob")
    answer = enter(office, TOKEN, site=own.url, secret=secret)
    made = Connection.objects.get()
    row = load_connection.read(made.pk)
    assert load_connection.access_token(row.token).reveal() == secret
    kept = [made, row.token, *made.sites.all(), *LogEntry.objects.all()]
    stored = [str(value) for each in kept for value in vars(each).values()]
    stored += [said(office.get(answer["Location"])), str(dict(office.session))]
    assert not [text for text in stored if secret in text]


def test_the_same_user_is_entered_once_and_gets_a_new_token_in_place(
    office: Client, own: DataCenter
) -> None:
    enter(office, TOKEN, site=own.url, secret=own.token("bob"))
    made = Connection.objects.get()
    again = enter(office, TOKEN, site=own.url, secret=own.token("bob"))
    assert "There is a shared link of that kind" in said(again)
    page = reverse("admin:shared-link-secret", args=[made.pk])
    assert own.url in said(office.get(page))
    office.post(page, {"site": own.url, "secret": own.token("bob")})
    refused = office.post(page, {"site": own.url, "secret": own.token("carol")})
    assert "another account" in said(refused)
    assert Connection.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"secret": "two words"}, "A secret has no spaces or line breaks."),
        ({"secret": "ATATT3xabc"}, "This is an API token of Jira Cloud."),
        ({"secret": "no-such-token"}, "This Jira does not know the token"),
        ({"site": "http://user:pass@jira.example/"}, "name"),
        ({"site": "not an address"}, "address"),
        ({"site": "https://169.254.169.254/"}, "169.254.169.254"),
        ({"site": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_no_secret_comes_back(
    office: Client, own: DataCenter, changes: dict[str, str], words: str
) -> None:
    given = {"site": own.url, "secret": own.token("bob"), **changes}
    answer = enter(office, TOKEN, **given)
    assert words in said(answer)
    assert not Connection.objects.exists()
    assert f'value="{given["secret"]}"' not in said(answer)
    if changes.keys() == {"secret"}:
        assert own.url in said(answer)


def test_a_site_of_cloud_is_named_as_such(office: Client, own: DataCenter) -> None:
    site = own.sandbox.site("demo-team")["url"]
    answer = enter(office, TOKEN, site=site, secret=own.token("bob"))
    assert answer.status_code == 200
    assert not Connection.objects.exists()


def test_an_application_link_is_entered_for_everybody(office: Client, own: DataCenter) -> None:
    page = said(office.get(reverse("admin:shared-link-enter", args=LINK)))
    assert connections.redirect_uri() in page
    client_id, secret = own.link(connections.redirect_uri())
    enter(office, LINK, site=own.url, client_id=client_id, secret=secret)
    (made,) = connections.applications()
    assert jira.shared_accounts_at(made.sites.get().cloud_id) == ()  # nobody files as it
    assert (made.login, made.account_id[-1]) == (client_id, ":")
    assert connections.client_at(made).client_secret.reveal() == secret
    assert secret not in str(vars(Token.objects.get()))


def test_an_id_where_the_secret_belongs_is_said(office: Client, own: DataCenter) -> None:
    answer = enter(office, LINK, site=own.url, client_id="abc", secret="abc")
    assert "This is the client ID." in said(answer)


def test_staff_who_are_no_superusers_enter_nothing(own: DataCenter, sign_in: Any) -> None:
    clerk = sign_in(person("clerk", is_staff=True))
    for way in (TOKEN, LINK):
        assert clerk.get(reverse("admin:shared-link-enter", args=way)).status_code == 403
