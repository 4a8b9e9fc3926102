"""What stands in sight of a form: what somebody used last time, and what they pinned."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from integrations.models import Connection
from issues.models import FormHabit, Submission
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk
from tests.support.http_visitor import Page

pytestmark = pytest.mark.database


def in_sight(page: Page) -> str:
    """The form's HTML but for what waits behind a click."""
    before, _more, rest = page.html.partition('<details class="field more"')
    after = rest.partition("</details>")[2]
    return before + after.partition('<details class="field pins"')[0]


def shows(page: Page, field: str) -> bool:
    """Whether the field called *field* stands in sight."""
    return f'name="{field}"' in in_sight(page) or f'name="{field}-search"' in in_sight(page)


def pinned(page: Page) -> set[str]:
    """What is ticked."""
    form = page.form_with("submission")
    return {each.value for each in form.named("pinned") if each.checked}


def test_fields_used_last_time_are_visible_next_time(desk: Desk) -> None:
    page, form = desk.open_form()
    assert form.has("labels-search")
    assert not shows(page, "labels")
    assert not shows(page, "duedate")
    desk.send(page, form, summary="With labels", **{"labels-search": "checkout"})
    page, form = desk.open_form()
    assert shows(page, "labels")
    assert not shows(page, "duedate")
    desk.send(page, form, summary="With a date", duedate="2030-01-02")
    page, form = desk.open_form()
    assert not shows(page, "labels")
    assert shows(page, "duedate")
    desk.send(page, form, summary="With nothing")
    page, _form = desk.open_form()
    assert not shows(page, "labels")
    assert not shows(page, "duedate")


def test_an_estimate_is_used_too(desk: Desk) -> None:
    url = desk.form_url("Everything")
    page = desk.get(url)
    assert not shows(page, "timetracking_originalestimate")
    form = page.form_with("summary", "submission")
    names = [control.name for control in form.controls if control.name.startswith("timetracking_")]
    page = desk.send(page, form, press="fresh=1", **{names[0]: "2h"})
    assert shows(page, names[0])


def test_fields_are_pinned_and_let_go_with_all_that_was_typed(desk: Desk) -> None:
    page, form = desk.open_form()
    page = desk.send(page, form, press="pin=1", summary="Half a text", pinned=["duedate", "labels"])
    assert page.status == 200
    assert "Kept. What you chose is in this form" in page.text
    assert Tab(desk, page).values["summary"] == ["Half a text"]
    assert pinned(page) == {"duedate", "labels"}
    assert shows(page, "duedate")
    assert "Enter a" not in page.text  # nothing is complained about
    assert Submission.objects.get().summary == "Half a text"
    assert desk.creates() == []
    Tab(desk, page).file(summary="Whole now")
    page, form = desk.open_form()
    assert (pinned(page), shows(page, "labels")) == ({"duedate", "labels"}, True)
    page = desk.send(page, form, press="pin=1", pinned=["labels"])
    assert (pinned(page), shows(page, "duedate"), shows(page, "labels")) == (
        {"labels"},
        False,
        True,
    )
    page = desk.send(page, page.form_with("submission"), press="pin=1", pinned=[])
    assert (pinned(page), shows(page, "labels")) == (set(), False)


def test_what_is_no_field_of_the_form_is_not_pinned(desk: Desk) -> None:
    page, form = desk.open_form()
    page = desk.send(
        page, form, press="pin=1", pinned=["duedate", "nonsense", "x" * 9000, "customfield_0"]
    )
    assert FormHabit.objects.get().pinned == ["duedate"]


def test_each_form_and_each_person_has_ways_of_their_own(
    desk: Desk, bob: User, link: Callable[..., Connection], sign_in: Callable[[User], Client]
) -> None:
    page, form = desk.open_form()
    desk.send(page, form, press="pin=1", pinned=["duedate"])
    assert not shows(desk.get(desk.form_url("Task")), "duedate")
    link(bob, "bob")
    others = Desk(sign_in(bob), desk.sandbox)
    assert not shows(others.open_form()[0], "duedate")
    User.objects.get(username="alice").delete()
    assert not FormHabit.objects.exists()


def test_a_field_that_jira_has_no_more_harms_nothing(desk: Desk) -> None:
    page, form = desk.open_form()
    desk.send(page, form, press="pin=1", pinned=["duedate"])
    FormHabit.objects.update(pinned=["customfield_99999", "duedate"], used=["customfield_88888"])
    assert shows(desk.open_form()[0], "duedate")


def test_a_prepared_form_shows_all_of_it_and_remembers_nothing(desk: Desk) -> None:
    place = desk.form_url().strip("/").split("/")[1:]
    names = dict(zip(("cloud_id", "project_key", "issue_type_id"), place, strict=True))
    make_form("summary", "duedate", **names)
    page = desk.get("/f/app-bug/")
    assert shows(page, "duedate")
    assert not page.form_with("submission").has("pinned")
    desk.send(page, page.form_with("submission"), summary="It broke", duedate="2030-01-02")
    assert not FormHabit.objects.exists()


def test_sending_the_same_way_again_writes_nothing_more(desk: Desk) -> None:
    def statements() -> int:
        page, form = desk.open_form()
        with CaptureQueriesContext(
            connection,
        ) as told:
            desk.send(page, form, summary="It broke", duedate="2030-01-02")
        return sum(
            "issues_formhabit" in each["sql"] and "SELECT" not in each["sql"] for each in told
        )

    assert [statements(), statements(), statements()] == [1, 0, 0]


def test_a_draft_shows_what_was_filled_in(desk: Desk) -> None:
    tab = Tab(desk, desk.open_form()[0])
    tab.write(summary="It broke", duedate="2030-01-02")
    page = desk.get(f"{desk.form_url()}?report={Submission.objects.get().pk}")
    assert shows(page, "duedate")
    assert not shows(page, "labels")


def test_other_fields_are_grouped(desk: Desk) -> None:
    page = desk.get(desk.form_url("Everything"))
    more = page.html.partition('<details class="field more"')[2].partition("</details>")[0]
    headings = ["Details", "What it belongs to", "People", "Dates and effort", "Longer texts"]
    places = [more.index(f">{each}</h2>") for each in headings]
    assert places == sorted(places)
    group = dict(
        zip(
            headings,
            (more[a:b] for a, b in zip(places, [*places[1:], None], strict=True)),
            strict=True,
        )
    )
    assert 'name="priority"' in group["Details"]
    assert 'name="components"' in group["What it belongs to"]
    assert 'name="parent-search"' in group["What it belongs to"]
    assert 'name="assignee-search"' in group["People"]
    assert 'name="duedate"' in group["Dates and effort"]
    assert 'name="environment"' in group["Longer texts"]
