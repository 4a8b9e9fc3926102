"""Refresh tokens against atlassian.md a.3: rotation, the reuse interval, the family, inactivity."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.sandbox import Sandbox

MINUTE, DAY = 60, 24 * 3600
REFUSED = {"error": "unauthorized_client", "error_description": "refresh_token is invalid"}


def refresh(sandbox: Sandbox, tokens: dict[str, Any]) -> dict[str, Any]:
    """The new pair. The refresh must succeed."""
    answer = sandbox.refresh(tokens["refresh_token"])
    assert answer.status_code == 200, answer.text
    pair: dict[str, Any] = answer.json()
    return pair


def refused(sandbox: Sandbox, tokens: dict[str, Any]) -> bool:
    """Whether a refresh with these tokens is refused, with the documented body."""
    answer = sandbox.refresh(tokens["refresh_token"])
    return answer.status_code == 403 and answer.json() == REFUSED


def works(sandbox: Sandbox, tokens: dict[str, Any]) -> bool:
    """Whether the access token is taken."""
    return sandbox.get("/me", tokens["access_token"]).status_code == 200


def test_every_refresh_rotates_the_refresh_token(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    second = refresh(sandbox, first)
    third = refresh(sandbox, second)
    assert len({pair["refresh_token"] for pair in (first, second, third)}) == 3
    assert works(sandbox, third)
    assert sandbox.grants()[0]["refreshes"] == 2


def test_the_earlier_access_token_lives_on_during_the_reuse_interval(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    refresh(sandbox, first)
    sandbox.advance(9 * MINUTE)
    assert works(sandbox, first)


def test_earlier_access_token_expires_ten_minutes_after_rotation(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    second = refresh(sandbox, first)
    sandbox.advance(10 * MINUTE + 1)
    answer = sandbox.get("/me", first["access_token"])
    assert (answer.status_code, answer.json()) == (401, {"code": 401, "message": "Unauthorized"})
    assert works(sandbox, second)


def test_access_token_expires(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    sandbox.advance(3599 - MINUTE)
    assert works(sandbox, tokens)
    sandbox.advance(2 * MINUTE)
    assert not works(sandbox, tokens)


def test_resent_within_the_interval_gives_siblings_that_both_live(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    one = refresh(sandbox, first)
    sandbox.advance(9 * MINUTE)
    other = refresh(sandbox, first)
    assert one["refresh_token"] != other["refresh_token"]
    assert sandbox.grants()[0]["live_refresh_tokens"] == 2
    sandbox.advance(11 * MINUTE)
    assert works(sandbox, one)
    assert works(sandbox, other)
    refresh(sandbox, one)
    refresh(sandbox, other)


def test_resent_within_the_interval_supersedes_the_earlier_pair_when_told_so(
    sandbox: Sandbox,
) -> None:
    sandbox.config(reuse="superseded")
    first = sandbox.grant("alice")
    one = refresh(sandbox, first)
    other = refresh(sandbox, first)
    assert sandbox.grants()[0]["live_refresh_tokens"] == 1
    assert works(sandbox, one)
    sandbox.advance(11 * MINUTE)
    assert not works(sandbox, one)
    assert works(sandbox, other)
    assert refused(sandbox, one)
    assert refused(sandbox, other), "using the superseded sibling late is a breach of the family"


def test_the_interval_begins_with_the_first_rotation_and_is_not_prolonged(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    refresh(sandbox, first)
    sandbox.advance(6 * MINUTE)
    refresh(sandbox, first)
    sandbox.advance(6 * MINUTE)
    assert refused(sandbox, first)


def test_reuse_after_the_interval_kills_the_whole_family(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    second = refresh(sandbox, first)
    third = refresh(sandbox, second)
    sandbox.advance(10 * MINUTE + 1)
    assert refused(sandbox, first)
    assert refused(sandbox, third)
    assert sandbox.grants()[0]["state"] == "breached"
    assert sandbox.grants()[0]["live_refresh_tokens"] == 0


def test_a_breach_leaves_other_accounts_alone(sandbox: Sandbox) -> None:
    hers, his = sandbox.grant("alice"), sandbox.grant("bob")
    refresh(sandbox, hers)
    sandbox.advance(11 * MINUTE)
    assert refused(sandbox, hers)
    refresh(sandbox, his)


def test_consent_after_a_breach_starts_a_new_family(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    second = refresh(sandbox, first)
    sandbox.advance(11 * MINUTE)
    assert refused(sandbox, first)
    anew = sandbox.grant("alice")
    assert refused(sandbox, second)
    refresh(sandbox, anew)


def test_ninety_days_without_a_refresh_kill_the_token(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    sandbox.advance(90 * DAY + 1)
    assert refused(sandbox, tokens)


def test_each_refresh_restarts_the_ninety_days(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    for _ in range(3):
        sandbox.advance(60 * DAY)
        tokens = refresh(sandbox, tokens)
    assert works(sandbox, tokens)


def test_an_unknown_refresh_token_is_refused(sandbox: Sandbox) -> None:
    assert refused(sandbox, {"refresh_token": "never.issued.this"})


def test_the_other_documented_refusal_by_knob(sandbox: Sandbox) -> None:
    sandbox.config(refusal="invalid_grant")
    answer = sandbox.refresh("never.issued.this")
    assert answer.status_code == 403
    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "Unknown or invalid refresh token.",
    }


def test_revoking_in_connected_apps_ends_everything_at_once(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    sandbox.control("POST", f"/accounts/{sandbox.account('alice')['account_id']}/revoke")
    assert not works(sandbox, tokens)
    assert refused(sandbox, tokens)
    assert sandbox.grants()[0]["state"] == "revoked"


def test_a_changed_password_ends_the_refresh_tokens(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    account_id = sandbox.account("alice")["account_id"]
    sandbox.control("POST", f"/accounts/{account_id}/revoke", {"reason": "password_changed"})
    answer = sandbox.refresh(tokens["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (403, "invalid_grant")
    assert works(sandbox, tokens)


def test_an_answer_without_a_refresh_token_leaves_the_old_one_good(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    sandbox.config(omit_refresh_token=True)
    second = refresh(sandbox, first)
    assert "refresh_token" not in second
    assert "offline_access" in second["scope"]
    sandbox.advance(30 * MINUTE)
    assert works(sandbox, refresh(sandbox, first))


def test_a_shorter_life_of_access_tokens_by_knob(sandbox: Sandbox) -> None:
    sandbox.config(access_token_seconds=30)
    tokens = sandbox.grant("alice")
    assert tokens["expires_in"] == 30
    sandbox.advance(31)
    assert not works(sandbox, tokens)


def test_a_later_consent_keeps_earlier_tokens_by_default(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    sandbox.grant("alice")
    sandbox.advance(11 * MINUTE)
    refresh(sandbox, first)


def test_a_later_consent_supersedes_earlier_tokens_when_told_so(sandbox: Sandbox) -> None:
    sandbox.config(reconsent="replaces")
    first = sandbox.grant("alice")
    sandbox.grant("alice")
    sandbox.advance(11 * MINUTE)
    assert not works(sandbox, first)
    assert refused(sandbox, first)


@pytest.mark.parametrize("reuse", ["siblings", "superseded"])
def test_many_at_once_with_one_token_all_get_a_pair_and_are_counted(
    sandbox: Sandbox, reuse: str
) -> None:
    sandbox.config(reuse=reuse)
    first = sandbox.grant("alice")
    with ThreadPoolExecutor(16) as pool:
        pairs = list(pool.map(lambda _: refresh(sandbox, first), range(16)))
    assert len({pair["refresh_token"] for pair in pairs}) == 16
    grant = sandbox.grants()[0]
    assert grant["refreshes"] == 16
    assert grant["live_refresh_tokens"] == (16 if reuse == "siblings" else 1)
