"""Tokens, scopes, sites and accounts, as the door meets them: what it repeats, and what it never does."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations import jira
from integrations.models import Connection, ConnectionState, RefreshAttempt, Site, Token
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db


def expire_at_atlassian(seat: Seat) -> None:
    seat.sandbox.control("POST", f"/accounts/{seat.account_id}/expire")


def refreshes() -> int:
    return RefreshAttempt.objects.count()


def test_an_expired_token_is_renewed_before_the_call(alices: Seat) -> None:
    Token.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    jira.myself(*alices.at)

    assert refreshes() == 1
    assert [call["status"] for call in alices.sandbox.calls(path="/myself$")] == [200]


def test_a_401_costs_one_refresh_and_one_more_try(alices: Seat) -> None:
    expire_at_atlassian(alices)

    jira.myself(*alices.at)

    assert refreshes() == 1
    assert [call["status"] for call in alices.sandbox.calls(path="/myself$")] == [401, 200]


def test_a_write_is_sent_again_after_a_401_only(alices: Seat) -> None:
    fields = alices.body()
    expire_at_atlassian(alices)

    jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

    assert [call["status"] for call in alices.sandbox.calls("POST", "/issue$")] == [401, 201]
    assert len(alices.created()) == 1


def test_a_second_401_ends_it_and_leaves_the_link_alone(alices: Seat) -> None:
    alices.sandbox.fault("expired_as", status=401, path="/myself$", times=None)

    with pytest.raises(jira.Unavailable):
        jira.myself(*alices.at)

    assert len(alices.sandbox.calls(path="/myself$")) == 2
    assert Connection.objects.get().state == ConnectionState.ACTIVE


@pytest.mark.parametrize("status", [403, 404])
def test_a_dead_token_that_is_answered_as_a_denial_is_renewed_and_the_call_made_once_more(
    alices: Seat, status: int
) -> None:
    """By our clock it lives for an hour."""
    alices.sandbox.config(expired_status=status)
    expire_at_atlassian(alices)

    jira.myself(*alices.at)

    assert refreshes() == 1
    assert [call["status"] for call in alices.sandbox.calls(path="/myself$")] == [status, 200]


@pytest.mark.parametrize("status", [403, 404])
def test_a_write_with_a_dead_token_is_done_once(alices: Seat, status: int) -> None:
    fields = alices.body()
    alices.sandbox.config(expired_status=status)
    expire_at_atlassian(alices)

    jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

    assert [call["status"] for call in alices.sandbox.calls("POST", "/issue$")] == [status, 201]
    assert (len(alices.created()), refreshes()) == (1, 1)


def test_what_jira_itself_denies_costs_no_renewal(alices: Seat) -> None:
    with pytest.raises(jira.Denied) as caught:
        jira.project(*alices.at, "NOPE")

    assert (caught.value.proven, refreshes(), len(alices.sandbox.calls(path="/project/NOPE"))) == (
        True,
        0,
        1,
    )


@pytest.mark.parametrize("status", [403, 404])
def test_a_denial_without_a_sign_of_jira_is_believed_when_it_is_said_once_more(
    alices: Seat, status: int
) -> None:
    alices.sandbox.fault("expired_as", status=status, path="/myself$", times=None)

    for calls in (2, 3, 4):
        with pytest.raises(jira.Denied) as caught:
            jira.myself(*alices.at)
        assert (caught.value.status, caught.value.proven) == (status, False)
        assert len(alices.sandbox.calls(path="/myself$")) == calls
        assert refreshes() == 1, "pages cost no renewal each"


def test_a_denial_that_nobody_could_look_into_is_none(alices: Seat) -> None:
    alices.sandbox.config(expired_status=404)
    expire_at_atlassian(alices)
    alices.sandbox.fault("status", status=503, path="/oauth/token$", times=None)

    with pytest.raises(jira.Unavailable):
        jira.myself(*alices.at)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_revoked_grant_is_noticed_however_the_gateway_says_it(alices: Seat, status: int) -> None:
    alices.sandbox.config(revoked_status=status)
    alices.sandbox.control("POST", f"/accounts/{alices.account_id}/revoke")

    with pytest.raises(jira.ReconnectRequired):
        jira.myself(*alices.at)

    assert Connection.objects.get().state == ConnectionState.RECONNECT


@pytest.mark.parametrize("status", [400, 403, 404, 407])
def test_a_page_instead_of_an_answer_is_no_word_of_jiras(alices: Seat, status: int) -> None:
    fields = alices.body()
    alices.sandbox.fault("html", status=status, path="/rest/api/3/", times=2)

    with pytest.raises(jira.Unavailable):
        jira.myself(*alices.at)
    with pytest.raises(
        jira.Unavailable
    ):  # not OutcomeUnknown: a 4xx says for certain that nothing was created
        jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

    assert (refreshes(), len(alices.sandbox.calls("POST", "/issue$"))) == (0, 1)
    assert Connection.objects.get().state == ConnectionState.ACTIVE
    jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")


def test_a_scope_that_lacks_is_told_by_403_too_and_never_cured_by_a_renewal(alices: Seat) -> None:
    body = {"code": 403, "message": "Unauthorized; scope does not match"}
    alices.sandbox.fault("status", status=403, body=body, path="/myself$", times=None)

    with pytest.raises(jira.ScopeMissing):
        jira.myself(*alices.at)

    assert (refreshes(), len(alices.sandbox.calls(path="/myself$"))) == (0, 1)


def test_a_revoked_grant_asks_for_a_new_link(alices: Seat) -> None:
    alices.sandbox.control("POST", f"/accounts/{alices.account_id}/revoke")

    with pytest.raises(jira.ReconnectRequired):
        jira.myself(*alices.at)

    assert Connection.objects.get().state == ConnectionState.RECONNECT
    calls = len(alices.sandbox.calls())
    with pytest.raises(jira.ReconnectRequired):
        jira.myself(*alices.at)
    assert len(alices.sandbox.calls()) == calls, "a dead link is not tried"


def test_trouble_with_the_token_endpoint_never_leaves_a_write_in_doubt(alices: Seat) -> None:
    fields = alices.body()
    Token.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    alices.sandbox.fault("drop_after_commit", path="/oauth/token$")

    with pytest.raises(jira.Unavailable):
        jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

    assert alices.sandbox.calls("POST", "/issue$") == []


def test_a_missing_scope_is_named_and_not_cured_by_a_refresh(
    alices: Seat, link: Any, alice: Any
) -> None:
    link(alice, scopes="read:jira-work read:me offline_access")

    with pytest.raises(jira.ScopeMissing) as caught:
        jira.myself(*alices.at)

    assert caught.value.scopes == ("read:jira-user",)
    assert refreshes() == 0


@pytest.mark.parametrize("said", ["not_installed", "forbidden", "not_found"])
def test_an_account_that_was_taken_out_of_a_site_lost_that_site_however_the_gateway_says_it(
    alices: Seat, said: str
) -> None:
    alices.sandbox.config(lost_site=said)
    alices.sandbox.control("POST", f"/sites/{alices.cloud_id}/members/{alices.account_id}/remove")

    with pytest.raises(jira.SiteLost) as caught:
        jira.myself(*alices.at)

    assert caught.value.name == "Demo team"
    assert Connection.objects.get().state == ConnectionState.ACTIVE
    assert jira.myself(alices.account_id, alices.sandbox.site("web-shop")["cloud_id"])


def test_a_site_that_went_away_is_marked_and_the_others_work_on(alices: Seat) -> None:
    alices.sandbox.control("POST", f"/sites/{alices.cloud_id}/uninstall")

    with pytest.raises(jira.SiteLost) as caught:
        jira.myself(*alices.at)

    assert caught.value.name == "Demo team"
    assert Site.objects.get(cloud_id=alices.cloud_id).gone_at is not None
    assert Connection.objects.get().state == ConnectionState.ACTIVE
    web_shop = alices.sandbox.site("web-shop")["cloud_id"]
    assert jira.myself(alices.account_id, web_shop).account_id == alices.account_id


def answer_as_somebody_else(seat: Seat, **fault: Any) -> None:
    seat.sandbox.fault("status", headers={"X-AAccountId": "712020:somebody-else"}, **fault)


def test_an_answer_as_somebody_else_blocks_the_link(
    alices: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    answer_as_somebody_else(
        alices, status=200, body={"accountId": "712020:somebody-else"}, path="/myself$"
    )

    with caplog.at_level(logging.ERROR), pytest.raises(jira.ReconnectRequired):
        jira.myself(*alices.at)

    assert Connection.objects.get().state == ConnectionState.BLOCKED
    assert "another account" in caplog.text


def test_an_issue_that_was_created_as_somebody_else_is_told_all_the_same(alices: Seat) -> None:
    fields = alices.body()
    body = {"id": "10077", "key": "DEMO-77"}
    answer_as_somebody_else(alices, status=201, body=body, method="POST", path="/issue$")

    made = jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

    assert made == jira.CreatedIssue("10077", "DEMO-77")
    assert Connection.objects.get().state == ConnectionState.BLOCKED


def test_an_account_id_that_comes_quoted_is_ours_all_the_same(alices: Seat) -> None:
    quoted = alices.account_id.replace(":", "%3A")
    body = {"accountId": alices.account_id}
    alices.sandbox.fault(
        "status", status=200, body=body, headers={"X-AAccountId": quoted}, path="/myself$"
    )

    jira.myself(*alices.at)

    assert Connection.objects.get().state == ConnectionState.ACTIVE
