"""The type "Everything" of the simulated Jira has a field of every kind: each is typed, sent and read back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integrations import jira
from issues.fieldkinds import Context
from issues.fieldkinds.picker import PickerInput
from issues.forms import build_form
from issues.forms.picker_search import JiraLookup
from tests.integration.integrations.conftest import Seat, alices

__all__ = ["alices"]
pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Pick:
    """Search for this, and take the first that is found."""

    query: str


# By the field's name: what somebody types, or searches for; and what Jira then shows, as far as it is told here.
TYPED: dict[str, Any] = {
    "Summary": "Total is wrong",
    "Description": "It stays **low**",
    "Environment": "Safari",
    "Priority": Pick("High"),
    "Labels": ["voucher", "shop"],
    "Components": [Pick("")],
    "Fix versions": [Pick("")],
    "Affects versions": [Pick("")],
    "Due date": "2026-11-30",
    "Assignee": Pick("bob"),
    "Reporter": Pick("alice"),
    "Time tracking": {"_original": "2h30m", "_remaining": "1,5h"},
    "Security Level": Pick("Staff"),
    "Resolution": Pick("Done"),
    "Severity": Pick("Major"),
    "Found in": Pick("Staging"),
    "Affected platforms": [Pick("macOS"), Pick("iOS")],
    "Impact": [Pick("Slow")],
    "Build": "7",
    "Steps to reproduce": "1. Put it in\n2. Take it out",
    "Page address": "https://shop.example/cart",
    "Users affected": "12,5",
    "First seen": "2026-11-01",
    "Happened at": "2026-11-18T14:39",
    "Noticed by": Pick("carol"),
    "Keywords": ["cart"],
    "Location": Pick("Berlin"),
    "Witnesses": [Pick("alice"), Pick("bob")],
    "People": [Pick("carol")],
    "Owning group": Pick("developers"),
    "Informed groups": [Pick("software"), Pick("admins")],
    "Related project": Pick("shop"),
    "Broken since": Pick(""),
    "Also broken in": [Pick("")],
    "Sprint": Pick("Sprint 7"),
    "Story point estimate": "3",
    "Team": Pick("Checkout"),
    "Baseline start date": "2026-11-02",
    "Baseline end date": "2026-11-29",
    "Account": "4",
    "Short note": "hello",
    "Effort": "2",
    "Visibility": Pick("Team only"),
    "Linked Issues": [Pick("Older")],
    "Parent": Pick("Basket"),
}
NOT_IN_FORM = {"Project", "Issue Type", "Attachment"}
NOT_TO_BE_SET = {
    *("Comment", "Log Work", "Hint", "Import id", "Epic Link", "Rank", "Parent Link"),
    *("Time to resolution", "Organizations", "Development"),
}


@dataclass(frozen=True)
class Desk:
    """A form of "Everything", and what it takes to fill it in."""

    seat: Seat
    metas: tuple[jira.FieldMeta, ...]
    lookup: JiraLookup
    typed: dict[str, Any]

    def form(self, data: Mapping[str, Any] | None) -> build_form.IssueForm:
        """The form with *data*."""
        return build_form.build(self.metas, data=data, time_zone=ZONE, lookup=self.lookup)

    def pick(self, meta: jira.FieldMeta, typed: Any) -> Any:
        """*typed*, with every search answered by the field's own suggestions."""
        if isinstance(typed, list):
            return [self.pick(meta, each) for each in typed]
        if not isinstance(typed, Pick):
            return typed
        found = build_form.suggest(meta, Context(ZONE, self.lookup), typed.query)
        assert found, f"{meta.name}: nothing found for {typed.query!r}"
        searched = isinstance(self.form(None).fields[meta.field_id].widget, PickerInput)
        return found[0].posted if searched else found[0].value

    def post(self) -> dict[str, Any]:
        """What a browser posts when every field is filled in as TYPED says."""
        data: dict[str, Any] = {}
        for meta in self.metas:
            typed = self.typed.get(meta.name)
            if isinstance(typed, dict):
                data |= {meta.field_id + end: text for end, text in typed.items()}
            elif typed is not None:
                data[meta.field_id] = self.pick(meta, typed)
        return data


@pytest.fixture
def desk(alices: Seat) -> Desk:
    """Alice at "Everything", with an epic above and an issue beside it."""
    alices.file(name="Epic", summary="Basket and checkout")
    alices.file(name="Bug", summary="Older report")
    world = alices.sandbox.control("POST", "/seed", {"jira": [{"cloud_id": alices.cloud_id}]})
    devices = " ".join(each["id"] for each in world["jira"][0]["assets"])
    metas = jira.create_fields(
        *alices.at, alices.projects["DEMO"], alices.type_id("DEMO", "Everything")
    )
    return Desk(alices, metas, JiraLookup(*alices.at, "DEMO"), TYPED | {"Devices": devices})


def test_every_kind_is_drawn_or_known_to_be_left_alone(desk: Desk) -> None:
    form = desk.form(None)

    names = {meta.name for meta in desk.metas}
    drawn = {meta.name for meta, _kind in form.kinds.values()}
    assert names - drawn == NOT_IN_FORM | NOT_TO_BE_SET
    assert drawn == set(desk.typed)
    assert form.unsupported == ()
    assert form.skipped == ("Comment", "Log Work")
    assert form.files_wanted
    assert all(str(field) for field in form)


def test_every_kind_is_typed_sent_and_read_back(desk: Desk) -> None:
    post = desk.post()
    form = desk.form(post | {"issuelinks-relation": desk.lookup.relations()[0].value})
    assert form.is_valid(), form.errors
    fields = form.jira_fields()

    made = jira.create_issue(
        *desk.seat.at,
        fields=desk.seat.body(name="Everything") | fields,
        marker="a-mark",
        marker_in="properties",
    )

    issue = jira.get_issue(*desk.seat.at, made.key, fields=tuple(fields))
    names = {meta.field_id: meta.name for meta in desk.metas}
    assert {names[each] for each in fields} == set(desk.typed) - {"Linked Issues"}
    wrong = {
        names[each]: (sent, issue.fields[each])
        for each, sent in fields.items()
        if not same(sent, issue.fields[each])
    }
    assert wrong == {}


def same(sent: Any, read: Any) -> bool:
    """Whether what Jira shows is what was sent: objects by what identifies them, in any order."""
    if isinstance(sent, list) and isinstance(read, list):
        return len(sent) == len(read) and all(any(same(s, r) for r in read) for s in sent)
    if isinstance(read, list):
        return any(same(sent, each) for each in read)  # a sprint
    if isinstance(sent, dict) and isinstance(read, dict):
        shown = read | {"id": read.get("accountId", read.get("id"))}
        return all(same(value, shown.get(name)) for name, value in sent.items())
    if isinstance(read, dict):
        return bool(sent == read["id"])  # a team
    if isinstance(sent, str) and re.fullmatch(r"[-0-9]+T[:0-9]+\.000[+-]\d{4}", sent):
        return bool(datetime.fromisoformat(sent) == datetime.fromisoformat(read))
    return bool(sent == read)


def test_links_are_made_once_the_issue_exists(desk: Desk) -> None:
    blocked = next(each for each in desk.lookup.relations() if each.label == "is blocked by")
    form = desk.form(
        {"summary": "New", "issuelinks-search": "DEMO-2", "issuelinks-relation": blocked.value}
    )
    assert form.is_valid(), form.errors
    made = jira.create_issue(
        *desk.seat.at,
        fields=desk.seat.body() | form.jira_fields(),
        marker="a-mark",
        marker_in="properties",
    )

    [wanted] = form.links()
    keys = (made.key, wanted.other_key) if wanted.outward else (wanted.other_key, made.key)
    jira.link_issues(*desk.seat.at, wanted.type_id, *keys)

    [link] = jira.links_of(*desk.seat.at, made.key)
    assert wanted.words == "is blocked by"
    assert (link.outward, link.other_key) == (wanted.outward, "DEMO-2") == (False, "DEMO-2")


ELSEWHERE = [
    ("cascading-array", ["Red"], "Red", lambda read: read["value"]),
    ("sprint-of-strings", [], "Sprint 8", lambda read: read[0]["name"]),
]


@pytest.mark.parametrize(
    ("kind", "values", "query", "shown"), ELSEWHERE, ids=[each[0] for each in ELSEWHERE]
)
def test_what_sites_declare_differently_is_filled_in_alike(
    alices: Seat, kind: str, values: list[str], query: str, shown: Any
) -> None:
    [field] = seeded(alices, kind, options=values)
    [meta] = [meta for meta in desk_of(alices).metas if meta.field_id == field["field_id"]]
    there = desk_of(alices)
    form = there.form({"summary": "Other", meta.field_id: there.pick(meta, Pick(query))})
    assert form.is_valid(), form.errors

    body = alices.body(name="Everything") | form.jira_fields()
    made = jira.create_issue(*alices.at, fields=body, marker="a-mark", marker_in="properties")

    issue = jira.get_issue(*alices.at, made.key, fields=(meta.field_id,))
    assert shown(issue.fields[meta.field_id]) == query


def test_a_team_that_jira_does_not_suggest_is_written_by_its_id(alices: Seat) -> None:
    [field] = seeded(alices, "team-of-plans")
    world = alices.sandbox.control("POST", "/seed", {"jira": [{"cloud_id": alices.cloud_id}]})
    team = world["jira"][0]["teams"][0]
    form = desk_of(alices).form({"summary": "Other", f"{field['field_id']}-search": team["id"]})
    assert form.is_valid(), form.errors

    body = alices.body(name="Everything") | form.jira_fields()
    made = jira.create_issue(*alices.at, fields=body, marker="a-mark", marker_in="properties")

    issue = jira.get_issue(*alices.at, made.key, fields=(field["field_id"],))
    assert issue.fields[field["field_id"]]["name"] == team["name"]


@pytest.mark.parametrize(
    "kind",
    ["request-participants", "satisfaction", "goals", "vulnerability", "design", "issue-color"],
)
def test_what_other_products_keep_is_left_out_or_leads_into_jira(alices: Seat, kind: str) -> None:
    [optional] = seeded(alices, kind, name="Odd")
    form = desk_of(alices).form({"summary": "Other"})
    assert optional["field_id"] not in form.fields
    assert form.is_valid()

    seeded(alices, kind, name="Needed", required=True)
    form = desk_of(alices).form({"summary": "Other"})
    assert form.unsupported == ("Needed",)
    assert not form.is_valid()


def seeded(alices: Seat, kind: str, **more: Any) -> list[dict[str, Any]]:
    """Another field on the screen of "Everything"."""
    entry = {
        "cloud_id": alices.cloud_id,
        "project": "DEMO",
        "issue_type": "Everything",
        "name": "Another",
        "kind": kind,
    }
    added: list[dict[str, Any]] = alices.sandbox.control(
        "POST", "/seed", {"fields": [entry | more]}
    )["fields"]
    return added


def desk_of(alices: Seat) -> Desk:
    """The form of "Everything" as it is now."""
    project, type_id = alices.projects["DEMO"], alices.type_id("DEMO", "Everything")
    metas = jira.create_fields(*alices.at, project, type_id, fresh=True)
    return Desk(alices, metas, JiraLookup(*alices.at, "DEMO"), {})
