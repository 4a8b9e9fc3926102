"""Reports go to a Data Center exactly once, whatever becomes of requests, answers and tokens on the way."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from integrations import limits
from integrations.models import Connection, Pause, Token
from issues.models import State, Submission
from issues.outbox import engine
from issues.outbox.create_issue import CreateIssue
from tests.integration.issues.outbox.conftest import make_row
from tests.support.data_center import DataCenter
from tests.support.data_center_links import application_link, linked
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

CREATE = r"/rest/api/2/issue$"
REPORTS = 25
FAULTS: dict[str, dict[str, Any]] = {
    "drop_before": {},
    "drop_after_commit": {},
    "status_after_commit": {"status": 502},
    "truncate": {},
    "rate_limit": {"retry_after": 1},
    "status": {"status": 503},
    "malformed": {},
}


@pytest.fixture(params=["10", "11"])
def own(request: pytest.FixtureRequest, sandbox: Sandbox) -> DataCenter:
    """Each release in turn."""
    return DataCenter(sandbox, request.param)


@pytest.fixture
def queued(own: DataCenter, alice: User, bob: User) -> Callable[..., Submission]:
    """`queued(summary)`: a report of Bob's for the instance, at which he linked his own account."""
    link = linked(own, application_link(own, alice), bob)
    site = link.sites.get()
    project = next(each for each in own.facts["projects"] if each["key"] == "DEMO")
    kind = _bug(own)

    def make(summary: str = "It broke", **more: Any) -> Submission:
        place = {
            "account_id": link.account_id,
            "cloud_id": site.cloud_id,
            "site_name": site.name,
            "site_url": site.url,
            "project_id": project["id"],
            "issue_type_id": kind,
            "summary": summary,
            "fields": {"summary": summary},
        }
        return make_row(bob, State.QUEUED, **{**place, **more})

    return make


def _bug(own: DataCenter) -> str:
    headers = {"Authorization": f"Bearer {own.token('bob')}"}
    url = f"{own.url}/rest/api/2/issue/createmeta/DEMO/issuetypes"
    page = own.sandbox.http.get(url, headers=headers, timeout=30).json()
    return str(next(each["id"] for each in page["values"] if each["name"] == "Bug"))


def later(minutes: float = 30) -> None:
    """Let time pass for the rows: whatever waits is due, and a server has committed what it will."""
    ago = timedelta(minutes=minutes)
    for row in Submission.objects.exclude(state=State.FILED):
        row.state_since -= ago
        row.first_sent_at = row.first_sent_at and row.first_sent_at - ago
        row.next_attempt_at = row.next_attempt_at and timezone.now() - timedelta(seconds=1)
        row.save()
    calm()


def calm() -> None:
    """No pause and no cool-down holds anything up."""
    Connection.objects.update(cool_down_until=None)
    Pause.objects.all().delete()
    cache.clear()
    limits.forget()


def work_off() -> None:
    """Do all that is due, until nothing is in doubt."""
    for _round in range(8):
        for row_id in engine.due():
            engine.run(row_id, CreateIssue())
        if not Submission.objects.exclude(state=State.FILED).exists():
            return
        later()


def test_a_report_becomes_one_issue_under_its_writers_name(
    own: DataCenter, queued: Callable[..., Submission]
) -> None:
    row = queued()
    engine.attempt(row.pk, CreateIssue())
    row.refresh_from_db()
    (made,) = own.sandbox.issues(own.id)
    assert (row.state, row.issue_key) == (State.FILED, made["key"])
    assert made["creator"] == own.member("bob")["account_id"]
    assert list(made["properties"]) == ["lodge.submission"]
    assert made["labels"] == []  # nothing of the mark is to be seen


def test_faults_in_any_order_lose_and_double_nothing(
    own: DataCenter, queued: Callable[..., Submission], settings: Any
) -> None:
    settings.INDEX_LAG_SECONDS = 1.0
    chance = random.Random(4711)
    rows = [queued(f"Report {number}") for number in range(REPORTS)]
    for row in rows:
        kind = chance.choice([*FAULTS, ""])
        if kind:
            own.sandbox.fault(kind, method="POST", path=CREATE, **FAULTS[kind])
        if chance.random() < 0.2:
            own.expire("bob")
        engine.attempt(row.pk, CreateIssue())
        own.sandbox.control("DELETE", "/faults")
        calm()
    work_off()
    made = [each["summary"] for each in own.sandbox.issues(own.id)]
    states = {row.summary: row.state for row in Submission.objects.all()}
    assert set(states.values()) == {State.FILED}, states
    assert sorted(made) == sorted(states)  # lost 0, doubled 0


def test_a_dead_link_keeps_the_report(own: DataCenter, queued: Callable[..., Submission]) -> None:
    row = queued()
    own.revoke("bob")
    engine.attempt(row.pk, CreateIssue())
    row.refresh_from_db()
    assert row.state == State.BLOCKED
    assert own.sandbox.issues(own.id) == []
    assert Token.objects.exists()
