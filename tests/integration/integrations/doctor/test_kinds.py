"""Every kind of link is examined as it is used: at the gateway or at the site, in its dialect, with its own words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import doctor
from integrations.doctor import Finding, Outcome, Who
from integrations.models import Connection, Token
from tests.support import data_center, data_center_links, shared_links
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = (*shared_links.KINDS, "data_center 10", "data_center 11")
Enter = Callable[[str], Connection]


@pytest.fixture
def enter(sandbox: Sandbox, alice: User) -> Enter:
    """`enter(kind)`: a shared link that Alice entered."""

    def make(kind: str) -> Connection:
        if kind.startswith("data_center"):
            own = data_center.DataCenter(sandbox, kind.partition(" ")[2])
            return data_center_links.entered(own, alice)
        return shared_links.entered(sandbox, alice, kind)

    return make


def examined(connection: Connection) -> dict[str, Finding]:
    """The findings by the names of their steps."""
    row = Connection.objects.select_related("user", "default_site").get(pk=connection.pk)
    return {each.step: each for each in doctor.examine(row, asked_by="admin")}


def names(findings: dict[str, Finding]) -> dict[str, str]:
    """Steps that do not work, with the names of their diagnoses."""
    return {
        step: each.diagnosis.name
        for step, each in findings.items()
        if each.outcome is Outcome.PROBLEM and each.diagnosis is not None
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_healthy_link_of_each_kind_works_in_every_step(
    enter: Enter, sandbox: Sandbox, kind: str
) -> None:
    connection = enter(kind)
    before = len(sandbox.issues())
    found = examined(connection)
    assert names(found) == {}
    assert [step for step, each in found.items() if each.outcome is Outcome.SKIPPED] == ["trial"]
    assert len(sandbox.issues()) == before


@pytest.mark.parametrize("kind", ["api_token", "data_center 10"])
def test_the_way_leads_to_the_site_itself(enter: Enter, kind: str) -> None:
    connection = enter(kind)
    found = examined(connection)
    assert "the site itself" in str(found["server"].found.said[0])


def test_a_shared_link_is_examined_itself_where_its_account_has_an_own_link_too(
    sandbox: Sandbox, link: Callable[..., Connection], bob: User
) -> None:
    """Calls for people go through the own one."""
    shared = shared_links.entered(sandbox, bob, "api_token", "bob")
    link(bob, "bob")
    sandbox.control("DELETE", f"/accounts/{shared.account_id}/keys")
    assert "pair_refused" in names(examined(shared)).values()


@pytest.mark.parametrize("kind", ["api_token", "data_center 11"])
def test_a_kind_without_an_authorization_server_does_not_need_one(
    enter: Enter, settings: Any, kind: str
) -> None:
    connection = enter(kind)
    settings.ATLASSIAN_AUTH_URL = "http://127.0.0.1:9"
    assert names(examined(connection)) == {}


def test_an_application_link_has_no_account_to_examine(sandbox: Sandbox, alice: User) -> None:
    own = data_center.DataCenter(sandbox, "11")
    found = examined(data_center_links.application_link(own, alice))
    assert names(found) == {}
    assert found["self"].diagnosis is doctor.catalogue.lodge.NO_ACCOUNT
    assert found["server"].outcome is Outcome.OK


def test_a_persons_own_link_at_a_data_center_is_examined_there(
    sandbox: Sandbox, alice: User, bob: User, sign_in: Callable[[User], Client]
) -> None:
    own = data_center.DataCenter(sandbox, "11")
    mine = data_center_links.linked(own, data_center_links.application_link(own, alice), bob)
    found = examined(mine)
    assert names(found) == {}
    assert own.url.partition("://")[2].partition("/")[0] in found["self"].found.legs[0].address
    page: Any = sign_in(bob).post("/link/doctor/")
    assert "Everything works." in b"".join(page.streaming_content).decode()


@pytest.mark.wrong_on_purpose
def test_a_persons_own_link_that_ended_at_a_data_center_is_theirs_to_mend(
    sandbox: Sandbox, alice: User, bob: User
) -> None:
    own = data_center.DataCenter(sandbox, "11")
    mine = data_center_links.linked(own, data_center_links.application_link(own, alice), bob)
    Token.objects.filter(connection=mine).update(expires_at=timezone.now())
    own.revoke("bob")
    assert names(examined(mine))["token"] == "dc_grant_ended"
    mended_by = examined(mine)["link"].diagnosis
    assert mended_by is not None
    assert mended_by.who is Who.OWNER


DEAD = {
    "service_account": "service_client_refused",
    "api_token": "pair_refused",
    "scoped_api_token": "scoped_token_dead",
    "data_center 10": "pat_dead",
    "data_center 11": "pat_dead",
}


def kill(sandbox: Sandbox, connection: Connection) -> None:
    """End every credential of the account at the other side; an access token in Lodge's hands is at its end, too."""
    Token.objects.filter(connection=connection).update(expires_at=timezone.now())
    if connection.kind == "data_center":
        slug = "11" if connection.sites.filter(url__endswith="11").exists() else "10"
        data_center.DataCenter(sandbox, slug).revoke("bob")
    else:
        sandbox.control("DELETE", f"/accounts/{connection.account_id}/keys")


@pytest.mark.parametrize(("kind", "name"), DEAD.items())
@pytest.mark.wrong_on_purpose
def test_a_credential_that_ended_is_explained_by_its_kind(
    enter: Enter, sandbox: Sandbox, kind: str, name: str
) -> None:
    connection = enter(kind)
    kill(sandbox, connection)
    assert name in names(examined(connection)).values()
    connection.refresh_from_db()
    if connection.state == "reconnect":
        again = examined(connection)["link"].diagnosis
        assert again is not None
        assert again.who is not Who.OWNER
