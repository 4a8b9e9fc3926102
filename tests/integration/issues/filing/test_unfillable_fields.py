"""Jira demands a choice out of nothing: the text is kept, who can help is named, and once they did it is filed."""

from typing import Any

import pytest
from django.core.cache import cache

from issues.models import BugForm, State
from tests.integration.issues.drafts.conftest import Tab, change
from tests.integration.issues.filing.conftest import Desk, report
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button
from tests.integration.issues.filing.test_prepared_forms import URL, form

__all__ = ["form"]
LISTS: dict[str, dict[str, Any]] = {
    "select": {"options": []},
    "radiobuttons": {"options": [{"value": "Old", "disabled": True}]},
    "multicheckboxes": {"options": [{"value": "Old", "disabled": True}]},
    "cascadingselect": {"options": [{"value": "Old", "disabled": True, "children": ["A", "B"]}]},
    "multiversion": {"offers_nothing": True},
    "priority": {"offers_nothing": True},
    "security": {"offers_nothing": True},
    "components": {"offers_nothing": True},
}
SAID = "Jira asks for “Found in” here, and there is nothing in it to choose from."
HELPS = "Tell an administrator of the project"


@pytest.mark.parametrize("kind", LISTS)
def test_an_empty_list_keeps_a_draft_and_names_who_can_help(desk: Desk, kind: str) -> None:
    field = change(desk, name="Found in", kind=kind, required=True, **LISTS[kind])
    page = desk.get(desk.form_url())
    assert SAID in page.text
    assert HELPS in page.text
    assert not page.form_with("summary").has(field)
    page = desk.send(
        page, page.form_with("summary"), summary="It broke", description="long & story"
    )
    assert report().state == State.DRAFT
    assert SAID in page.text
    assert "What you typed is kept." in page.text
    assert "summary=It+broke" in page.link_to("Finish it in Jira")
    assert HELPS in desk.get(f"/reports/{report().pk}/").text
    assert desk.creates() == []
    one_sentence_one_button(page)


def offer(desk: Desk, field: str, *options: str) -> list[str]:
    """An administrator of Jira leaves these options in the list; their ids."""
    place = {"cloud_id": desk.site["cloud_id"], "project": "DEMO", "issue_type": "Bug"}
    facts = {**place, "field_id": field, "required": True, "options": list(options)}
    answer = desk.sandbox.control("POST", "/seed", {"fields": [facts]})
    return [each["id"] for each in answer["fields"][0]["options"]]


def test_once_there_is_something_to_choose_the_draft_is_filed(desk: Desk) -> None:
    field = change(desk, name="Found in", kind="select", required=True, options=[])
    page = desk.get(desk.form_url())
    page = desk.send(page, page.form_with("summary"), summary="It broke")
    (option,) = offer(desk, field, "1.0")
    page = desk.send(page, page.form_with("summary"), press="fresh=1")
    assert SAID not in page.text
    Tab(desk, page).file(**{field: option})
    assert report().state == State.FILED


def test_a_list_that_was_emptied_meanwhile_loses_nothing(desk: Desk) -> None:
    field = change(desk, name="Found in", kind="select", required=True, options=[])
    (option,) = offer(desk, field, "1.0")
    tab = Tab(desk, desk.get(desk.form_url()))
    offer(desk, field)
    cache.clear()
    page = tab.file(summary="It broke", **{field: option})
    assert SAID in page.text
    assert (report().state, report().values["summary"]) == (State.DRAFT, ["It broke"])
    assert desk.creates() == []


@pytest.mark.usefixtures("form")
def test_a_prepared_form_says_it_too(desk: Desk) -> None:
    change(desk, name="Found in", kind="select", required=True, options=[])
    cache.clear()
    page = desk.get(URL)
    assert SAID in page.text
    page = desk.send(page, page.form_with("summary"), summary="It broke")
    assert (report().state, report().bug_form) == (State.DRAFT, BugForm.objects.get())
    assert HELPS in page.text
