"""Every kind of field: takes the right shape, reads back in Jira's own, refuses wrong shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.sandbox.jira_client import Jira, document, errors
from tests.support.sandbox import Sandbox

Json = Any
ALLOWED = "allowedValues"


@dataclass(frozen=True)
class Case:
    """A field of the type Everything: what to send, what must show, and what is refused.

    `good` and `shows` may be functions of the caller and the field's metadata.
    """

    name: str
    good: Json
    shows: Json
    wrong: tuple[Json, ...]


def option(index: int = 0) -> Callable[[Jira, Json], Json]:
    """One of the allowed values by id."""
    return lambda jira, meta: {"id": meta[ALLOWED][index]["id"]}


def options(*indexes: int) -> Callable[[Jira, Json], Json]:
    """Some of the allowed values by id."""
    return lambda jira, meta: [{"id": meta[ALLOWED][index]["id"]} for index in indexes]


def child(jira: Jira, meta: Json) -> Json:
    parent = meta[ALLOWED][0]
    return {"id": parent["id"], "child": {"id": parent["children"][1]["id"]}}


def bob(jira: Jira, meta: Json) -> Json:
    return {"accountId": jira.sandbox.account("bob")["account_id"]}


def bob_and_carol(jira: Jira, meta: Json) -> Json:
    return [{"id": jira.sandbox.account(name)["account_id"]} for name in ("bob", "carol")]


def listed(jira: Jira, what: str) -> Json:
    """The id of the first team, sprint or asset, which only the control API tells."""
    made = jira.sandbox.control("POST", "/seed", {"jira": [{"cloud_id": jira.cloud_id}]})
    return made["jira"][0][what][0]["id"]


def team(jira: Jira, meta: Json) -> Json:
    return listed(jira, "teams")


def sprint(jira: Jira, meta: Json) -> Json:
    return listed(jira, "sprints")


def asset(jira: Jira, meta: Json) -> Json:
    return [{"id": listed(jira, "assets")}]


def epic(jira: Jira, meta: Json) -> Json:
    return jira.create("Epic")


def epic_as_parent(jira: Jira, meta: Json) -> Json:
    return {"key": jira.create("Epic", summary="Big")}


NOBODY = "712020:00000000-0000-0000-0000-000000000000"
PERSON = {"displayName": "Bob", "active": True}
TEXT = document("Hello")
SHOWN_DATE = "2026-11-18T13:39:00.000+0000"
CASES = [
    Case("Summary", "Broken", "Broken", (7, ["a"], "a\nb", "x" * 256, " ")),
    Case("Description", TEXT, TEXT, ("text", {"type": "doc"}, document(""), 7)),
    Case("Environment", TEXT, TEXT, ("text", {"type": "doc", "version": 2, "content": []})),
    Case("Priority", {"id": "2"}, {"id": "2", "name": "High"}, ("High", {"id": "99"}, ["2"], 2)),
    Case("Labels", ["b", "a"], ["a", "b"], ("a", ["a b"], [7], ["x" * 256])),
    Case(
        "Components",
        options(0, 1),
        [{"name": "Web"}, {"name": "Mobile"}],
        (["Web"], {"id": "1"}, [{"id": "1"}]),
    ),
    Case(
        "Fix versions",
        options(1),
        [{"name": "1.1", "released": False}],
        ("1.1", ["1.1"], [{"name": "0.9"}]),
    ),
    Case(
        "Affects versions",
        options(0),
        [{"name": "1.0", "released": True}],
        ({}, [{"id": "1"}], [None]),
    ),
    Case("Due date", "2026-11-30", "2026-11-30", ("2026-02-30", "30/Nov/26", 20261130, "20261130")),
    Case("Assignee", bob, PERSON, ("bob", {"accountId": NOBODY}, {"name": "bob"}, [1])),
    Case("Reporter", bob, PERSON, ("bob", {"id": NOBODY}, 7)),
    Case(
        "Parent", epic_as_parent, {"fields": {"summary": "Big"}}, ("DEMO-1", {"key": "NOPE-1"}, [])
    ),
    Case(
        "Time tracking",
        {"originalEstimate": "2h 30m"},
        {"originalEstimateSeconds": 9000, "remainingEstimate": "2h 30m"},
        ("2h", {"originalEstimate": 5}, {"originalEstimate": "soon"}, {"spent": "1h"}),
    ),
    Case("Security Level", option(1), {"name": "Security team"}, ("Staff only", {"id": "1"}, 1)),
    Case("Resolution", option(0), {"name": "Done"}, ("Done", {"id": "1"}, {})),
    Case(
        "Severity",
        option(0),
        {"value": "Critical"},
        ("Critical", {"id": "1"}, {"value": "Huge"}, ["Critical"]),
    ),
    Case("Found in", {"value": "Staging"}, {"value": "Staging"}, ("Staging", {"id": "x"}, {})),
    Case(
        "Affected platforms",
        options(0, 2),
        [{"value": "Windows"}, {"value": "Linux"}],
        ({"id": "1"}, ["Linux"]),
    ),
    Case("Impact", options(1), [{"value": "Slow"}], ("Slow", [{"value": "None"}], [{}])),
    Case("Build", "b7", "b7", (7, {"value": "x"}, "x" * 256)),
    Case("Steps to reproduce", TEXT, TEXT, ("text", [TEXT], {"type": "paragraph"})),
    Case(
        "Page address",
        "https://example.com/a",
        "https://example.com/a",
        ("example", "ftp:/x", 7, "http://a b"),
    ),
    Case("Users affected", 5, 5.0, ("5", True, [5])),
    Case("First seen", "2026-11-18", "2026-11-18", ("09/Jun/19", "2026-13-01", {})),
    Case(
        "Happened at",
        "2026-11-18T14:39:00.000+0100",
        SHOWN_DATE,
        ("2026-11-18", "2026-11-18T14:39:00Z", "2026-02-30T14:39:00.000+0100", 0),
    ),
    Case("Noticed by", bob, PERSON, ("bob", {"accountId": NOBODY}, [])),
    Case("Keywords", ["x"], ["x"], ("x", ["x y"])),
    Case(
        "Location",
        child,
        {"value": "Europe", "child": {"value": "Paris"}},
        ("Europe", [{"value": "Moon"}], {}),
    ),
    Case(
        "Witnesses",
        bob_and_carol,
        [PERSON, {"displayName": "Carol"}],
        ({}, ["bob"], [{"id": NOBODY}]),
    ),
    Case("People", bob_and_carol, [PERSON, {"displayName": "Carol"}], ("bob", [{"id": NOBODY}])),
    Case(
        "Owning group",
        {"name": "jira-developers"},
        {"name": "jira-developers"},
        (7, {"name": "nobody"}, []),
    ),
    Case(
        "Informed groups",
        [{"name": "site-admins"}],
        [{"name": "site-admins"}],
        ({}, [{"name": "nobody"}]),
    ),
    Case(
        "Related project",
        {"key": "SHOP"},
        {"key": "SHOP", "name": "Shop"},
        ("SHOP", {"key": "NOPE"}, []),
    ),
    Case("Broken since", option(0), {"name": "1.0"}, ("1.0", {"id": "1"}, [])),
    Case(
        "Also broken in", options(0, 1), [{"name": "1.0"}, {"name": "1.1"}], ("1.0", [{"id": "1"}])
    ),
    Case("Hint", "h", "h", (7, [])),
    Case("Import id", 7, 7.0, ("7", {})),
    Case("Sprint", sprint, [{"name": "Sprint 7", "state": "active"}], ([1], "1", 1, {"id": 1})),
    Case("Epic Link", epic, None, ({"key": "DEMO-1"}, "NOPE-1")),
    Case("Story point estimate", 3, 3.0, ("3", False)),
    Case("Team", team, {"name": "Checkout", "isVisible": True}, ({"id": "x"}, "no-such-team", 7)),
    Case("Devices", asset, [{}], ("x", [{"id": "1:1"}], ["1:1"])),
    Case("Baseline start date", "2026-11-30", "2026-11-30", ("soon", 5)),
    Case("Baseline end date", "2026-11-30", "2026-11-30", ("2026-02-30", [])),
    Case("Account", 12, 12.0, ("12", {})),
    Case("Short note", "n", "n", (7, {})),
    Case("Effort", 1.5, 1.5, ("1.5", [])),
    Case("Visibility", option(1), {"value": "Team only"}, ("Everyone", {"id": "0"})),
]
NEVER = ("Rank", "Parent Link", "Time to resolution", "Organizations", "Development")
ELSEWHERE = ("Attachment", "Linked Issues", "Comment", "Log Work")


def matches(shown: Json, wanted: Json) -> bool:
    """Whether `shown` has at least what is wanted."""
    if isinstance(wanted, dict):
        return isinstance(shown, dict) and all(
            matches(shown.get(name), one) for name, one in wanted.items()
        )
    if isinstance(wanted, list):
        return len(shown) == len(wanted) and all(map(matches, shown, wanted))
    return bool(shown == wanted)


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_field_takes_its_shape_and_reads_back_in_jiras(jira: Jira, case: Case) -> None:
    meta = jira.screen()[case.name]
    value = case.good(jira, meta) if callable(case.good) else case.good
    key = jira.create("Everything", **{meta["fieldId"]: value})
    shown = jira.fields(key)[meta["fieldId"]]
    assert matches(shown, value if case.shows is None else case.shows), shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_field_refuses_wrong_shapes_and_says_which_field(jira: Jira, case: Case) -> None:
    field_id = jira.screen()[case.name]["fieldId"]
    type_id = jira.type_id("Everything")
    assert len(case.wrong) >= 2
    for value in case.wrong:
        fields = {
            "project": {"key": "DEMO"},
            "issuetype": {"id": type_id},
            "summary": "A bug",
            field_id: value,
        }
        assert list(errors(jira.post("/issue", {"fields": fields}))) == [field_id], value
    assert jira.sandbox.issues() == []


@pytest.mark.parametrize("name", NEVER + ELSEWHERE)
def test_a_field_that_is_set_elsewhere_is_refused_whatever_is_sent(jira: Jira, name: str) -> None:
    field_id = jira.screen()[name]["fieldId"]
    for value in ("x", {"id": "1"}, [{"id": "1"}]):
        said = errors(jira.attempt("Everything", **{field_id: value}))
        assert said == {
            field_id: f"Field '{field_id}' cannot be set. It is not on the appropriate screen, or unknown."
        }


def test_every_kind_of_field_is_on_the_screen_of_everything(jira: Jira) -> None:
    tried = {case.name for case in CASES} | set(NEVER) | set(ELSEWHERE) | {"Project", "Issue Type"}
    assert set(jira.screen()) == tried


@pytest.mark.parametrize(
    ("kind", "shown", "good", "wrong"),
    [
        ("sprint-of-strings", {"type": "array", "items": "string"}, sprint, ("1", [1], 1)),
        ("team-of-plans", {"type": "team"}, team, ({"id": "x"}, "no-such-team")),
        (
            "cascading-array",
            {"type": "array", "items": "string"},
            child,
            ("Europe", [{"value": "Europe"}], {}),
        ),
    ],
)
def test_what_sites_declare_differently_takes_the_same_value(
    jira: Jira,
    kind: str,
    shown: dict[str, str],
    good: Callable[[Jira, Json], Json],
    wrong: tuple[Json, ...],
) -> None:
    field_id = added(jira, kind)
    meta = next(one for one in jira.screen("Bug").values() if one["fieldId"] == field_id)
    assert matches(meta["schema"], shown)
    jira.create(**{field_id: good(jira, meta)})
    for value in wrong:
        assert list(errors(jira.attempt(**{field_id: value}))) == [field_id], value


@pytest.mark.parametrize(
    "kind",
    ["issue-color", "request-participants", "satisfaction", "goals", "vulnerability", "design"],
)
def test_what_other_products_own_is_refused_whatever_is_sent(jira: Jira, kind: str) -> None:
    field_id = added(jira, kind)
    for value in ("x", {"id": "1"}, [{"id": "1"}]):
        assert list(errors(jira.attempt(**{field_id: value}))) == [field_id]


def added(jira: Jira, kind: str) -> str:
    """The id of a field of this kind that is put on the form for bugs."""
    options = [{"value": "Europe", "children": ["Berlin", "Paris"]}, "Moon"]
    facts = {
        "cloud_id": jira.cloud_id,
        "project": "DEMO",
        "issue_type": "Bug",
        "name": "One more",
        "kind": kind,
    }
    made = jira.sandbox.control("POST", "/seed", {"fields": [{**facts, "options": options}]})
    return str(made["fields"][0]["field_id"])


def test_values_read_back_are_richer_than_what_was_sent(jira: Jira) -> None:
    screen = jira.screen()
    severity = screen["Severity"]
    bob_id = jira.sandbox.account("bob")["account_id"]
    key = jira.create(
        "Everything", assignee={"id": bob_id}, **{severity["fieldId"]: {"value": "Major"}}
    )
    shown = jira.fields(key)
    assert {"self", "accountId", "displayName", "avatarUrls", "active"} <= shown["assignee"].keys()
    assert set(shown[severity["fieldId"]]) == {"self", "value", "id"}
    assert set(shown["priority"]) == {"self", "iconUrl", "name", "id"}


def test_a_hidden_email_address_is_left_out(jira: Jira) -> None:
    people = {one["displayName"]: one for one in jira.json("/user/search", query="")}
    assert "emailAddress" in people["Bob"]
    assert "emailAddress" not in people["Carol"]


def test_rich_text_is_limited_by_the_length_of_the_document(jira: Jira) -> None:
    said = errors(jira.attempt(description=document("x" * 32_767)))
    expected = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
    assert said == {"description": expected}
    jira.create(description=document("x" * 32_000))


def test_a_team_is_refused_on_a_sub_task(jira: Jira) -> None:
    facts = {
        "cloud_id": jira.cloud_id,
        "project": "DEMO",
        "issue_type": "Sub-task",
        "name": "Squad",
    }
    made = jira.sandbox.control("POST", "/seed", {"fields": [{**facts, "kind": "team"}]})
    field_id = made["fields"][0]["field_id"]
    parent = {"key": jira.create()}
    assert list(
        errors(jira.attempt("Sub-task", parent=parent, **{field_id: team(jira, None)}))
    ) == [field_id]
    jira.create("Sub-task", parent=parent)


def test_a_version_that_is_archived_can_not_be_chosen(jira: Jira) -> None:
    allowed = jira.screen()["Fix versions"][ALLOWED]
    assert [one["name"] for one in allowed] == ["1.0", "1.1"]


def test_a_moment_reads_back_in_the_callers_time_zone(jira: Jira) -> None:
    field_id = jira.screen("Bug")["Happened at"]["fieldId"]
    key = jira.create(**{field_id: "2026-11-18T14:39:00.000+0100"})
    assert Jira(jira.sandbox, "bob").fields(key)[field_id] == "2026-11-18T08:39:00.000-0500"
