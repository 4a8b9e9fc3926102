"""The calls behind an issue's page: what comes back as dataclasses, and what each refusal is called."""

from typing import Any

import pytest

from integrations import jira
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db


def text(words: str) -> dict[str, Any]:
    line = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return {"type": "doc", "version": 1, "content": [line]}


def test_one_call_brings_the_issue_and_what_may_be_done(alices: Seat) -> None:
    made = alices.file(labels=["voucher"])
    before = len(alices.sandbox.calls())
    found = jira.issue_details_of(*alices.at, made.key, viewed=True)
    assert len(alices.sandbox.calls()) == before + 1
    assert (found.id, found.key) == (made.id, made.key)
    assert found.fields["labels"] == ["voucher"]
    assert "comment" not in found.fields
    assert found.names["summary"] == "Summary"
    assert found.schemas["status"].type == "status"
    assert {"edit-issue", "comment-issue"} <= found.operations
    assert [each.to_name for each in found.transitions][:2] == ["In Progress", "Done"]
    assert "summary" in {each.field_id for each in found.editable}
    assert found.missing == ()
    assert alices.sandbox.wait_for("issue_viewed")["key"] == made.key


def test_a_field_that_could_not_be_loaded_is_missing_and_not_empty(alices: Seat) -> None:
    made = alices.file()
    alices.sandbox.config(unloadable_fields=["labels"])
    assert jira.issue_details_of(*alices.at, made.key).missing == ("labels",)


def test_an_issue_that_is_not_there_is_denied(alices: Seat) -> None:
    with pytest.raises(jira.Denied) as caught:
        jira.issue_details_of(*alices.at, "DEMO-99")
    assert (caught.value.status, caught.value.proven) == (404, True)


def test_comments_come_newest_first_in_pages(alices: Seat) -> None:
    made = alices.file()
    for number in range(5):
        jira.add_comment(*alices.at, made.key, text(f"number {number}"), marker=str(number))
    first = jira.comment_page(*alices.at, made.key, size=2)
    assert [each.body for each in first.comments] == [text("number 4"), text("number 3")]
    assert (first.total, first.older_from) == (5, 2)
    last = jira.comment_page(*alices.at, made.key, start=4, size=2)
    assert last.older_from is None
    one = jira.comment_of(*alices.at, made.key, last.comments[0].id)
    assert one == last.comments[0]
    assert not one.is_edited
    alices.sandbox.advance(5)
    jira.change_comment(*alices.at, made.key, one.id, text("other words"))
    changed = jira.comment_of(*alices.at, made.key, one.id)
    assert changed.body == text("other words")
    assert changed.is_edited


def test_a_comment_of_somebody_else_is_refused(alices: Seat, bobs: Seat) -> None:
    made = alices.file()
    comment = jira.add_comment(*alices.at, made.key, text("mine"), marker="a")
    with pytest.raises(jira.Rejected):
        jira.change_comment(*bobs.at, made.key, comment.id, text("yours"))


def test_a_transition_needs_its_field_and_is_possible_once(alices: Seat) -> None:
    made = alices.file()
    (done,) = jira.transitions_of(*alices.at, made.key, "31")
    resolution = next(each for each in done.fields if each.field_id == "resolution")
    assert resolution.required
    assert resolution.allowed_values
    with pytest.raises(jira.Rejected) as caught:
        jira.do_transition(*alices.at, made.key, "31", {})
    assert set(caught.value.field_errors) == {"resolution"}
    chosen = {"resolution": {"id": resolution.allowed_values[0]["id"]}}
    jira.do_transition(*alices.at, made.key, "31", chosen)
    assert jira.issue_details_of(*alices.at, made.key).fields["status"]["name"] == "Done"
    with pytest.raises(jira.Rejected) as again:
        jira.do_transition(*alices.at, made.key, "31", chosen)
    assert again.value.messages
    assert jira.transitions_of(*alices.at, made.key, "31") == ()


def test_acts_that_may_be_repeated(alices: Seat, bobs: Seat) -> None:
    made = alices.file()
    for _ in range(2):
        jira.watch(*bobs.at, made.key)
        jira.vote(*bobs.at, made.key)
        jira.assign_to(*alices.at, made.key, alices.account_id)
        jira.edit_issue_fields(*alices.at, made.key, {"summary": "Another one"})
    found = jira.issue_details_of(*bobs.at, made.key).fields
    assert found["watches"]["isWatching"]
    assert found["votes"] == {**found["votes"], "votes": 1, "hasVoted": True}
    assert found["assignee"]["accountId"] == alices.account_id
    assert found["summary"] == "Another one"
    jira.unwatch(*bobs.at, made.key)
    jira.unvote(*bobs.at, made.key)
    with pytest.raises(jira.Denied):
        jira.unvote(*bobs.at, made.key)
    with pytest.raises(jira.Denied):
        jira.vote(*alices.at, made.key)


def test_the_history_and_the_fields_that_may_be_changed(alices: Seat) -> None:
    made = alices.file()
    jira.edit_issue_fields(*alices.at, made.key, {"summary": "Another one"})
    page = jira.history_of(*alices.at, made.key)
    assert page.total == 1
    (item,) = page.changes[0].items
    assert (item.field_id, item.after) == ("summary", "Another one")
    assert jira.issue_details_of(*alices.at, made.key).changes == page.changes
    assert "summary" in {each.field_id for each in jira.edit_fields_of(*alices.at, made.key)}
    assert jira.remote_links_of(*alices.at, made.key) == ()
