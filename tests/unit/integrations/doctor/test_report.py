"""The report as text: every step with its outcome, who can mend it, and nothing that names a person or account."""

from datetime import UTC, datetime

import pytest

from integrations.doctor import FOR_ADMIN, FOR_OWNER, Finding, Outcome, Summary, Who, as_text
from integrations.doctor.catalogue import gateway, jira, lodge
from integrations.doctor.findings import Found, Leg, note, problem
from integrations.doctor.report import without_ids

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def finding(found: Found, title: str = "A step") -> Finding:
    """A step that took 7 ms."""
    return Finding("a-step", title, found, 7)


def text(*found: Found, names: dict[Who, object] | None = None) -> str:
    """The report of steps that found that."""
    who = FOR_OWNER if names is None else FOR_ADMIN
    return as_text([finding(each) for each in found], who, connection=None, at=AT)


def test_a_healthy_report_says_so_in_its_last_line() -> None:
    said = text(Found(("All is well.",)))
    assert "A step: Works (7 ms)\n  All is well." in said
    assert said.endswith("Result: everything works.")


def test_a_problem_has_its_name_its_task_and_who_can_do_it() -> None:
    said = text(problem(gateway.NOT_INSTALLED, quoted=("Not here.",)))
    assert "[not_installed]" in said
    assert "To do (A Jira administrator of the site):" in said
    assert "Answer: Not here." in said
    assert "Who can mend it: A Jira administrator of the site." in said


def test_a_note_is_no_problem() -> None:
    said = text(note(jira.NO_WEBHOOK))
    assert "Works, with a note" in said
    assert "everything works" in said


def test_a_step_that_was_not_tried_asks_nobody_to_act() -> None:
    said = text(Found((), lodge.SKIPPED, Outcome.SKIPPED))
    assert "Not tried" in said
    assert "To do" not in said


def test_exchanges_are_listed_with_what_came_of_them() -> None:
    legs = (Leg("GET", "api.example/x", 200, 12), Leg("GET", "api.example/y", 0, 3, "Timeout"))
    said = text(Found(legs=legs))
    assert "GET api.example/x 200 12 ms" in said
    assert "GET api.example/y Timeout 3 ms" in said


def test_administrators_read_of_the_owner() -> None:
    assert "To do (You):" in text(problem(lodge.NEEDS_OWNER))
    assert "To do (The owner of the link):" in text(problem(lodge.NEEDS_OWNER), names={})


def test_everybody_who_has_to_act_is_named_once() -> None:
    findings = [finding(problem(each)) for each in (gateway.BURST, jira.DOWN, lodge.COPY)]
    assert Summary(findings).who == {Who.NOBODY, Who.LODGE_ADMIN}
    assert len(Summary(findings).problems) == 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("712020:11111111-2222-3333-4444-555555555555", "…5555"),
        ("cloud 0a1b2c3d-2222-3333-4444-5555aaaabbbb.", "cloud …bbbb."),
        ("DEMO-12 at 127.0.0.1:8000", "DEMO-12 at 127.0.0.1:8000"),
    ],
)
def test_ids_are_cut_to_their_ends(given: str, kept: str) -> None:
    assert without_ids(given) == kept
