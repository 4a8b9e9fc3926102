"""A personal access token is tried before it is kept: whose it is, and what answers at the address."""

import pytest

from integrations.credentials import CredentialRefused
from integrations.credentials.data_center import site_id
from integrations.credentials.data_center_probe import NotDataCenter, answering, probe
from integrations.errors import RateLimited, Unavailable
from integrations.vault import Secret
from tests.support.data_center import DataCenter
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["10", "11"])
def own(request: pytest.FixtureRequest, sandbox: Sandbox) -> DataCenter:
    """Each release in turn."""
    return DataCenter(sandbox, request.param)


def test_it_says_whose_token_it_is_and_which_release_answers(own: DataCenter) -> None:
    found = probe(f"{own.url}/", Secret(own.token("bob")), within=10)
    assert (found.me.name, found.me.login) == ("Bob", "bob")
    assert found.me.account_id == f"dc:{site_id(own.url)[3:]}:{own.member('bob')['key']}"
    assert (found.resource.url, found.resource.name) == (own.url, own.facts["name"])
    assert found.release == own.facts["release"]


def test_a_wrong_token_is_refused_although_jira_answers_as_to_a_stranger(own: DataCenter) -> None:
    with pytest.raises(CredentialRefused) as caught:
        probe(own.url, Secret("no-such-token"), within=10)
    assert caught.value.at_data_center


def test_no_password_is_ever_tried(own: DataCenter) -> None:
    own.password("bob")
    with pytest.raises(CredentialRefused):
        probe(own.url, Secret("no-such-token"), within=10)
    name, password = own.password("bob")
    url = f"{own.url}/rest/api/2/myself"
    own.change(basic=True)
    assert own.sandbox.http.get(url, auth=(name, password), timeout=30).status_code == 200


def test_an_ended_token_is_refused(own: DataCenter) -> None:
    secret = own.token("bob", days=1)
    own.sandbox.advance(24 * 3600 + 1)
    with pytest.raises(CredentialRefused):
        probe(own.url, Secret(secret), within=10)


def test_a_blocked_user_is_told_a_time_that_ends(own: DataCenter) -> None:
    own.change(limited=True, blocked=[own.member("bob")["account_id"]])
    with pytest.raises((RateLimited, Unavailable)):
        probe(own.url, Secret(own.token("bob")), within=10)


@pytest.mark.parametrize(
    ("kind", "options", "found"),
    [
        ("redirect", {"location": "/elsewhere"}, "redirect"),
        ("html", {"status": 200}, "page"),
        ("html", {"status": 401}, "page"),
        ("status", {"status": 404, "body": {"message": "no"}}, "other"),
        ("status", {"status": 403, "body": {}}, "other"),
        ("status", {"status": 200, "body": {"typeId": "confluence"}}, "other"),
        ("status", {"status": 200, "headers": {"X-AAccountId": "5b10"}, "body": {}}, "cloud"),
    ],
)
def test_what_is_no_data_center_is_named(
    own: DataCenter, kind: str, options: dict[str, object], found: str
) -> None:
    secret = Secret(own.token("bob"))
    own.sandbox.fault(kind, path="applinks", **options)
    with pytest.raises(NotDataCenter) as caught:
        probe(own.url, secret, within=10)
    assert caught.value.found == found
    assert not own.sandbox.calls("GET", "/rest/api/"), "the token went to an unknown address"


def test_a_cloud_site_never_sees_the_token(sandbox: Sandbox) -> None:
    url = str(sandbox.site("demo-team")["url"])
    with pytest.raises(NotDataCenter) as caught:
        probe(url, Secret("some-token"), within=10)
    assert caught.value.found == "cloud"
    assert [each["path"].rpartition("/")[2] for each in sandbox.calls("GET", "/_sites/")] == [
        "manifest",
        "tenant_info",
    ]


def test_an_instance_that_hides_its_manifest_is_known_by_its_header(own: DataCenter) -> None:
    secret, signed = Secret(own.token("bob")), {"X-AUSERNAME": "anonymous"}
    own.sandbox.fault("status", path="applinks", status=403, headers=signed, body={})
    found = probe(own.url, secret, within=10)
    assert (found.me.login, found.release) == ("bob", "")
    assert found.resource.name == own.url.partition("://")[2]


def test_an_outage_is_no_verdict(own: DataCenter) -> None:
    own.sandbox.fault("status", path="applinks", status=503)
    with pytest.raises(Unavailable):
        probe(own.url, Secret(own.token("bob")), within=10)


def test_an_instance_answers_nobody_and_yet_is_known(own: DataCenter) -> None:
    found = answering(own.url, within=10)
    assert found.me.account_id == f"dc:{site_id(own.url)[3:]}:"
    with pytest.raises(NotDataCenter):
        answering(own.sandbox.url, within=10)
    with pytest.raises(NotDataCenter):
        answering(str(own.sandbox.site("demo-team")["url"]), within=10)
