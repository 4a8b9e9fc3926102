"""An examination goes the way of a report: each step as the real call does it, and nothing is filed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from installation import copy_guard
from installation.models import Installation, the_one
from integrations import doctor, limits
from integrations.doctor import Finding, Outcome, Who
from integrations.models import Connection, ConnectionState, PendingLink, Token
from integrations.transport import reachability
from tests.integration.integrations.transport.misbehaving_servers import Behaviour, Server, answers
from tests.integration.integrations.transport.misbehaving_servers import http as whole
from tests.integration.integrations.transport.test_tls import certificate, encrypted
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db

Examined = Callable[..., dict[str, Finding]]


def names(findings: dict[str, Finding]) -> dict[str, str]:
    """Steps that do not work, with the names of their diagnoses."""
    return {
        step: each.diagnosis.name
        for step, each in findings.items()
        if each.outcome is Outcome.PROBLEM and each.diagnosis is not None
    }


def test_a_healthy_link_works_in_every_step_and_nothing_is_filed(
    examined: Examined, sandbox: Sandbox
) -> None:
    before = len(sandbox.issues())
    found = examined()
    assert names(found) == {}
    assert [step for step, each in found.items() if each.outcome is Outcome.SKIPPED] == ["trial"]
    assert len(sandbox.issues()) == before
    writes = [each for each in sandbox.calls() if each["method"] not in ("GET", "HEAD")]
    assert [each for each in writes if "/ex/jira/" in each["path"]] == []


def test_each_step_asks_what_the_real_call_asks(examined: Examined, sandbox: Sandbox) -> None:
    after = sandbox.control("GET", "/log", params={"after": 0})["calls"][-1]["n"]
    examined()
    asked = [each["path"].rpartition("/rest/api/3/")[2] for each in sandbox.calls(after=after)]
    assert "myself" in asked
    assert "project/search" in asked
    assert "mypermissions" in asked
    assert "attachment/meta" in asked
    assert any("accessible-resources" in each for each in asked)
    assert any("createmeta" in each and each.endswith("issuetypes") for each in asked)


def test_both_legs_are_shown_with_their_times(examined: Examined) -> None:
    found = examined()
    assert "connected in" in " ".join(map(str, found["authorization"].found.said))
    [leg] = found["self"].found.legs
    assert (leg.method, leg.status) == ("GET", 200)
    assert leg.address.endswith("/rest/api/{id}/myself") or leg.address.endswith("/myself")
    assert found["self"].milliseconds >= leg.milliseconds


def test_a_chosen_project_is_examined(examined: Examined) -> None:
    found = examined(project_key="SHOP")
    assert "SHOP" in str(found["project"].found.said[0])


def test_an_unknown_project_is_named_as_not_visible(examined: Examined) -> None:
    found = examined(project_key="NOWHERE")
    assert names(found)["project"] == "not_visible"
    assert found["create-form"].outcome is Outcome.SKIPPED


REFUSED = {
    "token_refused": "token_refused",
    "scope_mismatch": "scope_missing",
    "unknown_site": "unknown_site",
    "ip_allowlist": "ip_not_allowed",
    "blocked_by_policy": "blocked_by_policy",
    "site_suspended": "site_asleep",
    "connect_session": "token_as_bearer",
    "captcha": "captcha",
    "password": "password_at_cloud",
    "password_older": "password_at_cloud",
    "anonymous_empty": "dead_and_empty",
    "anonymous_404": "nobody_asked",
    "another_account": "another_account",
    "login_page": "login_page",
    "login_page_403": "login_page",
    "proxy_page": "other_page",
    "password_at_data_center": "dc_password_refused",
    "locked_at_data_center": "captcha",
    "locked_out": "locked_out",
    "xsrf": "header_removed",
    "removed": "removed",
    "set_up_wrong": "jira_set_up_wrong",
}


@pytest.mark.parametrize(("played", "name"), REFUSED.items())
@pytest.mark.wrong_on_purpose
def test_what_the_other_side_says_is_explained(
    examined: Examined, sandbox: Sandbox, played: str, name: str
) -> None:
    sandbox.fault("refusal", path="/myself$", times=None, name=played)
    found = examined()
    assert names(found)["self"] == name
    assert found["project"].outcome is Outcome.SKIPPED
    assert found["project"].diagnosis is doctor.catalogue.lodge.SKIPPED


@pytest.mark.parametrize(
    ("kind", "options", "name"),
    [
        ("drop_before", {}, "hung_up"),
        ("html", {"status": 502}, "jira_down"),
        ("rate_limit", {"reason": "jira-burst-based"}, "burst"),
        ("rate_limit", {"reason": "jira-quota-global-based"}, "wait_for_all"),
        ("rate_limit", {"reason": "jira-quota-tenant-based"}, "wait_for_site"),
        ("rate_limit", {"reason": None}, "gateway_busy"),
        ("status", {"status": 503, "headers": {"Retry-After": "9"}}, "maintenance"),
        ("malformed", {}, "garbled"),
        ("redirect", {"location": "https://elsewhere.example/"}, "redirected"),
        ("expired_as", {"status": 403}, "unknown_site"),
    ],
)
@pytest.mark.wrong_on_purpose
def test_faults_on_the_way_are_explained(
    examined: Examined, sandbox: Sandbox, kind: str, options: dict[str, Any], name: str
) -> None:
    sandbox.fault(kind, path="/myself$", times=None, **options)
    assert names(examined())["self"] == name


def test_a_pause_is_told_with_its_end_and_nothing_is_sent(
    examined: Examined, sandbox: Sandbox
) -> None:
    limits.pause("app", 300.0, "jira-quota-global-based")
    found = examined()
    assert names(found) == {"self": "paused", "quotas": "paused"}
    assert "jira-quota-global-based" in " ".join(map(str, found["quotas"].found.said))
    assert sandbox.calls(path="/myself$") == []


def test_a_refused_renewal_is_told_in_the_words_of_its_cause(
    examined: Examined, connection: Connection, sandbox: Sandbox
) -> None:
    Token.objects.filter(connection=connection).update(expires_at=timezone.now())
    sandbox.control("POST", f"/accounts/{connection.account_id}/revoke")
    found = examined()
    assert names(found)["token"] == "grant_ended"
    connection.refresh_from_db()
    assert connection.state == ConnectionState.RECONNECT
    assert names(examined())["link"] == "grant_ended"


def test_a_wrong_client_secret_is_the_admins(
    examined: Examined, connection: Connection, settings: Any
) -> None:
    Token.objects.filter(connection=connection).update(expires_at=timezone.now())
    settings.ATLASSIAN_CLIENT_SECRET = "not this one"
    found = examined(asked_by="admin")
    assert names(found)["token"] == "client_refused"
    assert found["token"].diagnosis is not None
    assert found["token"].diagnosis.who is Who.LODGE_ADMIN


def test_a_lost_site_is_named(examined: Examined, sandbox: Sandbox) -> None:
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    sandbox.control("POST", f"/sites/{cloud_id}/uninstall")
    assert names(examined())["self"] == "not_installed"


def test_scopes_are_held_against_what_each_feature_needs(
    examined: Examined, connection: Connection
) -> None:
    Connection.objects.filter(pk=connection.pk).update(scopes="read:jira-work read:me")
    found = examined()
    assert names(found)["scopes"] == "scope_missing"
    said = " ".join(map(str, found["scopes"].found.said))
    assert "write:jira-work" in said
    assert "read:jira-user" in said


def test_files_that_are_switched_off_are_told(examined: Examined, sandbox: Sandbox) -> None:
    sandbox.fault(
        "status",
        path="/attachment/meta$",
        body={"enabled": False, "uploadLimit": 0},
        status=200,
    )
    assert names(examined())["files"] == "files_off"


def test_a_permission_that_filing_needs_is_named(examined: Examined, sandbox: Sandbox) -> None:
    denied = {
        "CREATE_ISSUES": {"havePermission": False},
        "BROWSE_PROJECTS": {"havePermission": True},
    }
    sandbox.fault("status", path="/mypermissions$", body={"permissions": denied}, status=200)
    found = examined()
    assert names(found)["project"] == "permission"
    assert "CREATE_ISSUES" in str(found["project"].found.said[1])


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("blocked", "stopped"),
        ("disconnected", "disconnected"),
        ("suspended", "rests"),
        ("reconnect", "needs_owner"),
    ],
)
def test_a_link_that_does_not_work_is_explained_from_its_record(
    examined: Examined, connection: Connection, sandbox: Sandbox, state: str, name: str
) -> None:
    Connection.objects.filter(pk=connection.pk).update(state=state)
    assert names(examined()) == {"link": name}
    assert sandbox.calls(path="/myself$") == []


def test_tokens_that_no_key_opens_are_the_admins(
    examined: Examined, connection: Connection
) -> None:
    Token.objects.filter(connection=connection).update(access_token="00000000.nonsense")
    assert names(examined())["link"] == "key_missing"


def test_a_copy_of_the_database_sends_nothing(examined: Examined, sandbox: Sandbox) -> None:
    after = sandbox.calls()[-1]["n"]
    Installation.objects.update_or_create(pk=the_one(), defaults={"name": "another"})
    copy_guard.forget()
    assert names(examined())["settings"] == "copy"
    assert sandbox.calls(after=after) == []


def test_who_began_to_link_and_never_came_back_is_told_why(sandbox: Sandbox, alice: Any) -> None:
    none = {each.step: each for each in doctor.examine(None, user_id=alice.pk)}
    assert names(none) == {"link": "not_linked"}
    PendingLink.objects.create(state="a-state", user=alice, session="digest")
    begun = {each.step: each for each in doctor.examine(None, user_id=alice.pk)}
    assert names(begun) == {"link": "never_came_back"}


def test_without_a_chosen_site_none_is_taken(examined: Examined, connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(default_site=None)
    found = examined()
    assert found["self"].diagnosis is doctor.catalogue.lodge.SITE_CHOICE
    assert found["self"].outcome is Outcome.SKIPPED


def test_time_is_bounded_over_all_steps(examined: Examined, sandbox: Sandbox) -> None:
    sandbox.fault("delay", path="/myself$", times=None, seconds=3.0)
    found = examined(seconds=1.0)
    assert names(found)["self"] == "too_slow"


def test_a_name_that_does_not_resolve_is_told(examined: Examined, settings: Any) -> None:
    settings.ATLASSIAN_AUTH_URL = "https://nowhere.invalid"
    assert names(examined())["authorization"] == "no_such_name"


def test_a_closed_port_is_told(examined: Examined, settings: Any) -> None:
    settings.ATLASSIAN_API_URL = "http://127.0.0.1:9"
    assert names(examined())["server"] == "not_reached"


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_is_checked_as_calls_check_it(
    serve: Callable[[Behaviour], Server],
    tmp_path: Path,
    settings: Any,
    trusted: bool,
) -> None:
    file = certificate(tmp_path, "localhost")
    server = serve(encrypted(file, answers(whole(b"[1]"))))
    settings.CA_BUNDLE = str(file) if trusted else ""
    url = server.url.replace("http://127.0.0.1", "https://localhost")
    settings.ATLASSIAN_API_URL = url
    if trusted:
        reached = reachability.reach(url, within=5)
        assert reached.tls.startswith("TLS")
        assert reached.certificate_ends is not None
    else:
        with pytest.raises(reachability.NotReachedError) as told:
            reachability.reach(url, within=5)
        assert told.value.obstacle is reachability.Obstacle.CERTIFICATE


def test_a_server_without_tls_is_told(serve: Callable[[Behaviour], Server], settings: Any) -> None:
    server = serve(answers(whole(b"[1]")))
    settings.ATLASSIAN_API_URL = server.url.replace("http", "https")
    with pytest.raises(reachability.NotReachedError) as told:
        reachability.reach(settings.ATLASSIAN_API_URL, within=5)
    assert told.value.obstacle in {reachability.Obstacle.TLS, reachability.Obstacle.TIME}


@pytest.mark.wrong_on_purpose
def test_a_failed_step_names_no_secret(
    examined: Examined, connection: Connection, sandbox: Sandbox
) -> None:
    sandbox.fault(
        "status",
        path="/myself$",
        status=400,
        body={"errorMessages": ["ask alice@lodge.test"], "errors": {}},
        times=None,
    )
    found = examined()
    text = doctor.as_text(
        list(found.values()), doctor.FOR_OWNER, connection=connection, at=timezone.now()
    )
    assert "alice@lodge.test" not in text
    assert "…@…" in text
    assert connection.account_id not in text
    assert sandbox.site("demo-team")["cloud_id"] not in text
    assert "Who can mend it:" in text
