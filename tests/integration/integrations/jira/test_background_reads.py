"""Reading what became of many issues, in the background, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations import jira
from integrations.jira import issue_status
from integrations.models import Connection, RefreshAttempt, Token
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db


def changed_by_bob(seat: Seat, key: str, **facts: Any) -> None:
    """As a colleague would."""
    account_id = seat.sandbox.account("bob")["account_id"]
    path = f"/sites/{seat.cloud_id}/issues/{key}"
    seat.sandbox.control("POST", path, {"account_id": account_id, **facts})


def test_the_status_of_many_issues_is_one_call(alices: Seat) -> None:
    first, second = alices.file(), alices.file()
    changed_by_bob(
        alices, first.key, status="Done", resolution="Duplicate", assignee=alices.account_id
    )

    window = jira.issue_statuses(*alices.at, [second.id, first.id, "999999"])

    assert [each.key for each in window.issues] == [first.key, second.key]
    done, fresh = window.issues
    assert (done.status, done.category, done.resolution) == ("Done", "done", "Duplicate")
    assert (done.assignee_id, done.assignee_name) == (alices.account_id, "Alice")
    assert (fresh.category, fresh.resolution, fresh.secured) == ("new", "", False)
    assert fresh.complete
    assert fresh.last_comment is None
    assert window.absent == ("999999",)
    assert len(alices.sandbox.calls("POST", "/issue/bulkfetch$")) == 1


def test_a_status_without_category_is_neither_open_nor_done(alices: Seat) -> None:
    made = alices.file()
    changed_by_bob(alices, made.key, status="Parked")

    assert jira.issue_statuses(*alices.at, [made.id]).issues[0].category == "undefined"


def test_only_a_comment_for_all_readers_is_told(alices: Seat) -> None:
    made = alices.file()
    changed_by_bob(alices, made.key, comment={"text": "Which browser?"})
    secret = {"type": "group", "value": "jira-developers"}
    changed_by_bob(alices, made.key, comment={"text": "Only us", "visibility": secret})

    last = jira.issue_statuses(*alices.at, [made.id]).issues[0].last_comment

    assert last is not None
    assert last.author_name == "Bob"
    assert "Which browser?" in str(last.body)


def test_what_jira_could_not_load_is_unknown_and_not_empty(alices: Seat) -> None:
    first, second = alices.file(), alices.file()
    alices.sandbox.config(unreadable_issues=[first.id], unloadable_fields=["security", "comment"])

    window = jira.issue_statuses(*alices.at, [first.id, second.id])

    assert (window.failed, window.absent) == ((first.id,), ())
    assert window.issues[0].secured is None
    assert not window.issues[0].complete


@pytest.mark.parametrize(
    "written", ["string", pytest.param("number", marks=pytest.mark.wrong_on_purpose)]
)
def test_who_changed_what_is_one_call(alices: Seat, written: str) -> None:
    made = alices.file()
    changed_by_bob(alices, made.key, status="Done", summary="Else")
    alices.sandbox.config(changelog_created=written)

    [change] = jira.changes_of(*alices.at, [made.id])

    assert (change.field, change.old, change.new) == ("status", "To Do", "Done")
    assert change.author_name == "Bob"
    assert abs(change.created - timezone.now()) < timedelta(minutes=1)


def test_a_search_finds_what_changed_in_the_projects(alices: Seat) -> None:
    made = alices.file()

    page = jira.changed_issues(*alices.at, [alices.projects["DEMO"]], 5, None)

    assert [each.id for each in page.issues] == [made.id]
    assert page.next_token is None


def test_the_background_never_renews_a_token_nor_keeps_a_link_in_use(alices: Seat) -> None:
    made = alices.file()
    Connection.objects.update(last_used_at=None)
    jira.issue_statuses(*alices.at, [made.id])
    assert jira.live_accounts(alices.cloud_id, [alices.account_id, "other"]) == {alices.account_id}

    Token.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(jira.Unavailable):
        jira.issue_statuses(*alices.at, [made.id])

    assert jira.live_accounts(alices.cloud_id, [alices.account_id]) == set()
    assert not RefreshAttempt.objects.exists()
    assert Connection.objects.get().last_used_at is None


def test_a_refused_token_is_not_renewed_in_the_background_either(alices: Seat) -> None:
    made = alices.file()
    alices.sandbox.control("POST", f"/accounts/{alices.account_id}/expire")

    with pytest.raises(jira.Unavailable):
        jira.issue_statuses(*alices.at, [made.id])

    assert not RefreshAttempt.objects.exists()


def test_what_is_too_large_with_its_comments_is_read_without(
    alices: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = alices.file(), alices.file()
    changed_by_bob(alices, first.key, comment={"text": "long " * 3000})
    monkeypatch.setattr(issue_status, "LARGEST", 12_000)

    window = jira.issue_statuses(*alices.at, [first.id, second.id])
    page = jira.changed_issues(*alices.at, [alices.projects["DEMO"]], 5, None)

    for issues in (window.issues, page.issues):
        assert {each.id for each in issues} == {first.id, second.id}
        assert not any(each.complete for each in issues)
