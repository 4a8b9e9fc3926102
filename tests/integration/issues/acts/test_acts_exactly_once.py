"""An act is done once, or its owner is told why not, or is asked; and nobody's change is overwritten in silence."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations import jira
from issues.models import ALREADY, ActKind, IssueAct, State
from issues.outbox import engine
from issues.outbox.act_on_issue import ActOnIssue
from issues.outbox.acts.field_values import fingerprint
from issues.outbox.outcomes import CHANGED, NOT_POSSIBLE, TOO_LARGE, Reason
from tests.integration.issues.acts.conftest import (
    WRITE,
    Bench,
    act,
    document,
    settle,
    sweep,
)
from tests.support.hypothesis_examples import examples

pytestmark = pytest.mark.django_db

EDIT = {
    "fields": {
        "summary": {"seen": fingerprint("Checkout refuses the voucher"), "to": "It refuses all"}
    }
}
KINDS = ActKind.values
FAULTS = [
    ("drop_after_commit", {}),
    ("status_after_commit", {"status": 503}),
    ("status_after_commit", {"status": 408}),
    ("drop_before", {}),
    ("status", {"status": 500, "body": {}}),
    ("status", {"status": 409, "body": {"errorMessages": ["Konflikt"], "errors": {}}}),
    ("rate_limit", {"retry_after": 0}),
    ("html", {"status": 502}),
]


def assign_me(bench: Bench) -> dict[str, Any]:
    return {
        "fields": {"assignee": {"seen": fingerprint(None), "to": {"accountId": bench.account_id}}}
    }


def link_to(other: str) -> dict[str, Any]:
    return {"type_id": "10000", "words": "blocks", "outward": True, "other_key": other}


def payload(bench: Bench, kind: str) -> dict[str, Any]:
    """Something to do of each kind."""
    match kind:
        case ActKind.EDIT:
            return EDIT
        case ActKind.TRANSITION:
            return dict(bench.step())
        case ActKind.ASSIGN:
            return assign_me(bench)
        case ActKind.LINK:
            return link_to(bench.new_issue())
        case ActKind.EDIT_COMMENT:
            made = jira.add_comment(*bench.at, document("as it was"), marker="m")
            return {
                "comment_id": made.id,
                "seen": fingerprint(document("as it was")),
                "document": document("as it is"),
            }
        case ActKind.DELETE_COMMENT:
            made = jira.add_comment(*bench.at, document("as it was"), marker="m")
            return {"comment_id": made.id, "seen": fingerprint(document("as it was"))}
        case ActKind.UNVOTE:
            jira.vote(*bench.at)
        case ActKind.UNWATCH:
            jira.watch(*bench.at)
    return {}


def is_done(bench: Bench, kind: str, wanted: dict[str, Any]) -> bool:
    """Whether Jira shows that it was done."""
    match kind:
        case ActKind.EDIT:
            return bool(bench.field("summary") == "It refuses all")
        case ActKind.TRANSITION:
            return bool(bench.field("status")["name"] == "In Progress")
        case ActKind.ASSIGN:
            assignee = bench.field("assignee")
            return assignee is not None and assignee["accountId"] == bench.account_id
        case ActKind.LINK:
            return len(jira.links_of(*bench.at)) == 1
        case ActKind.EDIT_COMMENT:
            return bool(
                jira.comment_of(*bench.at, wanted["comment_id"]).body == document("as it is")
            )
        case ActKind.DELETE_COMMENT:
            return jira.comment_page(*bench.at).total == 0
        case ActKind.WATCH | ActKind.UNWATCH:
            return bool(bench.field("watches")["isWatching"] is (kind == ActKind.WATCH))
        case _:
            return bool(bench.field("votes")["hasVoted"] is (kind == ActKind.VOTE))


@pytest.mark.parametrize("kind", KINDS)
def test_each_act_is_done_with_one_call_that_changes_something(bench: Bench, kind: str) -> None:
    wanted = payload(bench, kind)
    row = bench.queued(kind, wanted)
    before = len(bench.sandbox.calls())
    assert engine.attempt(row.pk, ActOnIssue())
    made = bench.sandbox.calls()[before:]
    assert act().state == State.FILED
    assert is_done(bench, kind, wanted)
    assert sum(each["method"] != "GET" for each in made) == 1
    assert len(made) <= 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_whatever_becomes_of_the_answer_it_is_done_once(
    bench: Bench, kind: str, fault: tuple[str, dict[str, Any]]
) -> None:
    wanted = payload(bench, kind)
    bench.queued(kind, wanted)
    for method in ("POST", "PUT", "DELETE"):
        bench.sandbox.fault(fault[0], method=method, path=WRITE, **fault[1])
    sweep()
    bench.sandbox.control("DELETE", "/faults")
    settle()
    assert act().state == State.FILED
    assert is_done(bench, kind, wanted)
    if kind == ActKind.TRANSITION:
        assert bench.own_changes("status") == ["In Progress"]


def test_what_was_undone_by_a_colleague_is_not_done_again(bench: Bench) -> None:
    """The answer is lost; before Lodge looks, Bob takes the step back, and changes the summary."""
    bench.queued(ActKind.TRANSITION, bench.step())
    bench.queued(ActKind.EDIT, EDIT)
    for method in ("POST", "PUT"):
        bench.sandbox.fault("drop_after_commit", method=method, path=WRITE)
    sweep()
    bench.colleague(status="To Do", summary="Bob knows better")
    settle()
    assert [row.state for row in IssueAct.objects.all()] == [State.FILED, State.FILED]
    assert bench.field("summary") == "Bob knows better"
    assert bench.field("status")["name"] == "To Do"
    assert bench.own_changes("status") == ["In Progress"]


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(bench: Bench) -> None:
    row = bench.queued(ActKind.EDIT, EDIT)
    bench.colleague(summary="Bob knows better")
    engine.attempt(row.pk, ActOnIssue())
    row.refresh_from_db()
    assert (row.state, row.blocked_reason) == (State.REJECTED, CHANGED)
    assert row.field_errors == {"summary": ""}
    assert bench.field("summary") == "Bob knows better"


def test_a_colleagues_change_of_another_field_stays(bench: Bench) -> None:
    row = bench.queued(ActKind.EDIT, EDIT)
    bench.colleague(assignee=bench.bob)
    engine.attempt(row.pk, ActOnIssue())
    assert act().state == State.FILED
    assert bench.field("summary") == "It refuses all"
    assert bench.field("assignee")["accountId"] == bench.bob


def test_who_assigned_it_meanwhile_is_not_overruled(bench: Bench) -> None:
    row = bench.queued(ActKind.ASSIGN, assign_me(bench))
    bench.colleague(assignee=bench.bob)
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().blocked_reason) == (State.REJECTED, CHANGED)
    assert bench.field("assignee")["accountId"] == bench.bob


def test_a_step_that_a_colleague_took_is_not_taken_twice(bench: Bench) -> None:
    row = bench.queued(ActKind.TRANSITION, bench.step())
    bench.colleague(status="In Progress")
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().remote_id) == (State.FILED, ALREADY)
    assert bench.own_changes("status") == []


def test_a_step_from_a_status_that_it_no_longer_has_is_told(bench: Bench) -> None:
    row = bench.queued(ActKind.TRANSITION, bench.step())
    bench.colleague(status="Done", resolution="Done")
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().blocked_reason) == (State.REJECTED, CHANGED)
    assert bench.field("status")["name"] == "Done"


def test_a_step_that_the_workflow_no_longer_has_is_told(bench: Bench) -> None:
    row = bench.queued(ActKind.TRANSITION, {**bench.step(), "transition": "77"})
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().blocked_reason) == (State.REJECTED, NOT_POSSIBLE)


def test_a_step_without_what_its_screen_requires_is_refused_by_field(bench: Bench) -> None:
    row = bench.queued(ActKind.TRANSITION, bench.step("Done", "Done"))
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().blocked_reason) == (State.REJECTED, "")
    assert list(act().field_errors) == ["resolution"]


def test_a_comment_that_was_changed_elsewhere_is_not_overwritten(bench: Bench) -> None:
    wanted = payload(bench, ActKind.EDIT_COMMENT)
    row = bench.queued(ActKind.EDIT_COMMENT, wanted)
    jira.change_comment(*bench.at, wanted["comment_id"], document("from the phone"))
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().blocked_reason) == (State.REJECTED, CHANGED)
    assert not is_done(bench, ActKind.EDIT_COMMENT, wanted)


def test_a_comment_that_says_something_else_by_now_is_not_deleted(bench: Bench) -> None:
    wanted = payload(bench, ActKind.DELETE_COMMENT)
    row = bench.queued(ActKind.DELETE_COMMENT, wanted)
    jira.change_comment(*bench.at, wanted["comment_id"], document("from the phone"))
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().blocked_reason) == (State.REJECTED, CHANGED)
    assert not is_done(bench, ActKind.DELETE_COMMENT, wanted)


def test_a_comment_that_is_gone_already_is_told_so(bench: Bench) -> None:
    wanted = payload(bench, ActKind.DELETE_COMMENT)
    row = bench.queued(ActKind.DELETE_COMMENT, wanted)
    jira.delete_comment(*bench.at, wanted["comment_id"])
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().remote_id) == (State.FILED, ALREADY)


def test_a_comment_of_an_issue_that_is_gone_is_not_told_to_be_deleted(bench: Bench) -> None:
    """Where nobody shows the issue, a missing comment proves nothing."""
    bench.queued(ActKind.DELETE_COMMENT, payload(bench, ActKind.DELETE_COMMENT))
    bench.colleague(delete=True)
    sweep()
    assert (act().state, act().blocked_reason) == (State.BLOCKED, Reason.NOT_FOUND)


def test_a_vote_where_voting_is_off_is_told(bench: Bench) -> None:
    row = bench.queued(ActKind.VOTE, {})
    bench.sandbox.config(voting=False)
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().blocked_reason) == (State.REJECTED, NOT_POSSIBLE)


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (400, State.REJECTED, ""),
        (413, State.REJECTED, TOO_LARGE),
        (422, State.REJECTED, ""),
        (403, State.BLOCKED, Reason.DENIED),
        (404, State.BLOCKED, Reason.NOT_FOUND),
    ],
)
def test_each_refusal_of_jira_is_told(bench: Bench, status: int, state: str, reason: str) -> None:
    bench.queued(ActKind.EDIT, EDIT)
    no = {"errorMessages": ["Nein."], "errors": {}}
    bench.sandbox.fault("status", method="PUT", path=WRITE, times=9, status=status, body=no)
    sweep()
    assert (act().state, act().blocked_reason, act().messages) == (state, reason, ["Nein."])


def test_after_a_moved_issue_the_act_is_on_the_issue_and_not_on_its_key(bench: Bench) -> None:
    bench.queued(ActKind.EDIT, EDIT)
    bench.queued(ActKind.LINK, link_to(bench.new_issue()))
    project = {"cloud_id": bench.cloud_id, "key": "NEW", "name": "New place"}
    bench.sandbox.control("POST", "/seed", {"projects": [project]})
    bench.colleague(move="NEW")
    settle()
    assert [row.state for row in IssueAct.objects.all()] == [State.FILED, State.FILED]
    assert bench.field("summary") == "It refuses all"


@pytest.mark.parametrize(
    "kind", [ActKind.EDIT, ActKind.TRANSITION, ActKind.EDIT_COMMENT, ActKind.DELETE_COMMENT]
)
def test_where_reading_took_too_long_nothing_is_sent_by_this_process(
    bench: Bench, kind: ActKind
) -> None:
    """It may have been suspended, and another one may have the row by now."""
    wanted = payload(bench, kind)
    row = bench.queued(kind, wanted)
    before = len(bench.sandbox.calls())
    assert engine.attempt(row.pk, ActOnIssue(), seconds=0.0)
    assert {each["method"] for each in bench.sandbox.calls()[before:]} == {"GET"}
    assert act().state == State.QUEUED
    settle()
    assert is_done(bench, kind, wanted)


def test_a_process_that_died_while_sending_leaves_nothing_undone(bench: Bench) -> None:
    row = bench.queued(ActKind.TRANSITION, bench.step())
    assert engine.claim(row.pk, ActOnIssue()) is not None
    settle()
    assert act().state == State.FILED
    assert bench.own_changes("status") == ["In Progress"]


COLLEAGUES = st.sampled_from(
    [{}, {}, {"status": "Done"}, {"status": "To Do"}, {"summary": "Bob"}, {"assignee": None}]
)


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    kind=st.sampled_from([ActKind.EDIT, ActKind.TRANSITION, ActKind.ASSIGN]),
    script=st.lists(st.tuples(st.sampled_from(FAULTS), COLLEAGUES), max_size=4),
)
def test_in_any_order_of_faults_and_colleagues_alice_does_it_once_or_is_told(
    bench: Bench, kind: ActKind, script: list[tuple[tuple[str, dict[str, Any]], dict[str, Any]]]
) -> None:
    IssueAct.objects.all().delete()
    bench.sandbox.control("DELETE", "/faults")
    bench.key = bench.new_issue()
    bench.queued(kind, payload(bench, kind))
    for (fault, options), change in script:
        bench.sandbox.fault(fault, method="PUT", path=WRITE, **options)
        bench.sandbox.fault(fault, method="POST", path=WRITE, **options)
        sweep()
        if change:
            bench.colleague(**change)
    bench.sandbox.control("DELETE", "/faults")
    settle()
    row = act()
    field = {"edit": "summary", "transition": "status", "assign": "assignee"}[kind]
    done = len(bench.own_changes(field))
    if row.state == State.FILED:
        assert done == (0 if row.remote_id == ALREADY else 1)
    else:
        assert (row.state, row.blocked_reason, done) == (State.REJECTED, CHANGED, 0)


def with_comment(bench: Bench, text: str = "It was the voucher") -> dict[str, Any]:
    """The payload of the step to Done, with a comment."""
    step = bench.step("Done", "Done", resolution={"id": "10000"})
    return {**step, "comment": {"text": text, "document": document(text)}}


def comments_there(bench: Bench) -> int:
    """How many comments the issue has."""
    return len(jira.comment_page(*bench.at, 0).comments)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_a_comment_goes_once_with_its_step(bench: Bench, fault: tuple[str, dict[str, Any]]) -> None:
    bench.queued(ActKind.TRANSITION, with_comment(bench))
    bench.sandbox.fault(fault[0], method="POST", path=WRITE, **fault[1])
    sweep()
    bench.sandbox.control("DELETE", "/faults")
    settle()
    assert act().state == State.FILED
    assert bench.own_changes("status") == ["Done"]
    assert comments_there(bench) == 1


def test_a_step_that_somebody_took_first_gives_the_comment_back(bench: Bench) -> None:
    row = bench.queued(ActKind.TRANSITION, with_comment(bench))
    bench.colleague(status="Done", resolution="Done")
    engine.attempt(row.pk, ActOnIssue())
    assert (act().state, act().blocked_reason) == (State.REJECTED, CHANGED)
    assert comments_there(bench) == 0
    told = bench.get(f"/acts/{row.pk}/")
    assert "Your comment was not added" in told.text
    assert "It was the voucher" in told.text


def test_a_lost_step_that_somebody_took_meanwhile_gives_the_comment_back(bench: Bench) -> None:
    bench.queued(ActKind.TRANSITION, with_comment(bench))
    bench.sandbox.fault("drop_before", method="POST", path=WRITE)
    sweep()
    bench.colleague(status="Done", resolution="Done")
    settle()
    assert (act().state, act().blocked_reason) == (State.REJECTED, CHANGED)
    assert comments_there(bench) == 0
