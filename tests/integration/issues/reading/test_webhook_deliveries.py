"""What Jira delivers is checked, answered at once, and read from Jira."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from integrations.models import Connection
from issues.models import MirroredIssue, Webhook
from issues.reading.webhooks import maintain_registrations, process_deliveries, receive_deliveries
from tests.integration.issues.reading.conftest import Team, mirrored, ticks
from tests.support.sandbox import CLIENT_ID, CLIENT_SECRET, SCOPES

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/webhooks/jira/"
SECRET = "another-secret-that-is-long-enough-for-sha-256-and-384"
WITH_WEBHOOKS = f"{SCOPES} manage:jira-webhook"


@pytest.fixture(autouse=True)
def handed_over(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[Any]:
    """What the workers are given, in place of a queue. Lodge lies where its callback does."""
    given_over: list[Any] = []
    made = receive_deliveries.Buffer()
    monkeypatch.setattr(receive_deliveries, "buffer", made)
    monkeypatch.setattr(made, "hand_over", lambda: given_over.extend(made._waiting))
    settings.ATLASSIAN_SCOPES = WITH_WEBHOOKS
    settings.ATLASSIAN_CLIENT_ID, settings.ATLASSIAN_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    return given_over


def token(secret: str = CLIENT_SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """A JWT as Atlassian makes it, but for what is given."""
    now = timezone.now()
    whole = {
        "iss": CLIENT_ID,
        "sub": "712020:somebody",
        "iat": now,
        "exp": now + timedelta(minutes=3),
        "jti": str(timezone.now().timestamp()),
        **claims,
    }
    kept = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(kept, secret if algorithm != "none" else "", algorithm=algorithm)


def deliver(
    body: Any = None, authorization: str | None = None, client: Client | None = None, **extra: Any
) -> int:
    """The status of one delivery."""
    body = {"matchedWebhookIds": [7], "issue": {"id": "10001"}} if body is None else body
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token()}" if authorization is None else authorization}
    sender = client or Client(headers={"host": "lodge.test"})
    answer = sender.post(URL, text, content_type="application/json", headers=headers, **extra)
    return answer.status_code


def test_a_signed_delivery_is_taken_without_a_statement(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    with django_assert_num_queries(0):
        assert deliver() == 204
    assert list(receive_deliveries.buffer._waiting) == [receive_deliveries.Delivery((7,), "10001")]


def test_what_atlassian_did_not_sign_is_refused_before_it_is_read() -> None:
    now = timezone.now()
    for wrong in (
        "",
        "Bearer ",
        "Bearer nonsense",
        f"Basic {token()}",
        f"Bearer {token(SECRET)}",
        f"Bearer {token(algorithm='none')}",
        f"Bearer {token(SECRET, algorithm='HS384')}",
        f"Bearer {token(iss='another-app')}",
        f"Bearer {token(iss=None)}",
        f"Bearer {token(exp=None)}",
        f"Bearer {token(iat=now - timedelta(hours=1), exp=now - timedelta(minutes=2))}",
        f"Bearer {token(exp=now + timedelta(days=2))}",
        "Bearer " + "x" * 9000,
    ):
        assert deliver(b"\xff" * 10, wrong) == 401, wrong
    assert not receive_deliveries.buffer._waiting


def test_a_clock_that_differs_by_a_little_is_no_reason_to_refuse() -> None:
    now = timezone.now()
    late = token(iat=now - timedelta(minutes=4), exp=now - timedelta(seconds=30))
    early = token(iat=now + timedelta(seconds=30), exp=now + timedelta(minutes=3))
    assert deliver(authorization=f"Bearer {late}") == 204
    assert deliver(authorization=f"Bearer {early}") == 204


def test_the_same_token_a_second_time_is_refused() -> None:
    once = f"Bearer {token()}"
    assert deliver(authorization=once) == 204
    assert deliver({"matchedWebhookIds": [8], "issue": {"id": "2"}}, once) == 401


def test_a_token_that_another_process_saw_is_dropped() -> None:
    digests = [token(), token()]
    assert receive_deliveries.fresh(digests[:1]) == {digests[0]}
    assert receive_deliveries.fresh(digests) == {digests[1]}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        {"issue": {"id": "1"}},
        {"matchedWebhookIds": [], "issue": {"id": "1"}},
        {"matchedWebhookIds": ["1"], "issue": {"id": "1"}},
        {"matchedWebhookIds": [True], "issue": {"id": "1"}},
        {"matchedWebhookIds": [2**70], "issue": {"id": "1"}},
        {"matchedWebhookIds": [1], "issue": {"id": "DEMO-1"}},
        {"matchedWebhookIds": [1], "issue": None},
        {"matchedWebhookIds": [1]},
    ],
    ids=str,
)
def test_a_body_that_names_nothing_is_refused(body: Any) -> None:
    assert deliver(body) == 400


def test_more_than_jira_delivers_is_refused_unread() -> None:
    assert deliver(CONTENT_LENGTH=str(26 * 1024 * 1024)) == 413
    assert deliver(CONTENT_LENGTH="") == 413


def test_another_method_and_a_session_change_nothing(alice: User) -> None:
    client = Client(headers={"host": "lodge.test"}, enforce_csrf_checks=True)
    client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    assert client.get(URL).status_code == 405
    assert deliver(authorization="", client=client) == 401
    assert deliver(client=client) == 204


def test_too_many_at_once_are_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive_deliveries, "_FULL", 1)
    assert deliver() == 204
    assert deliver({"matchedWebhookIds": [7], "issue": {"id": "2"}}) == 503


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["matchedWebhookIds", "issue", "id", "x"]), inner)
        ),
        max_leaves=12,
    )
)
def test_any_body_is_read_or_refused(body: Any) -> None:
    try:
        found = receive_deliveries.read(json.dumps(body).encode())
    except receive_deliveries.Malformed:
        return
    assert found.webhooks
    assert found.issue_id.isdigit()


@pytest.fixture
def following(team: Team, alice: User, link: Callable[..., Connection]) -> Any:
    """A report of Alice's whose project has a webhook."""
    link(alice, scopes=WITH_WEBHOOKS)
    report = team.file(alice)
    ticks()
    maintain_registrations.keep()
    MirroredIssue.objects.update(read_at=timezone.now() - timedelta(minutes=5))
    return report


def number_in_jira() -> int:
    """Of the one webhook."""
    number = Webhook.objects.get().jira_id
    assert number is not None
    return number


@pytest.mark.journey
def test_a_change_is_seen_within_one_delivery(team: Team, following: Any) -> None:
    team.sandbox.config(webhooks="held")
    team.change(following, status="Done", resolution="Done")
    [waiting] = team.sandbox.control("GET", "/webhooks")["waiting"]
    delivery = receive_deliveries.read(waiting["body"].encode())
    assert process_deliveries.work_off([(delivery.webhooks, delivery.issue_id)]) > 0
    assert mirrored(following).status == "Done"
    row = Webhook.objects.get()
    assert (row.deliveries, row.delivered_at is not None) == (1, True)


def test_a_delivery_is_a_hint_and_proves_nothing(team: Team, following: Any) -> None:
    """Its content is not believed, whatever it says, and an issue that nobody follows is not read."""
    number = number_in_jira()
    before = team.last_call()
    assert (
        process_deliveries.work_off([([number], "999999"), ([number + 1], following.issue_id)]) == 0
    )
    assert team.calls(after=before) == []
    process_deliveries.work_off([([number], following.issue_id)])
    assert mirrored(following).status == "To Do"


def test_many_deliveries_about_one_issue_are_read_once(team: Team, following: Any) -> None:
    number = number_in_jira()
    before = team.last_call()
    process_deliveries.work_off([([number], following.issue_id)] * 50)
    process_deliveries.work_off([([number], following.issue_id)] * 50)
    assert len(team.calls(after=before)) == 1
    assert process_deliveries.seconds_until_next() == 3
    MirroredIssue.objects.update(next_read_at=timezone.now())
    assert process_deliveries.read_due() == 1
    assert process_deliveries.seconds_until_next() is None


def test_an_issue_that_was_deleted_is_found(team: Team, following: Any) -> None:
    number = number_in_jira()
    team.change(following, delete=True)
    process_deliveries.work_off([([number], following.issue_id)])
    ticks()
    assert mirrored(following).followers.get().lost_at is not None
