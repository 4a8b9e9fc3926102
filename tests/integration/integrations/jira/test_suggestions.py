"""Suggestions while somebody types: people, groups, issues, values, sprints."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from integrations.wording import scopes
from tests.integration.integrations.conftest import Seat, seat
from tests.support.sandbox import SCOPES, Sandbox

pytestmark = pytest.mark.django_db

AGILE = "read:board-scope:jira-software read:sprint:jira-software read:project:jira"
SUGGESTIONS = "/jql/autocompletedata/suggestions$"


@pytest.fixture
def agile(sandbox: Sandbox, link: Callable[..., Connection], alice: User) -> Seat:
    """Alice's seat, with the permissions of Jira Software."""
    return seat(sandbox, link(alice, scopes=f"{SCOPES} {AGILE}"))


def test_anybody_of_the_site_is_found_by_name(alices: Seat) -> None:
    assert [user.name for user in jira.users(*alices.at, "car")] == ["Carol"]
    assert "Lodge bot" in [user.name for user in jira.users(*alices.at, "")]


def test_groups_are_found_by_a_part_of_their_name(alices: Seat) -> None:
    found = jira.groups(*alices.at, "Jira")

    assert [group.name for group in found] == ["jira-developers", "jira-software-users"]
    assert all(group.id for group in found)
    assert jira.groups(*alices.at, "nobody") == ()


def test_issues_are_found_by_words_once_each(alices: Seat) -> None:
    made = alices.file(summary="Voucher <b>is</b> lost & gone")

    (hint,) = jira.suggest_issues(*alices.at, "DEMO", "voucher")

    assert (hint.id, hint.key, hint.summary) == (made.id, made.key, "Voucher <b>is</b> lost & gone")


def test_issues_of_the_project_come_whoever_filed_them(alices: Seat, bobs: Seat) -> None:
    here = alices.file(summary="Voucher one").key
    alices.file("AA000", name="Task", summary="Voucher two")

    assert [hint.key for hint in jira.suggest_issues(*bobs.at, "DEMO", "vouch")] == [here]


def test_a_whole_key_is_found_in_any_project(alices: Seat, bobs: Seat) -> None:
    key = alices.file("AA000", name="Task").key

    (hint,) = jira.suggest_issues(*bobs.at, "DEMO", f" {key.lower()} ")

    assert hint.key == key
    assert jira.suggest_issues(*bobs.at, "DEMO", "DEMO-999") == ()


@pytest.mark.parametrize("query", ['"', "\\", "x) OR (y", "<b>", "%", "ä", "\ud800", "a" * 300, ""])
def test_nothing_that_is_typed_breaks_a_search(alices: Seat, query: str) -> None:
    alices.file()

    for found in (
        jira.suggest_issues(*alices.at, "DEMO", query),
        jira.suggest_values(*alices.at, "labels", query),
        jira.users(*alices.at, query),
        jira.groups(*alices.at, query),
        jira.sprints(*alices.at, "DEMO", query),
    ):
        assert isinstance(found, tuple)


def test_values_of_a_field_come_with_their_names(alices: Seat) -> None:
    teams = jira.suggest_values(*alices.at, "Team[Team]", "check")

    assert [each.label for each in teams] == ["Checkout"]
    assert alices.file(name="Everything", **{field_of(alices, "Team"): teams[0].value})


def test_labels_are_told_as_they_are(alices: Seat) -> None:
    alices.file(labels=["<b>old</b>", "a&b"])

    assert jira.labels(*alices.at, "<b>") == ("<b>old</b>",)
    assert [each.label for each in jira.suggest_values(*alices.at, "labels", "a&")] == ["a&b"]


def test_without_the_agile_scopes_sprints_are_those_that_jql_suggests(alices: Seat) -> None:
    found = jira.sprints(*alices.at, "DEMO", "sprint 7")

    assert [(sprint.name, sprint.state) for sprint in found] == [("Sprint 7", "")]
    assert alices.sandbox.calls(path="/rest/agile/") == []
    more: dict[str, Any] = {field_of(alices, "Sprint"): int(found[0].id)}
    assert alices.file(name="Everything", **more)


def test_with_the_agile_scopes_sprints_are_those_of_the_projects_boards(agile: Seat) -> None:
    found = jira.sprints(*agile.at, "DEMO", "")

    assert [(sprint.name, sprint.state) for sprint in found] == [
        ("Sprint 7", "active"),
        ("Sprint 8", "future"),
    ]
    assert jira.sprints(*agile.at, "DEMO", "8") == found[1:]
    assert agile.sandbox.calls(path=SUGGESTIONS) == []


def test_where_jira_software_refuses_jql_helps(agile: Seat) -> None:
    agile.sandbox.fault(
        "status", status=403, body={"errorMessages": ["No."], "errors": {}}, path="/board$"
    )

    assert [sprint.name for sprint in jira.sprints(*agile.at, "DEMO", "sprint 8")] == ["Sprint 8"]


def test_sprints_without_numbers_are_of_no_use(alices: Seat) -> None:
    named: dict[str, Any] = {"results": [{"value": '"Sprint 7"', "displayName": "Sprint 7"}]}
    alices.sandbox.fault("status", status=200, body=named, path=SUGGESTIONS)

    with pytest.raises(jira.ScopeMissing) as caught:
        jira.sprints(*alices.at, "DEMO", "")

    assert "read:sprint:jira-software" in caught.value.scopes


def field_of(where: Seat, name: str) -> str:
    """The id of a field of the type Everything."""
    metas = jira.create_fields(*where.at, where.projects["DEMO"], where.type_id(name="Everything"))
    return next(meta.field_id for meta in metas if meta.name == name)


def test_scopes_that_serve_one_purpose_are_told_once() -> None:
    told = scopes.can_not([*AGILE.split(), "read:me", "read:something:jira"])

    assert len(told) == 3
    assert told[-1] == "read:something:jira"
