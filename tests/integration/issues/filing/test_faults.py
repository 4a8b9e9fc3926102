"""Whatever goes wrong between Lodge and Jira: one issue in the end, and the reader is told what happens."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import jira
from integrations.models import Connection, Pause
from issues.filing import filing_request, submit
from issues.forms import drafts
from issues.models import State
from issues.views.place_from_address import place_of
from tests.integration.issues.filing.conftest import CREATE, Desk, come_due, report, sweep, told
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button


def broken(desk: Desk, kind: str, **options: Any) -> None:
    """One create call goes wrong in this way."""
    desk.sandbox.fault(kind, method="POST", path=CREATE, times=1, **options)


NOTHING_CAME_BACK = [
    ("drop_before", {}),
    ("drop_after_commit", {}),
    ("truncate", {}),
    ("malformed", {}),
    ("html", {"status": 503}),
    ("status", {"status": 500, "body": {}}),
    ("status", {"status": 408, "body": {}}),
    ("redirect", {"location": "https://elsewhere.example/"}),
    ("status", {"status": 201, "body": {}}),
]


@pytest.mark.parametrize(("kind", "options"), NOTHING_CAME_BACK)
def test_without_a_trustworthy_answer_it_is_looked_for_and_ends_as_one(
    desk: Desk, kind: str, options: dict[str, Any]
) -> None:
    desk.somebody_elses_issue()
    broken(desk, kind, **options)
    page = desk.file()
    assert report().state == State.UNCONFIRMED
    assert "Lodge is checking whether your report reached Jira." in page.text
    one_sentence_one_button(page)
    for _ in range(3):
        come_due()
        sweep()
    row = report()
    assert (row.state, len(desk.filed())) == (State.FILED, 1)
    (issue,) = desk.filed()
    assert row.issue_key == issue["key"]


@pytest.mark.parametrize(("kind", "options"), NOTHING_CAME_BACK)
def test_where_nothing_proves_that_one_sees_it_is_never_sent_again_unasked(
    desk: Desk, kind: str, options: dict[str, Any]
) -> None:
    broken(desk, kind, **options)
    desk.file()
    for _ in range(3):
        come_due()
        sweep()
    assert len(desk.creates()) == 1
    row = report()
    if desk.filed():
        assert row.state == State.FILED
        return
    assert (row.state, row.blocked_reason) == (State.BLOCKED, "ask")
    page = desk.get(f"/reports/{row.pk}/")
    assert "Lodge could not tell whether your report reached Jira." in page.text
    desk.send(page, page.form_with("key"), press="answer=again")
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_what_was_committed_is_found_and_not_sent_again(desk: Desk) -> None:
    broken(desk, "drop_after_commit")
    desk.file()
    come_due(doubt=False)
    sweep()
    assert told(report()) == ["sent", "no_answer", "found"]
    assert len(desk.creates()) == 1
    page = desk.get(f"/reports/{report().pk}/")
    assert "Nothing was sent twice." in page.text


def test_a_look_too_early_never_sends_again(desk: Desk) -> None:
    broken(desk, "drop_before")
    desk.file()
    for _ in range(3):
        come_due(doubt=False)
        sweep()
    assert report().state == State.UNCONFIRMED
    assert len(desk.creates()) == 1


def test_what_is_committed_late_is_found(desk: Desk) -> None:
    after = desk.sandbox.last_event()
    broken(desk, "commit_late", seconds=1)
    desk.file()
    come_due(doubt=False)
    sweep()
    assert report().state == State.UNCONFIRMED
    desk.sandbox.wait_for("issue_created", after=after)
    come_due()
    sweep()
    assert (report().state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1)


def test_what_surfaces_after_everything_is_told_to_its_owner(desk: Desk) -> None:
    """The one way to two issues: a server that commits long after it hung up. It is noticed, and said."""
    desk.somebody_elses_issue()
    after = desk.sandbox.last_event()
    broken(desk, "commit_late", seconds=3)
    desk.file()
    for _ in range(2):
        come_due()
        sweep()
    row = report()
    assert (row.state, row.resent, len(desk.creates())) == (State.FILED, True, 2)
    while len(desk.filed()) < 2:
        after = desk.sandbox.wait_for("issue_created", after=after)["n"]
    type(row).objects.update(recheck_at=timezone.now())
    sweep()
    (other,) = (issue["key"] for issue in desk.filed() if issue["key"] != row.issue_key)
    assert told(report())[-1] == "filed_twice"
    assert f"It is in Jira a second time, as {other}." in desk.get(f"/reports/{row.pk}/").text


def test_a_lagging_index_does_not_hide_what_was_filed(desk: Desk) -> None:
    desk.sandbox.config(index_lag_seconds=600)
    broken(desk, "drop_after_commit")
    desk.file()
    come_due()
    sweep()
    assert (report().state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1)
    assert told(report()) == ["sent", "no_answer", "found_by_key"]
    assert "past its search" in desk.get(f"/reports/{report().pk}/").text


def test_jira_names_the_time_and_is_left_alone_until_then(desk: Desk) -> None:
    broken(desk, "rate_limit", retry_after=120)
    page = desk.file()
    row = report()
    assert row.state == State.QUEUED
    assert row.next_attempt_at is not None
    assert (row.next_attempt_at - timezone.now()).total_seconds() > 110
    assert "Your report is safe here. Lodge sends it at" in page.text
    sweep()
    assert len(desk.creates()) == 1
    assert told(row) == ["sent", "rate_limited"]


def test_what_can_not_reach_jira_waits_and_goes_by_itself(desk: Desk, settings: Any) -> None:
    page, form = desk.open_form()
    there, settings.ATLASSIAN_API_URL = settings.ATLASSIAN_API_URL, "http://127.0.0.1:9"
    page = desk.send(page, form, summary="It broke")
    assert report().state == State.QUEUED
    assert "Your report is safe here." in page.text
    one_sentence_one_button(page)
    settings.ATLASSIAN_API_URL = there
    come_due()
    sweep()
    assert (report().state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1)
    assert told(report()) == ["sent", "not_reached", "filed"]


def test_a_crash_between_storing_and_sending_loses_nothing(desk: Desk, alice: User) -> None:
    cloud_id, project_key, issue_type_id = desk.form_url().strip("/").split("/")[1:]
    place = place_of(jira.account_of(alice.pk), cloud_id, project_key, issue_type_id)
    edit = drafts.Edit(uuid4(), {"summary": ["It broke"]})
    submit.store(filing_request.Wish(alice, edit, place, "digest", {"summary": "It broke"}))
    sweep()
    assert desk.creates() == []  # the process that stored it has a head start
    come_due()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_a_crash_after_sending_ends_in_a_look(desk: Desk) -> None:
    desk.file()
    row = report()
    key = row.issue_key
    # As a process leaves it that died with the answer in its hands.
    type(row).objects.update(
        state=State.SENDING,
        issue_key="",
        issue_id="",
        lease_owner="dead",
        lease_until=timezone.now(),
    )
    sweep()
    come_due(doubt=False)
    sweep()
    assert (report().state, report().issue_key, len(desk.creates())) == (State.FILED, key, 1)


def test_a_permission_that_is_missing_in_jira_is_said(desk: Desk) -> None:
    page, form = desk.open_form()
    broken(desk, "status", status=403, body={"errorMessages": ["Keine Berechtigung"], "errors": {}})
    page = desk.send(page, form, summary="It broke")
    assert report().state == State.BLOCKED
    assert "Jira does not let you file this report." in page.text
    one_sentence_one_button(page)
    desk.send(page, page.form_with("answer"), press="answer=again")
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_a_wrong_client_secret_blames_nobody_and_keeps_the_report(
    desk: Desk, settings: Any
) -> None:
    page, form = desk.open_form()
    desk.sandbox.control("POST", f"/accounts/{desk.sandbox.account('Alice')['account_id']}/expire")
    right, settings.ATLASSIAN_CLIENT_SECRET = settings.ATLASSIAN_CLIENT_SECRET, "wrong"
    page = desk.send(page, form, summary="It broke")
    assert (report().state, report().blocked_reason) == (State.BLOCKED, "misconfigured")
    assert "It is nothing that you did." in page.text
    settings.ATLASSIAN_CLIENT_SECRET = right
    Connection.objects.update(cool_down_until=None)
    Pause.objects.all().delete()  # after a while
    come_due()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)
