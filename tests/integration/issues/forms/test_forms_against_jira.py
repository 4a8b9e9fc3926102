"""The whole way: createmeta from the sandbox, a filled-in form, an issue that the sandbox takes."""

from typing import Any

import pytest

from integrations import jira
from issues.forms import build_form
from issues.forms.picker_search import JiraLookup
from tests.integration.integrations.conftest import Seat, alices, bobs

__all__ = ["alices", "bobs"]
pytestmark = pytest.mark.django_db

TYPED = {
    "Summary": "Total is wrong",
    "Description": "# Seen\n\n- [ ] in **checkout**\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "Environment": "Safari",
    "Labels": "voucher shop",
    "Due date": "2026-11-30",
    "Build": "7",
    "Steps to reproduce": "1. Put it in\n2. Take it out",
    "Page address": "https://shop.example/cart",
    "Users affected": "12,5",
    "First seen": "2026-11-01",
    "Happened at": "2026-11-18T14:39",
    "Keywords": "cart",
    "Assignee": "712020",
    "Noticed by": "712020",
    "Story point estimate": "3",
    "Short note": "hello",
    "Effort": "2",
}


def fill_in(seat: Seat, name: str) -> tuple[build_form.IssueForm, dict[str, Any]]:
    """Everything that the form asks, and the fields it is about."""
    metas = jira.create_fields(*seat.at, seat.projects["DEMO"], seat.type_id("DEMO", name))
    data: dict[str, Any] = {}
    for meta in metas:
        if meta.name in TYPED:
            data[meta.field_id] = TYPED[meta.name]
        elif meta.allowed_values and meta.field_id not in {"project", "issuetype"}:
            first = str(meta.allowed_values[0]["id"])
            data[meta.field_id] = [first] if meta.schema.type == "array" else first
        if meta.schema.items == "user":
            data[meta.field_id] = [seat.account_id]
        elif meta.schema.type == "user":
            data[meta.field_id] = f"{seat.account_id}|alice"
    lookup = JiraLookup(*seat.at, "DEMO")
    form = build_form.build(metas, data=data, time_zone="Europe/Berlin", lookup=lookup)
    return form, {meta.field_id: meta for meta in metas}


@pytest.mark.parametrize(("name", "at_least"), [("Bug", 23), ("Everything", 33), ("Task", 8)])
def test_every_field_that_the_form_draws_is_taken(alices: Seat, name: str, at_least: int) -> None:
    form, metas = fill_in(alices, name)
    assert form.is_valid(), form.errors
    fields = form.jira_fields()

    made = jira.create_issue(
        *alices.at, fields=alices.body(name=name) | fields, marker="a-mark", marker_in="properties"
    )

    issue = jira.get_issue(*alices.at, made.key, fields=tuple(fields))
    empty = [metas[name].name for name in fields if not issue.fields.get(name)]
    assert empty == []
    assert len(fields) >= at_least


def test_what_only_the_service_desk_can_ask_is_named(alices: Seat) -> None:
    form, _metas = fill_in(alices, "Service request")

    assert form.unsupported == ("Request Type",)
    assert not form.is_valid()


def test_what_jira_rejects_stands_beside_its_field(alices: Seat) -> None:
    """Bob may be gone between the choice and the filing."""
    form, metas = fill_in(alices, "Bug")
    assert form.is_valid(), form.errors
    fields = form.jira_fields() | {"assignee": {"id": "712020:nobody"}}

    with pytest.raises(jira.Rejected) as caught:
        jira.create_issue(
            *alices.at, fields=alices.body() | fields, marker="a-mark", marker_in="properties"
        )
    form.add_jira_errors(caught.value)

    assert list(form.errors) == ["assignee"]
    assert metas["assignee"].name == "Assignee"
