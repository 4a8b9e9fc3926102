"""Jira's form changes while somebody fills it in: the new one is shown, and nothing that was typed is gone."""

import json

import pytest
from django.core.cache import cache

from issues.models import State
from tests.integration.issues.drafts.conftest import Tab, change
from tests.integration.issues.filing.conftest import Desk, report

GONE = "no longer asks for something that you filled in"


@pytest.fixture
def tab(desk: Desk) -> Tab:
    """A form with a field that goes away one day."""
    change(desk, name="Severity in words", kind="textfield")
    return Tab(desk, desk.open_form()[0])


def the_field(tab: Tab, name: str = "Severity in words") -> str:
    """Its id, by its name on the page."""
    names: dict[str, str] = json.loads(tab.values["field-names"][0])
    return next(field_id for field_id, called in names.items() if called == name)


def test_a_new_required_field_is_shown_and_marked(desk: Desk, tab: Tab) -> None:
    new = change(desk, name="Which browser", kind="textfield", required=True)
    cache.clear()
    page = tab.file(summary="It broke", description="long story")
    assert page.status == 422
    assert "Jira's form is not the one that you began with." in page.text
    assert "New, and required: Which browser" in page.text
    assert "New: Jira asks for this since you began." in page.text
    assert desk.creates() == []
    again = Tab(desk, page)
    assert again.values["description"] == ["long story"]
    page = again.file(**{new: "Lynx"})
    assert report().state == State.FILED


def test_what_was_typed_into_a_field_that_went_away_is_shown_by_its_name(
    desk: Desk, tab: Tab
) -> None:
    field = the_field(tab)
    change(desk, field_id=field, remove=True)
    cache.clear()
    page = tab.file(**{"summary": "It broke", field: "Quite bad"})
    assert page.status == 422
    assert GONE in page.text
    assert "Severity in words Quite bad" in page.text
    assert desk.creates() == []
    again = Tab(desk, page)
    page = again.file()
    assert report().state == State.FILED
    assert report().values[f"gone-{field}"] == ["Quite bad"]
    assert field not in report().fields


def test_it_stays_with_the_draft_and_comes_back_with_the_field(desk: Desk, tab: Tab) -> None:
    field = the_field(tab)
    change(desk, field_id=field, remove=True)
    cache.clear()
    page = tab.file(**{"summary": "", field: "Quite bad"})
    Tab(desk, page).write(summary="It broke")
    url = f"{tab.form.action}&report={report().pk}"
    assert "Severity in words Quite bad" in desk.get(url).text
    change(desk, field_id=field)
    cache.clear()
    page = desk.get(url)
    assert GONE not in page.text
    assert Tab(desk, page).values[field] == ["Quite bad"]


def test_a_draft_that_is_taken_up_again_says_what_changed(desk: Desk, tab: Tab) -> None:
    field = the_field(tab)
    tab.write(**{"summary": "It broke", field: "Quite bad"})
    change(desk, name="Which browser", kind="textfield", required=True)
    change(desk, field_id=field, remove=True)
    cache.clear()
    page = desk.get(f"{tab.form.action}&report={report().pk}")
    assert "New, and required: Which browser" in page.text
    assert "Severity in words Quite bad" in page.text


def test_a_change_that_asks_for_nothing_stops_nobody(desk: Desk, tab: Tab) -> None:
    change(desk, name="Which browser", kind="textfield")
    change(desk, field_id=the_field(tab), remove=True)
    cache.clear()
    tab.file(summary="It broke")
    assert report().state == State.FILED


def test_a_field_that_jira_took_away_a_moment_ago_is_explained(desk: Desk, tab: Tab) -> None:
    """The form in the cache still has it: Jira says "not on the appropriate screen", and the form is read again."""
    field = the_field(tab)
    change(desk, field_id=field, remove=True)
    page = tab.file(**{"summary": "It broke", field: "Quite bad"})
    assert page.status == 422
    assert "“Severity in words” is no longer on Jira's form." in page.text
    assert "Severity in words Quite bad" in page.text
    assert "Jira did not take this and did not say why" not in page.text
    Tab(desk, page).file()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_asking_jira_again_fills_the_cache_and_keeps_the_text(desk: Desk, tab: Tab) -> None:
    new = change(desk, name="Which browser", kind="textfield")
    page = desk.post(tab.form.action, {**tab.values, "summary": "It broke", "fresh": "1"})
    assert page.status == 200
    assert page.form_with(new).values()["summary"] == ["It broke"]
    assert "to correct" not in page.text
    assert desk.open_form()[1].has(new)


def test_the_address_too_asks_jira_again(desk: Desk, tab: Tab) -> None:
    new = change(desk, name="Which browser", kind="textfield")
    assert not desk.open_form()[1].has(new)
    assert desk.get(f"{tab.form.action}&fresh=1").form_with("summary").has(new)


def test_a_project_moves_under_a_draft_and_nothing_is_dropped(desk: Desk, tab: Tab) -> None:
    field = the_field(tab)
    tab.write(**{"summary": "It broke", field: "Quite bad"})
    page = desk.get(f"{desk.form_url(project='SHOP')}?report={report().pk}")
    assert "Severity in words Quite bad" in page.text


def test_what_the_form_says_of_itself_is_not_trusted(desk: Desk, tab: Tab) -> None:
    tab.values["fingerprint"] = ["0" * 16]
    tab.values["field-names"] = [
        '{"gone": "<script>alert(1)</script>", "customfield_9": ["no", "text"]}'
    ]
    page = tab.file(summary="It broke", gone="words")
    assert page.status == 422
    assert "<script>alert(1)" not in page.html
    assert "words" in page.text
