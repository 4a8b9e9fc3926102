"""The forms for acts, without JavaScript: what is offered, what is sent, and what becomes of what was typed."""

import re
from typing import Any

import pytest

from integrations import jira
from integrations.models import Connection, ConnectionState
from issues.models import Comment, IssueAct, State
from issues.outbox.outcomes import CHANGED
from tests.integration.issues.acts.conftest import Bench, act, document, settle
from tests.support.http_visitor import Form, Page

pytestmark = pytest.mark.django_db


def form_of(page: Page, field: str) -> Form:
    """The form of *page* that has this field."""
    return next(each for each in page.forms if field in each.values())


def value(form: Form, field: str) -> str:
    """What *form* would send of a field."""
    return form.values()[field][0]


def test_only_what_was_changed_is_sent(bench: Bench) -> None:
    page = bench.get(bench.url("edit"))
    assert page.status == 200, page.text
    form = form_of(page, "summary")
    bench.colleague(assignee=bench.bob)
    before = len(bench.sandbox.calls("PUT"))
    after = bench.send(page, form, summary="It refuses all", priority="1")
    assert "Changed in" in after.text
    (call,) = bench.sandbox.calls("PUT")[before:]
    assert call["path"].endswith(f"/issue/{bench.seen().issue_id}")
    assert bench.field("summary") == "It refuses all"
    assert bench.field("priority")["id"] == "1"
    assert bench.field("assignee")["accountId"] == bench.bob


def test_a_form_sent_unchanged_sends_nothing(bench: Bench) -> None:
    page = bench.get(bench.url("edit"))
    before = len(bench.sandbox.calls("PUT"))
    after = bench.send(page, form_of(page, "summary"))
    assert "You changed nothing" in after.text
    assert len(bench.sandbox.calls("PUT")) == before
    assert not IssueAct.objects.exists()


def test_a_colleagues_change_of_the_same_field_is_asked(bench: Bench) -> None:
    page = bench.get(bench.url("edit"))
    bench.colleague(summary="Bob knows better")
    told = bench.send(page, form_of(page, "summary"), summary="It refuses all")
    assert "Nothing was overwritten" in told.text
    assert bench.field("summary") == "Bob knows better"
    again = bench.get(told.link_to("^Go on with it$"))
    assert "In Jira it is now: Bob knows better" in again.text
    form = form_of(again, "summary")
    assert value(form, "summary") == "It refuses all"
    done = bench.send(again, form)
    assert "Changed in" in done.text
    assert bench.field("summary") == "It refuses all"
    assert [row.state for row in IssueAct.objects.all()] == [State.FILED]


def test_two_presses_of_one_form_are_one_act(bench: Bench) -> None:
    page = bench.get(bench.url("edit"))
    for _ in range(2):
        bench.send(page, form_of(page, "summary"), summary="It refuses all")
    assert IssueAct.objects.count() == 1
    assert bench.own_changes("summary") == ["It refuses all"]


def test_rich_text_is_edited_as_markdown_and_what_would_be_lost_is_not_offered(
    bench: Bench,
) -> None:
    table: dict[str, Any] = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "rule"}, {"type": "mediaGroup", "content": []}],
    }
    bench.key = bench.new_issue(description=document("as it was"))
    page = bench.get(bench.url("edit"))
    form = form_of(page, "description")
    assert value(form, "description") == "as it was"
    bench.send(page, form, description="as it **is**")
    assert [each["text"] for each in bench.field("description")["content"][0]["content"]] == [
        "as it ",
        "is",
    ]
    colour = {"panelType": "custom", "panelColor": "#fff"}
    table["content"] = [{"type": "panel", "attrs": colour, "content": [{"type": "paragraph"}]}]
    bench.key = bench.new_issue(description=table)
    page = bench.get(bench.url("edit"))
    assert "description" not in form_of(page, "summary").values()
    assert "can be changed in Jira only" in page.text


def test_a_field_can_be_emptied(bench: Bench) -> None:
    bench.key = bench.new_issue(labels=["voucher"], duedate="2026-12-24")
    page = bench.get(bench.url("edit"))
    form = form_of(page, "summary")
    sent = {**form.values(), "duedate": "", "labels-search": ""}
    sent.pop("labels", None)
    bench.post(page.url, sent)
    assert bench.field("duedate") is None
    assert bench.field("labels") == []


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(bench: Bench) -> None:
    page = bench.get(bench.url("edit"))
    told = bench.send(page, form_of(page, "summary"), summary="", duedate="yesterday")
    assert told.status == 422
    assert "2 things to correct" in told.text
    assert value(form_of(told, "summary"), "duedate") == "yesterday"


def test_a_step_with_a_required_field(bench: Bench) -> None:
    menu = bench.get(bench.url("acts"))
    page = bench.get(menu.link_to("^Done"))
    form = form_of(page, "from")
    told = bench.send(page, form)
    assert told.status == 422
    done = bench.send(told, form_of(told, "from"), resolution="10000")
    assert "is now “Done”" in done.text
    assert bench.field("resolution")["id"] == "10000"


def test_a_comment_goes_along_with_a_step(bench: Bench) -> None:
    page = bench.get(bench.url("transition", "31"))
    told = bench.send(page, form_of(page, "from"), text="It was **the voucher**")
    assert told.status == 422  # the resolution is missing
    form = form_of(told, "from")
    assert value(form, "text") == "It was **the voucher**"
    done = bench.send(told, form, resolution="10000")
    assert "is now “Done”, with your comment" in done.text
    (comment,) = jira.comment_page(*bench.at, 0).comments
    assert comment.body["content"][0]["content"][1]["marks"] == [{"type": "strong"}]
    assert "It was **the voucher**" in bench.get(f"/acts/{act().pk}/").text


def test_a_comment_that_is_too_long_for_jira_is_said_beside_it(bench: Bench) -> None:
    page = bench.get(bench.url("transition", "31"))
    told = bench.send(page, form_of(page, "from"), text="a" * 40_000, resolution="10000")
    assert told.status == 422
    assert "characters too long for one comment" in told.text
    assert not IssueAct.objects.exists()


def test_a_step_without_a_screen_takes_no_comment(bench: Bench) -> None:
    page = bench.get(bench.url("transition", "21"))
    assert "Your comment" not in page.text
    bench.send(page, form_of(page, "from"), text="Nobody reads this")
    assert act().state == State.FILED
    assert jira.comment_page(*bench.at, 0).comments == ()


def test_a_step_without_a_screen_is_one_press(bench: Bench) -> None:
    page = bench.get(bench.url("transition", "21"))
    done = bench.send(page, form_of(page, "from"))
    assert "is now “In Progress”" in done.text


def test_a_step_that_a_colleague_took_meanwhile_is_told_and_not_failed(bench: Bench) -> None:
    page = bench.get(bench.url("transition", "21"))
    bench.colleague(status="Done", resolution="Done")
    told = bench.send(page, form_of(page, "from"))
    assert "Nothing was overwritten" in told.text
    assert (act().state, act().blocked_reason) == (State.REJECTED, CHANGED)
    bench.colleague(status="In Progress")
    assert bench.get(bench.url("transition", "21")).status == 409
    assert bench.get(bench.url("transition", "nonsense")).status == 409


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ("assign", "is assigned to you"),
        ("watch", "You watch"),
        ("vote", "You voted for"),
    ],
)
def test_buttons_do_what_they_say_once(bench: Bench, button: str, said: str) -> None:
    page = bench.get(bench.url("acts"))
    form = form_of(page, "assignee")
    for _ in range(2):
        after = bench.send(page, form, press=f"kind={button}")
    assert said in after.text
    assert IssueAct.objects.count() == 1
    again = bench.get(bench.url("acts"))
    assert f'value="{button}"' not in again.html


def test_a_link_to_another_issue(bench: Bench) -> None:
    other = bench.new_issue()
    page = bench.get(bench.url("link"))
    form = form_of(page, "other")
    assert "not find" in bench.send(page, form, relation="10000:outward", other="DEMO-999").text
    assert "itself" in bench.send(page, form, relation="10000:outward", other=bench.key).text
    assert "2 things" in bench.send(page, form, other="x").text
    done = bench.send(page, form, relation="10000:outward", other=f" {other.lower()} ")
    assert "Linked" in done.text
    assert [each.other_key for each in jira.links_of(*bench.at)] == [other]


def test_what_jira_would_refuse_is_not_offered(bench: Bench) -> None:
    facts = {"cloud_id": bench.cloud_id, "project": "DEMO", "access": "read-only"}
    bench.sandbox.control("POST", "/seed", {"access": [facts]})
    page = bench.get(bench.url("acts"))
    for name in ("Comment", "Change fields", "Link to another issue", "Assign to me", "Done"):
        assert not re.search(rf">\s*{name}\s*<", page.html), name
    assert "Jira does not let you comment" in bench.get(bench.url("comment")).text
    assert "nothing in this issue that you may change" in bench.get(bench.url("edit")).text


@pytest.mark.parametrize("which", ["edit", "transition", "comment"])
def test_with_jira_down_what_was_typed_is_kept(bench: Bench, which: str) -> None:
    at = bench.url(which, "31") if which == "transition" else bench.url(which)
    opened = bench.get(at)
    name = {"edit": "summary", "transition": "from", "comment": "comment"}[which]
    form = form_of(opened, name)
    bench.sandbox.fault("status", path="/ex/jira/", times=None, status=503)
    typed = {
        "edit": {"summary": "typed"},
        "transition": {"resolution": "10000"},
        "comment": {"text": "typed"},
    }[which]
    told = bench.send(opened, form, **typed)
    assert told.status == 200, told.text
    bench.sandbox.control("DELETE", "/faults")
    if which == "comment":
        assert Comment.objects.get().text == "typed"
        return
    assert act().state == State.DRAFT
    settle()
    again = bench.get(told.link_to("^Go on with it$"))
    assert {key: value(form_of(again, name), key) for key in typed} == typed
    assert "is now" in bench.send(again, form_of(again, name)).text or which == "edit"


@pytest.mark.parametrize("which", ["edit", "comment"])
def test_with_a_dead_link_what_was_typed_is_kept(bench: Bench, which: str) -> None:
    opened = bench.get(bench.url(which))
    name = {"edit": "summary", "comment": "comment"}[which]
    Connection.objects.update(state=ConnectionState.RECONNECT)
    typed = {"summary" if which == "edit" else "text": "typed"}
    told = bench.send(opened, form_of(opened, name), **typed)
    assert told.status == 200
    assert (act() if which == "edit" else Comment.objects.get()).state in (
        State.DRAFT,
        State.BLOCKED,
    )


def test_what_waits_and_what_needs_its_owner_is_found_again(bench: Bench) -> None:
    row = bench.queued("watch", {})
    for at in (bench.url("acts"), bench.url(), "/acts/"):
        assert f"/acts/{row.pk}/" in bench.get(at).html, at
    IssueAct.objects.update(state=State.BLOCKED, blocked_reason="denied")
    for at in ("/", "/reports/"):
        page = bench.get(at)
        assert "One change to an issue" in page.text, at
        assert page.has_link("^/acts/$")
    assert "Jira does not let you do this" in bench.get(f"/acts/{row.pk}/").text
    bench.post(f"/acts/{row.pk}/answer/", {"answer": "again"})
    assert act().state == State.FILED
    assert f"/acts/{row.pk}/" not in bench.get(bench.url()).html


def test_an_act_that_waits_can_be_withdrawn_and_one_in_doubt_is_answered(bench: Bench) -> None:
    page = bench.get(bench.url("transition", "21"))
    bench.sandbox.fault("rate_limit", method="POST", path="/transitions", retry_after=60)
    told = bench.send(page, form_of(page, "from"))
    assert "sends it at" in told.text
    told = bench.post(f"/acts/{act().pk}/answer/", {"answer": "withdraw"})
    assert "withdrawn" in told.text
    IssueAct.objects.update(state=State.BLOCKED, blocked_reason="ask")
    assert "It is done" in bench.get(f"/acts/{act().pk}/").html
    bench.post(f"/acts/{act().pk}/answer/", {"answer": "there"})
    assert act().state == State.FILED


@pytest.mark.parametrize(
    "which",
    ["edit", "link", "comment", "acts", "transition/21", "comment/1", "comment/1/delete", "people"],
)
def test_strangers_and_those_signed_out_get_nothing(
    bench: Bench, which: str, stranger: Any, sign_in: Any, carol: Any
) -> None:
    at = f"{bench.url()}{which}/"
    assert stranger.get(at).status_code == 302
    assert sign_in(carol).get(at).status_code == 403
    row = bench.queued("watch", {})
    assert sign_in(carol).get(f"/acts/{row.pk}/").status_code == 404
    assert sign_in(carol).post(f"/acts/{row.pk}/answer/").status_code == 404
    assert bench.get(f"/issue/{bench.cloud_id}/..%2Fx/{which}/").status == 404
    assert bench.get(f"/issue/elsewhere/{bench.key}/{which}/").status == 404
    bench.sandbox.fault("status", path="/ex/jira/", times=None, status=503)
    assert bench.get(at).status == 503
