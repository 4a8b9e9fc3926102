"""An administrator prepares a form: place, fields, values; all of it from what their own link sees."""

from typing import Any

from issues.bugforms.as_code import code_of, read, write
from issues.models import BugForm
from tests.integration.issues.bugforms.conftest import Office


def fields_of(form: BugForm) -> list[str]:
    """Their ids in order."""
    return [row.field_id for row in form.fields.all()]


def test_a_form_is_made_from_what_ones_own_link_sees(office: Office) -> None:
    page = office.get(f"{office.url}add/?site={office.site['cloud_id']}&q=demo")
    page = office.get(f"{office.url}new/?site={office.site['cloud_id']}&q=demo")
    page = office.get(f"{office.url}new/" + page.link_to("^Demo$").rpartition("/")[2])
    asked = page.form_with("name", "slug", "issue_type")
    page = office.send(
        page, asked, name="Something broke", issue_type=office.place["issue_type_id"]
    )
    form = BugForm.objects.get()
    assert (form.slug, form.project_key, form.site_name, form.issue_type_name) == (
        "something-broke",
        "DEMO",
        "Demo team",
        "Bug",
    )
    assert not form.is_active
    assert sorted(fields_of(form)) == ["attachment", "description", "summary"]
    assert page.url == f"{office.url}{form.pk}/fields/"


def test_a_new_form_needs_a_name_a_type_and_an_address_of_its_own(office: Office) -> None:
    office.make("summary", slug="app-bug")
    url = f"{office.url}new/?site={office.site['cloud_id']}&project=DEMO"
    page = office.post(url, {"name": "App bug"})
    assert page.status == 422
    assert "/f/app-bug/ exists already" in page.text
    assert "Choose one" in page.text
    page = office.post(url, {"name": "???", "issue_type": "1"})
    assert "No address can be made from the name" in page.text
    assert page.form_with("name").values()["name"] == ["???"]
    assert BugForm.objects.count() == 1


def test_files_can_be_left_out_of_a_form_and_taken_in_again(office: Office) -> None:
    form = office.make("summary")
    form.is_active = True
    form.save()
    assert not any(each.has("files") for each in office.get(f"/f/{form.slug}/").forms)
    page = office.get(f"{office.url}{form.pk}/fields/")
    office.send(page, page.form_with("row-attachment-on"), **{"row-attachment-on": "on"})
    assert any(each.has("files") for each in office.get(f"/f/{form.slug}/").forms)


def test_with_several_sites_the_admin_says_which(office: Office) -> None:
    page = office.get(f"{office.url}new/")
    assert "Choose a site, then search." in page.text
    assert len(page.form_with("site").named("site")) == 3
    page = office.get(f"{office.url}new/?site={office.site['cloud_id']}")
    assert page.has_link("^More projects$")
    page = office.get(f"{office.url}new/?site={office.site['cloud_id']}&q=zzzz")
    assert "no such project" in page.text


def test_fields_are_ticked_named_ordered_and_given_values(office: Office) -> None:
    form = office.make("summary", "description")
    severity, platforms = office.field_id("Severity"), office.field_id("Affected platforms")
    page = office.get(f"{office.url}{form.pk}/fields/")
    asked = page.form_with("row-summary-on", "summary")
    ids = [value for value, _, _ in asked.named(severity)[0].options if value]
    boxes = [box.value for box in asked.named(platforms)]
    values: dict[str, Any] = {
        "row-summary-label": "What goes wrong?",
        "row-summary-position": "20",
        f"row-{severity}-on": "on",
        f"row-{severity}-position": "10",
        f"row-{severity}-required": "on",
        f"row-{severity}-help": "How bad is it?",
        severity: ids[1],
        f"row-{platforms}-on": "on",
        f"row-{platforms}-hidden": "on",
        platforms: boxes[:2],
        "row-labels-on": "on",
        "labels-search": "app mobile",
        "description": "## Steps\r\n\r\n1.",
        "row-description-position": "",
    }
    page = office.send(page, asked, **values)
    assert "The fields of the form are stored." in page.text
    stored = {field.field_id: field for field in code_of(form).fields}
    assert list(stored)[:2] == [severity, "summary"]
    assert stored[severity].value == ids[1]
    assert (stored[severity].required, stored[severity].help) == (True, "How bad is it?")
    assert (stored[platforms].hidden, stored[platforms].value) == (True, tuple(boxes[:2]))
    assert stored["summary"].label == "What goes wrong?"
    assert stored["labels"].value == ("app", "mobile")
    assert stored["description"].value == "## Steps\n\n1."
    again = office.get(f"{office.url}{form.pk}/fields/").form_with("row-summary-on").values()
    assert again[severity] == [ids[1]]
    assert again[platforms] == boxes[:2]


def test_a_value_that_its_kind_refuses_is_kept_and_explained_and_nothing_is_stored(
    office: Office,
) -> None:
    form = office.make("summary")
    before = code_of(form)
    page = office.get(f"{office.url}{form.pk}/fields/")
    asked = page.form_with("row-summary-on")
    users = office.field_id("Users affected")
    page = office.send(
        page,
        asked,
        **{
            f"row-{users}-on": "on",
            users: "many",
            "row-labels-on": "on",
            "row-labels-hidden": "on",
            "row-summary-position": "first",
            "row-summary-label": "Kept",
        },
    )
    assert page.status == 422
    assert "“many” is not a number" in page.text
    assert "Give it a value: it is always sent" in page.text
    kept = page.form_with("row-summary-on").values()
    assert (kept[users], kept["row-summary-position"], kept["row-summary-label"]) == (
        ["many"],
        ["first"],
        ["Kept"],
    )
    assert code_of(BugForm.objects.get()) == before


def test_what_is_not_on_the_form_is_not_held_against_it(office: Office) -> None:
    form = office.make("summary")
    page = office.get(f"{office.url}{form.pk}/fields/")
    page = office.send(page, page.form_with("row-summary-on"), duedate="never")
    assert page.status == 200
    assert fields_of(form) == ["summary"]


def test_searching_for_a_person_stores_nothing_and_keeps_everything(office: Office) -> None:
    form = office.make("summary", "assignee")
    page = office.get(f"{office.url}{form.pk}/fields/")
    asked = page.form_with("row-assignee-on")
    page = office.send(
        page,
        asked,
        press="find=assignee",
        **{"assignee-search": "Bob", "row-summary-label": "Kept"},
    )
    assert page.status == 200
    assert page.form_with("row-summary-on").values()["row-summary-label"] == ["Kept"]
    assert form.fields.get(field_id="summary").label == ""
    bob = next(
        each for each in page.form_with("row-assignee-on").named("assignee") if "Bob" in each.value
    )
    page = office.send(page, page.form_with("row-assignee-on"), assignee=bob.value)
    assert form.fields.get(field_id="assignee").value == bob.value


def test_a_field_that_jira_lost_stays_until_its_tick_is_taken_away(office: Office) -> None:
    form = office.make("summary", {"field_id": "customfield_1", "label": "Browser", "value": "Old"})
    page = office.get(f"{office.url}{form.pk}/fields/")
    assert "Jira no longer has this field." in page.text
    office.send(page, page.form_with("row-summary-on"))
    assert form.fields.get(field_id="customfield_1").value == "Old"
    sent = page.form_with("row-summary-on").values()
    del sent["row-customfield_1-on"]
    office.post(page.url, sent)
    assert fields_of(form) == ["summary"]


def test_a_form_moves_to_another_place_and_keeps_its_fields(office: Office) -> None:
    form = office.make("summary", "description")
    url = f"{office.url}{form.pk}/place/"
    page = office.get(f"{url}?site={office.site['cloud_id']}&q=shop")
    page = office.get(url + page.link_to("^Shop$").rpartition("/")[2])
    office.send(page, page.form_with("issue_type"))
    form.refresh_from_db()
    assert form.project_key == "SHOP"
    assert fields_of(form) == ["summary", "description"]


def test_djangos_own_page_edits_words_and_order_and_never_asks_jira(office: Office) -> None:
    form = office.make("summary", {"field_id": "labels", "value": ["app", "web"], "hidden": True})
    before = len(office.sandbox.calls())
    page = office.get(f"{office.url}{form.pk}/change/")
    assert "app, web" in page.text
    for words in ("Test this form", "Fields from Jira", "Another place"):
        assert page.has_link(words)
    asked = page.form_with("name", "intro", "fields-0-position")
    page = office.send(
        page,
        asked,
        **{"name": "Renamed", "intro": "Hello", "fields-0-position": "9", "fields-1-position": "1"},
    )
    form.refresh_from_db()
    assert (form.name, form.intro, fields_of(form)) == ("Renamed", "Hello", ["labels", "summary"])
    assert form.fields.get(field_id="labels").value == ["app", "web"]
    assert form.project_key == "DEMO"
    assert len(office.sandbox.calls()) == before
    assert "Renamed" in office.get(office.url).text


def test_djangos_own_page_hides_nothing_that_has_no_value(office: Office) -> None:
    form = office.make("summary")
    page = office.get(f"{office.url}{form.pk}/change/")
    page = office.send(page, page.form_with("fields-0-position"), **{"fields-0-hidden": "on"})
    assert "Give it a value first" in page.text
    assert not form.fields.get().hidden


def test_an_estimate_can_be_set_beforehand(office: Office) -> None:
    kind = office.form_url("Everything").rstrip("/").rpartition("/")[2]
    form = office.make("summary", issue_type_id=kind)
    page = office.get(f"{office.url}{form.pk}/fields/")
    asked = page.form_with("row-timetracking-on")
    office.send(page, asked, **{"row-timetracking-on": "on", "timetracking_original": "2h"})
    assert form.fields.get(field_id="timetracking").value == "2h"
    again = office.get(f"{office.url}{form.pk}/fields/").form_with("row-timetracking-on").values()
    assert again["timetracking_original"] == ["2h"]


def test_an_estimate_and_what_remains_of_it_are_set_beforehand_and_filed(office: Office) -> None:
    kind = office.form_url("Everything").rstrip("/").rpartition("/")[2]
    form = office.make("summary", issue_type_id=kind)
    page = office.get(f"{office.url}{form.pk}/fields/")
    row = {
        "row-timetracking-on": "on",
        "timetracking_original": "2h",
        "timetracking_remaining": "30m",
    }
    office.send(page, page.form_with("row-timetracking-on"), **row)
    stored = form.fields.get(field_id="timetracking")
    assert stored.value == ["2h", "30m"]
    again = office.get(f"{office.url}{form.pk}/fields/").form_with("row-timetracking-on").values()
    assert (again["timetracking_original"], again["timetracking_remaining"]) == (["2h"], ["30m"])
    shown = office.get("/f/app-bug/").form_with("summary", "submission").values()
    assert (shown["timetracking_original"], shown["timetracking_remaining"]) == (["2h"], ["30m"])
    assert read(write([code_of(form)])).forms == (code_of(form),)
    assert "“timetracking" not in office.get(f"{office.url}test/?form={form.pk}").text


def test_what_remains_can_be_set_without_the_whole(office: Office) -> None:
    kind = office.form_url("Everything").rstrip("/").rpartition("/")[2]
    form = office.make(
        "summary", {"field_id": "timetracking", "value": ["", "30m"]}, issue_type_id=kind
    )
    page = office.get(f"{office.url}{form.pk}/fields/")
    office.send(page, page.form_with("row-timetracking-on"))
    assert form.fields.get(field_id="timetracking").value == ["", "30m"]


def test_storing_djangos_page_untouched_changes_nothing_of_an_export(office: Office) -> None:
    form = office.make(
        "summary", intro="Hello\n\n- you\n", description_template="## Steps\n\n1. \n"
    )
    before = write([code_of(form)])
    page = office.get(f"{office.url}{form.pk}/change/")
    asked = page.form_with("name", "intro")
    as_browsers_send = {
        name: asked.values()[name][0].replace("\r\n", "\n")
        for name in ("intro", "description_template")
    }
    office.send(
        page, asked, **{name: text.replace("\n", "\r\n") for name, text in as_browsers_send.items()}
    )
    assert write([code_of(BugForm.objects.get())]) == before
