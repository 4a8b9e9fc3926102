"""429: nothing was done, everybody waits, and nobody loops."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations import jira, limits
from integrations.jira.error_mapping import wait_of
from integrations.models import Pause, Token
from tests.integration.integrations.conftest import Seat
from tests.integration.integrations.connections.concurrent_threads import in_another_process

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17),
        ({"Retry-After": "0"}, 2),
        ({"Retry-After": "-5"}, 2),
        ({"Retry-After": "86400000"}, 3600),
        ({"Retry-After": "1e400"}, 3600),
        ({"Retry-After": "nan"}, 30),
        ({"Retry-After": "soon"}, 30),
        ({"Retry-After": "Tue, 24 Nov 2026 10:01:00 GMT"}, 60),
        ({"Retry-After": "Tue, 24 Nov 2020 10:01:00 GMT"}, 2),
        ({"X-RateLimit-Reset": "2026-11-24T10:02Z"}, 120),
        ({"X-RateLimit-Reset": "tomorrow"}, 30),
        ({"Retry-After": "17", "X-RateLimit-Reset": "2026-11-24T10:02:00Z"}, 17),
        ({}, 30),
    ],
)
def test_a_wait_is_never_nothing_and_never_more_than_an_hour(
    headers: dict[str, str], seconds: float
) -> None:
    assert wait_of(headers, NOW) == seconds


@pytest.mark.django_db
def test_a_429_on_a_create_is_certain_and_holds_back_the_next_one(alices: Seat) -> None:
    fields = alices.body()
    alices.sandbox.fault("rate_limit", retry_after=60, method="POST", path="/issue$", times=1)

    for _again in range(2):
        with pytest.raises(jira.RateLimited) as caught:
            jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")
        assert 30 < caught.value.retry_after <= 60

    assert len(alices.sandbox.calls("POST", "/issue$")) == 1
    jira.myself(*alices.at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "others_wait", "other_site_waits"),
    [
        ("jira-quota-global-based", True, True),
        ("jira-quota-tenant-based", True, False),
        ("jira-burst-based", False, False),
        ("jira-max-concurrent-threads-across-all-instances-per-tenant-per-user", True, False),
    ],
)
def test_what_waits_depends_on_the_reason(
    alices: Seat, reason: str, others_wait: bool, other_site_waits: bool
) -> None:
    alices.sandbox.fault("rate_limit", retry_after=60, reason=reason, path="/myself$", times=1)
    with pytest.raises(jira.RateLimited):
        jira.myself(*alices.at)

    web_shop = alices.sandbox.site("web-shop")["cloud_id"]
    assert waits(alices.account_id, alices.cloud_id) == others_wait
    assert waits(alices.account_id, web_shop) == other_site_waits


def waits(account_id: str, cloud_id: str) -> bool:
    try:
        jira.search_projects(account_id, cloud_id)
    except jira.RateLimited:
        return True
    return False


@pytest.mark.django_db
def test_too_many_writes_to_one_issue_hold_back_that_issue_alone(alices: Seat) -> None:
    busy, calm = alices.file(), alices.file()
    reason = "jira-per-issue-on-write"
    alices.sandbox.fault(
        "rate_limit", retry_after=60, reason=reason, path=f"/issue/{busy.key}/", times=1
    )

    for _again in range(2):
        with pytest.raises(jira.RateLimited):
            comment(alices, busy.key)

    assert len(alices.sandbox.calls("POST", f"/issue/{busy.key}/comment$")) == 1
    comment(alices, calm.key)
    alices.file()
    assert jira.get_issue(*alices.at, busy.key).key == busy.key


def comment(seat: Seat, key: str) -> None:
    text = {"type": "paragraph", "content": [{"type": "text", "text": "Seen again today."}]}
    jira.add_comment(*seat.at, key, {"type": "doc", "version": 1, "content": [text]}, "a-mark")


@pytest.mark.django_db
def test_a_429_of_the_gateway_itself_holds_back_everything(alices: Seat) -> None:
    headers = {"X-Failure-Category": "FAILURE CLIENT RATE LIMITED", "Retry-After": "60"}
    alices.sandbox.fault("status", status=429, headers=headers, path="/myself$", times=1)
    with pytest.raises(jira.RateLimited):
        jira.myself(*alices.at)

    assert waits(alices.account_id, alices.sandbox.site("web-shop")["cloud_id"])


@pytest.mark.django_db
def test_reading_ahead_waits_wherever_a_filing_would_have_to(alices: Seat) -> None:
    """What little Jira gives goes to reports first."""
    alices.sandbox.fault("rate_limit", retry_after=60, method="POST", path="/issue$", times=1)
    with pytest.raises(jira.RateLimited):
        alices.file()

    assert not waits(*alices.at)
    with jira.at_work(jira.Work.REPORT):
        assert not waits(*alices.at)
    with jira.at_work(jira.Work.READING):
        assert waits(*alices.at)
        assert not waits(alices.account_id, alices.sandbox.site("web-shop")["cloud_id"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "expired", [False, True], ids=["a token that lives", "a token that ran out"]
)
def test_a_pause_that_another_process_was_asked_for_holds_from_the_next_call_on(
    alices: Seat, expired: bool
) -> None:
    if expired:
        Token.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    before = alices.sandbox.calls()
    in_another_process(lambda: limits.pause(f"site:{alices.cloud_id}", 60))
    with pytest.raises(jira.RateLimited):
        jira.myself(*alices.at)
    assert alices.sandbox.calls() == before, "nor was a token renewed for it"
    in_another_process(lambda: limits.pauses.end(f"site:{alices.cloud_id}"))
    jira.myself(*alices.at)


@pytest.mark.django_db
def test_looking_for_pauses_costs_a_query_only_where_one_has_changed(
    alices: Seat, django_assert_num_queries: Any
) -> None:
    jira.myself(*alices.at)
    for changed in (0, 1, 0):
        if changed:
            in_another_process(lambda: limits.pause("site:elsewhere", 60))
        with django_assert_num_queries(1 + changed):
            jira.myself(*alices.at)


@pytest.mark.django_db
def test_a_503_that_names_a_time_is_a_pause_for_a_read(alices: Seat) -> None:
    fault: dict[str, Any] = {"status": 503, "headers": {"Retry-After": "7"}, "path": "/myself$"}
    alices.sandbox.fault("status", **fault)

    with pytest.raises(jira.RateLimited):
        jira.myself(*alices.at)

    assert Pause.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("status", {"status": 500}),
        ("html", {"status": 200}),
        ("malformed", {}),
        ("truncate", {}),
        ("drop_before", {}),
        ("redirect", {"location": "https://elsewhere.example/"}),
        ("status", {"status": 408}),
        ("status", {"status": 200, "body": {"displayName": "nobody"}}),
    ],
)
def test_a_read_without_a_trustworthy_answer_is_unavailable(
    alices: Seat, kind: str, options: dict[str, Any]
) -> None:
    alices.sandbox.fault(kind, path="/myself$", times=None, **options)

    with pytest.raises(jira.Unavailable):
        jira.myself(*alices.at)

    # A read whose pooled connection was cut goes out once more, on a fresh one; no other does.
    assert len(alices.sandbox.calls(path="/myself$")) == (2 if kind == "drop_before" else 1)
