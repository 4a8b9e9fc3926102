"""The main job: a form is filled in, and the bug lands in Jira under the writer's own name, once."""

import re
from time import monotonic

import pytest

from integrations.models import Connection
from issues.models import State, Submission
from issues.outbox import backoff
from tests.integration.issues.filing.conftest import Desk, report, told
from tests.support.http_visitor import Page


def one_sentence_one_button(page: Page) -> None:
    """Every page has one h1 and at most one main button."""
    assert page.html.count("<h1") == 1
    shown = re.sub(r"<template>.*?</template>", "", page.html, flags=re.DOTALL)
    assert shown.count("btn main") <= 1


def test_a_bug_lands_in_jira_once_under_its_writers_name(desk: Desk) -> None:
    page = desk.file("It broke", description="**Very** much")
    row = report()
    (issue,) = desk.filed()
    assert (row.state, row.issue_key) == (State.FILED, issue["key"])
    assert issue["creator"] == desk.sandbox.account("Alice")["account_id"]
    assert issue["properties"]["lodge.submission"] == {"id": str(row.pk)}
    assert page.url == f"/reports/{row.pk}/"
    assert f"Your report is in Jira as {issue['key']}." in page.text
    assert page.link_to("Open").endswith(f"/browse/{issue['key']}")
    assert page.link_to("File another").endswith(f"/{row.project_key}/{row.issue_type_id}/")
    assert told(row) == ["sent", "filed"]
    one_sentence_one_button(page)


def test_a_warm_form_costs_no_call_and_filing_costs_one(desk: Desk) -> None:
    url = desk.form_url()
    desk.get(url)
    before = len(desk.sandbox.calls())
    page = desk.get(url)
    assert len(desk.sandbox.calls()) == before
    desk.send(page, page.form_with("summary"), summary="It broke")
    assert len(desk.sandbox.calls()) == before + 1
    assert len(desk.creates()) == 1


def test_the_site_and_the_name_stand_beside_the_button(desk: Desk) -> None:
    page, _form = desk.open_form()
    assert "Goes to Demo team as Alice" in page.text
    one_sentence_one_button(page)


def test_what_is_missing_is_said_and_all_that_was_typed_is_kept(desk: Desk) -> None:
    page, form = desk.open_form()
    page = desk.send(page, form, summary="", description="a long story")
    assert page.status == 422
    assert "1 thing to correct" in page.text
    kept = page.form_with("description").values()
    assert kept["description"] == ["a long story"]
    assert kept["submission"] == form.values()["submission"]
    assert (desk.creates(), report().state) == ([], State.DRAFT)


def test_a_double_click_files_once_and_shows_the_same_page(desk: Desk) -> None:
    page, form = desk.open_form()
    first = desk.send(page, form, summary="It broke")
    second = desk.send(page, form, summary="It broke")
    assert first.url == second.url
    assert len(desk.filed()) == len(desk.creates()) == 1


def test_another_text_after_filing_is_asked_about_and_kept(desk: Desk) -> None:
    page, form = desk.open_form()
    desk.send(page, form, summary="It broke", description="first")
    asked = desk.send(page, form, summary="It broke otherwise", description="second\nline")
    key = Submission.objects.get(state=State.FILED).issue_key
    assert asked.status == 409
    assert f"You filed this as {key}. File this as a new one?" in asked.text
    one_sentence_one_button(asked)
    assert len(desk.creates()) == 1
    done = desk.send(asked, asked.form_with("submission", "summary"))
    assert "Your report is in Jira as" in done.text
    assert [len(desk.filed(s)) for s in ("It broke", "It broke otherwise")] == [1, 1]


def test_what_jira_refuses_comes_back_on_the_form_and_can_be_corrected(desk: Desk) -> None:
    page, form = desk.open_form()
    body = {"errorMessages": ["Nicht heute"], "errors": {"summary": "Zu lang"}}
    desk.sandbox.fault("status", method="POST", path=r"/issue$", status=400, body=body)
    page = desk.send(page, form, summary="It broke", description="story")
    assert page.status == 422
    assert "Zu lang" in page.text
    assert "Nicht heute" in page.text
    row = report()
    assert row.state == State.REJECTED
    form = page.form_with("summary", "submission")
    assert form.values()["description"] == ["story"]
    page = desk.send(page, form, summary="It broke, shorter")
    row.refresh_from_db()
    assert (row.state, len(desk.filed("It broke, shorter"))) == (State.FILED, 1)
    assert told(row) == ["sent", "rejected", "sent", "filed"]


def test_a_refused_report_can_be_opened_again_later(desk: Desk) -> None:
    page, form = desk.open_form()
    desk.sandbox.fault(
        "status",
        method="POST",
        path=r"/issue$",
        status=400,
        body={"errors": {"summary": "Zu lang"}},
    )
    desk.send(page, form, summary="It broke", description="story")
    page = desk.get(f"/reports/{report().pk}/")
    assert "Jira did not take your report." in page.text
    assert "Zu lang" in page.text
    one_sentence_one_button(page)
    page = desk.get(page.link_to("Correct and send"))
    assert "Zu lang" in page.text
    form = page.form_with("summary", "submission")
    assert form.values()["description"] == ["story"]
    desk.send(page, form, summary="It broke again")
    assert (report().state, len(desk.filed("It broke again"))) == (State.FILED, 1)


def test_a_refused_report_that_was_written_on_is_not_told_as_one_that_was_never_sent(
    desk: Desk,
) -> None:
    page, form = desk.open_form()
    desk.sandbox.fault(
        "status",
        method="POST",
        path=r"/issue$",
        status=400,
        body={"errors": {"summary": "Zu lang"}},
    )
    page = desk.send(page, form, summary="It broke")
    desk.send(page, page.form_with("summary", "submission"), press="autosave=1", summary="It bro")
    assert (report().state, report().summary) == (State.DRAFT, "It bro")
    page = desk.get(f"/reports/{report().pk}/")
    assert "Jira did not take your report. Nothing was filed." in page.text
    assert "correct it and send it again" in page.text
    assert "This is a draft." not in page.text
    one_sentence_one_button(page)
    form = desk.get(page.link_to("Correct and send")).form_with("summary", "submission")
    assert form.values()["summary"] == ["It bro"]


def test_where_properties_are_refused_the_mark_goes_elsewhere(desk: Desk) -> None:
    desk.sandbox.config(properties_refused=True)
    desk.file()
    row = report()
    assert (row.state, row.marker_in) == (State.FILED, "label")
    (issue,) = desk.filed()
    assert issue["labels"] == [f"lodge-{row.pk}"]


def test_somebody_is_found_and_chosen_without_javascript(desk: Desk) -> None:
    page, form = desk.open_form()
    page = desk.send(
        page, form, press="find=assignee", summary="It broke", **{"assignee-search": "bob"}
    )
    assert page.status == 200
    form = page.form_with("assignee", "submission")
    assert form.values()["summary"] == ["It broke"]
    bob = next(each for each in form.named("assignee") if "Bob" in each.value)
    desk.send(page, form, assignee=bob.value)
    assert (report().state, len(desk.filed())) == (State.FILED, 1)
    assert report().fields["assignee"] == {"id": desk.sandbox.account("Bob")["account_id"]}


def test_a_field_that_went_away_is_not_dropped_in_silence(desk: Desk) -> None:
    page, form = desk.open_form()
    page = desk.send(page, form, summary="It broke", customfield_99999="my precious words")
    assert page.status == 422
    assert "my precious words" in page.text
    assert desk.creates() == []
    desk.send(page, page.form_with("summary"))
    assert report().state == State.FILED


def test_a_spoilt_number_in_the_form_costs_nothing(desk: Desk) -> None:
    page, form = desk.open_form()
    desk.send(page, form, summary="It broke", submission="not a uuid")
    assert len(desk.filed()) == 1


def test_what_jira_demands_and_lodge_can_not_ask_keeps_a_draft_and_leads_into_jira(
    desk: Desk,
) -> None:
    page = desk.get(desk.form_url("Service request"))
    assert "which Lodge cannot fill in" in page.text
    page = desk.send(
        page, page.form_with("summary"), summary="It broke", description="long & story"
    )
    assert report().state == State.DRAFT
    assert "What you typed is kept." in page.text
    address = page.link_to("Finish it in Jira")
    assert address.startswith(desk.site["url"])
    assert "summary=It+broke" in address
    assert "description=long+%26+story" in address
    assert desk.creates() == []
    assert "Jira asks for" in desk.get(f"/reports/{report().pk}/").text
    one_sentence_one_button(page)


def test_what_may_be_left_out_waits_behind_one_click_until_something_stands_there(
    desk: Desk,
) -> None:
    page, form = desk.open_form()
    assert "more things that Jira takes" in page.text
    more = '<details class="field more">'
    assert 'name="duedate"' in page.html.partition(more)[2]
    page = desk.send(page, form, summary="", duedate="2026-11-30")
    assert 'name="duedate"' in page.html.partition(more)[0]
    assert page.form_with("duedate").values()["duedate"] == ["2026-11-30"]


def test_a_slow_jira_does_not_hold_the_writer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "PATIENCE", 0.5)
    page, form = desk.open_form()
    desk.sandbox.fault("delay", method="POST", path=r"/issue$", seconds=20)
    started = monotonic()
    desk.send(page, form, summary="It broke")
    assert monotonic() - started < 15
    assert report().state == State.UNCONFIRMED


def test_a_time_zone_that_nobody_knows_does_not_hide_the_form(desk: Desk) -> None:
    Connection.objects.update(time_zone="Middle/Earth")
    page, _form = desk.open_form()
    assert page.status == 200


def test_what_no_database_can_store_is_left_out(desk: Desk) -> None:
    desk.file("It\0 broke")
    assert (report().summary, len(desk.filed())) == ("It broke", 1)
