"""What an administrator typed, found out by calls: its kind, its account, its sites, and why it is refused."""

from collections.abc import Callable

import pytest

from integrations.credentials import CredentialRefused, NoSiteOfAccount, probing
from integrations.credentials.site_address import AddressRefused, cloud_site
from integrations.errors import IntegrationError, RateLimited, ScopeMissing, Unavailable
from integrations.vault import Secret
from tests.integration.integrations.transport.misbehaving_servers import Behaviour, Server, answers
from tests.support.sandbox import Sandbox
from tests.support.shared_links import SCOPES, Key, make_key

pytestmark = pytest.mark.django_db

BOT = "Lodge bot"


def whole(body: bytes, status: int) -> bytes:
    """An answer as it is sent."""
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nLocation: /x\r\n\r\n"
    return head.encode() + body


def tried(sandbox: Sandbox, key: Key, *, email: str = "", site: str = "") -> probing.Probed:
    """The key of an API token, tried at "Demo team"."""
    address = site or sandbox.site("demo-team")["url"]
    return probing.api_token(address, email or key.login, Secret(key.secret))


def test_a_token_without_scopes_is_found_at_the_site(sandbox: Sandbox) -> None:
    found = tried(sandbox, make_key(sandbox, "api_token", "Bob"))

    site = sandbox.site("demo-team")
    assert (found.kind, found.me.account_id) == ("api_token", sandbox.account("Bob")["account_id"])
    [resource] = found.resources
    assert (resource.cloud_id, resource.url, resource.name) == (
        site["cloud_id"],
        site["url"],
        "Demo team",
    )
    assert sandbox.calls(path="/ex/jira/") == []


def test_a_token_with_scopes_is_found_through_the_gateway(sandbox: Sandbox) -> None:
    found = tried(sandbox, make_key(sandbox, "scoped_api_token"))
    assert (found.kind, found.lacking) == ("scoped_api_token", ())
    assert found.login.endswith("@serviceaccount.atlassian.com")
    tries = [(call["path"].split("/")[1], call["status"]) for call in sandbox.calls(path="myself$")]
    assert tries == [("_sites", 401), ("ex", 200)]


def test_a_service_accounts_key_that_is_sent_as_bearer_is_found(sandbox: Sandbox) -> None:
    sandbox.config(service_keys="bearer")
    found = tried(sandbox, make_key(sandbox, "scoped_api_token"))
    assert (found.kind, found.login) == ("scoped_api_token", "")
    assert [call["status"] for call in sandbox.calls(path="myself$")] == [401, 401, 200]


def test_the_kind_is_found_by_no_list(sandbox: Sandbox) -> None:
    """A dead token gets 200 and an empty list at the site."""
    key = make_key(sandbox, "api_token", "Bob", days=1)
    sandbox.advance(24 * 3600 + 1)
    with pytest.raises(CredentialRefused):
        tried(sandbox, key)
    assert sandbox.calls(path="project/search") == []


@pytest.mark.parametrize(
    ("email", "secret"),
    [("alice@example.com", ""), ("", "ATATT3x-of-nobody"), ("", "a-password-1"), ("", "x" * 44)],
)
def test_a_wrong_pair_is_refused(sandbox: Sandbox, email: str, secret: str) -> None:
    key = make_key(sandbox, "api_token", "Bob")
    wrong = Key(key.kind, email or key.login, secret or key.secret)
    with pytest.raises(CredentialRefused):
        tried(sandbox, wrong)


def test_a_missing_scope_is_named(sandbox: Sandbox) -> None:
    with pytest.raises(ScopeMissing) as caught:
        tried(sandbox, make_key(sandbox, "scoped_api_token", scopes=["read:jira-work"]))
    assert caught.value.scopes == ("read:jira-user",)
    found = tried(sandbox, make_key(sandbox, "scoped_api_token", scopes=["read:jira-user"]))
    assert found.lacking == ("read:jira-work",)


def test_a_service_account_tells_its_sites_and_scopes(sandbox: Sandbox) -> None:
    key = make_key(sandbox, "service_account")
    found = probing.service_account(key.login, Secret(key.secret))
    assert (found.kind, found.scopes, found.lacking) == ("service_account", SCOPES, ())
    assert [each.name for each in found.resources] == ["Demo team"]
    assert found.me.name == BOT


def test_what_a_service_account_lacks_is_named(sandbox: Sandbox) -> None:
    some = make_key(sandbox, "service_account", scopes=["read:jira-work", "read:jira-user"])
    assert probing.service_account(some.login, Secret(some.secret)).lacking == ("write:jira-work",)
    less = make_key(sandbox, "service_account", scopes=["read:jira-work"])
    with pytest.raises(ScopeMissing):
        probing.service_account(less.login, Secret(less.secret))


def test_where_atlassian_lists_no_site_the_typed_one_is_asked_for_its_id(sandbox: Sandbox) -> None:
    sandbox.fault(
        "status", status=200, body="[]", content_type="application/json", path="resources"
    )
    key, site = make_key(sandbox, "service_account"), sandbox.site("demo-team")
    found = probing.service_account(key.login, Secret(key.secret), site["url"])
    assert [each.cloud_id for each in found.resources] == [site["cloud_id"]]


def test_a_service_account_without_a_site_is_told_so(sandbox: Sandbox) -> None:
    key, site = make_key(sandbox, "service_account"), sandbox.site("demo-team")
    bot = sandbox.account(BOT)["account_id"]
    sandbox.control("POST", f"/sites/{site['cloud_id']}/members/{bot}/remove")
    with pytest.raises(NoSiteOfAccount):
        probing.service_account(key.login, Secret(key.secret))


@pytest.mark.parametrize("change", ["id", "secret", "own app"])
def test_wrong_client_credentials_are_refused(sandbox: Sandbox, change: str) -> None:
    key = make_key(sandbox, "service_account")
    login, secret = {
        "id": ("no-such-client", key.secret),
        "secret": (key.login, "wrong"),
        "own app": (sandbox.client_id, sandbox.client_secret),
    }[change]
    with pytest.raises(CredentialRefused):
        probing.service_account(login, Secret(secret))


def test_an_account_that_was_locked_is_not_tried_any_further(sandbox: Sandbox) -> None:
    denied = {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}
    sandbox.fault("status", status=403, body="<html>", headers=denied, path="myself$", times=None)
    with pytest.raises(CredentialRefused) as caught:
        tried(sandbox, make_key(sandbox, "api_token", "Bob"))
    assert caught.value.locked
    assert len(sandbox.calls(path="myself$")) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 503}, Unavailable),
        ({"kind": "html", "status": 502}, Unavailable),
        ({"kind": "rate_limit", "retry_after": 5}, RateLimited),
        ({"kind": "drop_before"}, Unavailable),
    ],
)
def test_an_outage_is_no_refusal(
    sandbox: Sandbox, fault: dict[str, object], error: type[IntegrationError]
) -> None:
    key = make_key(sandbox, "api_token", "Bob")
    sandbox.fault(**fault, path="myself$", times=None)  # type: ignore[arg-type]  # options of any type
    with pytest.raises(error) as caught:
        tried(sandbox, key)
    assert not isinstance(caught.value, CredentialRefused)


@pytest.mark.parametrize(
    ("typed", "site"),
    [
        ("https://team.atlassian.net", "https://team.atlassian.net"),
        ("  team.atlassian.net/ ", "https://team.atlassian.net"),
        (
            "https://Team.Atlassian.net/jira/software/projects/A/boards/1",
            "https://team.atlassian.net",
        ),
        ("https://team.jira.com:443/x?y#z", "https://team.jira.com"),
    ],
)
def test_any_page_of_a_site_gives_its_address(typed: str, site: str) -> None:
    assert cloud_site(typed) == site


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "unreadable"),
        ("https://", "unreadable"),
        ("ftp://team.atlassian.net", "unreadable"),
        ("https://team.atlassian.net:99999", "unreadable"),
        ("https://te am.atlassian.net", "unreadable"),
        ("https://team.atlassian.net\\@evil.example", "unreadable"),
        ("https://bob:secret@team.atlassian.net", "credentials"),
        ("http://team.atlassian.net", "scheme"),
        ("https://team.atlassian.net:8443", "not_cloud"),
        ("https://jira.example.com", "not_cloud"),
        ("https://atlassian.net.evil.example", "not_cloud"),
        ("https://evilatlassian.net", "not_cloud"),
        ("https://169.254.169.254/latest", "not_cloud"),
        ("https://[::1]/", "not_cloud"),
        ("https://0x7f000001/", "not_cloud"),
    ],
)
def test_an_address_of_no_cloud_site_is_refused(typed: str, code: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        cloud_site(typed)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (302, b"", "redirect"),
        (200, b"<html>Log in</html>", "not_a_site"),
        (200, b'{"cloudId": "../x"}', "not_a_site"),
        (404, b"{}", "not_a_site"),
    ],
)
def test_what_answers_without_a_cloud_id_is_no_site(
    serve: Callable[[Behaviour], Server], status: int, body: bytes, code: str
) -> None:
    server = serve(answers(whole(body, status)))
    with pytest.raises(AddressRefused) as caught:
        probing.api_token(server.url, "a@b.example", Secret("x"))
    assert caught.value.code == code
