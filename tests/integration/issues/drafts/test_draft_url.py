"""A draft is named by the form's address and by every way back to it, and goes along to another place."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from issues.forms import drafts
from issues.models import State, Submission
from tests.conftest import PASSWORD
from tests.integration.issues.attachments.conftest import folder, upload
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk, report
from tests.integration.issues.filing.test_report_pages import stored

__all__ = ["folder"]

OFFERED = "Go on with it?"


def here(desk: Desk, **more: Any) -> dict[str, Any]:
    """Columns of a draft of a bug in DEMO."""
    cloud_id, project_key, issue_type_id = desk.form_url().strip("/").split("/")[1:]
    return {
        "pk": uuid4(),
        "cloud_id": cloud_id,
        "project_key": project_key,
        "issue_type_id": issue_type_id,
        **more,
    }


def scripted(desk: Desk, url: str, values: dict[str, Any]) -> Any:
    """Post as the page's script does."""
    return desk.client.post(url, values, headers={"HX-Request": "true", "HX-Target": "main"})


def test_the_address_that_a_form_is_posted_to_names_its_draft(desk: Desk, tab: Tab) -> None:
    page = tab.file(summary="", description="long story")
    assert f"report={report().pk}" in page.url
    again = Tab(desk, desk.get(page.url))
    assert again.values["description"] == ["long story"]
    assert again.values["submission"] == [str(report().pk)]


def test_the_address_of_a_post_that_became_no_draft_shows_a_new_form(desk: Desk, tab: Tab) -> None:
    page = tab.file(summary="")
    assert Submission.objects.count() == 0
    again = Tab(desk, desk.get(page.url))
    assert again.values["submission"] != tab.values["submission"]
    assert desk.get(page.url.replace("&post", "")).status == 404


def test_the_address_of_another_persons_post_shows_nothing_of_theirs(
    desk: Desk, tab: Tab, bob: User, link: Callable[..., Any], sign_in: Callable[[User], Client]
) -> None:
    page = tab.file(summary="", description="long story")
    link(bob, "bob")
    his = Desk(sign_in(bob), desk.sandbox)
    assert "long story" not in his.get(page.url).html
    assert Tab(his, his.get(page.url)).values["submission"] != [str(report().pk)]


def test_the_address_of_a_draft_that_was_sent_shows_the_report_and_files_nothing_anew(
    desk: Desk, tab: Tab
) -> None:
    tab.write(summary="It broke")
    tab.file()
    page = desk.get(f"{desk.form_url()}?report={report().pk}")
    assert page.url == reverse("report-detail", args=[report().pk])


def test_the_address_of_a_draft_that_was_thrown_away_offers_to_undo_that(
    desk: Desk, tab: Tab
) -> None:
    tab.write(summary="It broke")
    drafts.throw_away(report())
    page = desk.get(f"{desk.form_url()}?report={report().pk}")
    desk.send(page, page.form_to("restore"))
    assert report().state == State.DRAFT


def test_a_copy_is_asked_for_by_an_address_of_its_own(desk: Desk, alice: User) -> None:
    row = stored(desk, alice, State.WITHDRAWN)
    page = desk.get(desk.get(f"/reports/{row.pk}/").link_to("File the same text as a new one"))
    assert Tab(desk, page).values["submission"] != [str(row.pk)]
    assert desk.get(f"{desk.form_url()}?report={row.pk}").url == f"/reports/{row.pk}/"


def test_a_new_form_offers_the_drafts_of_its_place_and_no_others(
    desk: Desk, alice: User, bob: User
) -> None:
    mine = stored(desk, alice, State.DRAFT, **here(desk, summary="Mine"))
    stored(desk, alice, State.DRAFT, **here(desk, summary="Elsewhere", project_key="SHOP"))
    stored(desk, alice, State.DRAFT, **here(desk, summary="Of another type", issue_type_id="1"))
    stored(desk, bob, State.DRAFT, **here(desk, summary="His"))
    stored(desk, alice, State.FILED, **here(desk, summary="Sent"))
    page = desk.get(desk.form_url())
    assert OFFERED in page.text
    assert f"report={mine.pk}" in page.link_to("^Mine$")
    for other in ("Elsewhere", "Of another type", "His", "Sent"):
        assert not page.has_link(f"^{other}$")
    assert OFFERED not in desk.get(page.link_to("^Mine$")).text


def test_the_last_of_many_drafts_are_offered(desk: Desk, alice: User) -> None:
    for number in range(5):
        stored(desk, alice, State.DRAFT, **here(desk, summary=f"Draft {number}"))
    page = desk.get(desk.form_url())
    assert [page.has_link(f"^Draft {number}$") for number in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_a_prepared_form_offers_its_drafts_too(desk: Desk, alice: User) -> None:
    place = here(desk, summary="Mine")
    form = make_form("summary", cloud_id=place["cloud_id"], issue_type_id=place["issue_type_id"])
    row = stored(desk, alice, State.DRAFT, **place, bug_form=form)
    assert desk.get("/f/app-bug/").link_to("^Mine$") == f"/f/app-bug/?report={row.pk}"


@pytest.mark.parametrize("path", ["/report/", "/report/{cloud_id}/DEMO/"])
def test_where_a_report_is_begun_drafts_are_offered(desk: Desk, alice: User, path: str) -> None:
    row = stored(desk, alice, State.DRAFT, **here(desk, summary="Mine"))
    page = desk.get(path.format(cloud_id=desk.site["cloud_id"]))
    assert f"report={row.pk}" in page.link_to("^Mine$")


def test_who_changes_the_place_takes_text_and_files_along(desk: Desk, tab: Tab) -> None:
    tab.values |= {"summary": ["It broke"], "description": ["long story"], "elsewhere": ["1"]}
    page = desk.post(tab.form.action, {**tab.values, "files": upload("app.log")})
    assert "Your draft goes along: It broke" in page.text
    assert OFFERED not in page.text
    there = desk.get(f"/report/{desk.site['cloud_id']}/SHOP/?report={report().pk}")
    assert "Your draft goes along: It broke" in there.text
    new = Tab(desk, desk.get(there.link_to("^Bug$")))
    assert (new.values["summary"], new.values["description"]) == (["It broke"], ["long story"])
    assert "app.log" in new.page.text
    new.file()
    row = report()
    assert (row.state, row.project_key) == (State.FILED, "SHOP")
    assert [each.name for each in row.attachments.all()] == ["app.log"]


def test_an_untouched_form_is_left_without_a_draft(desk: Desk, tab: Tab) -> None:
    page = desk.post(tab.form.action, {**tab.values, "elsewhere": "1"})
    assert (page.url, Submission.objects.count()) == ("/report/", 0)


def test_what_was_sent_already_does_not_go_along(desk: Desk, tab: Tab) -> None:
    tab.file(summary="It broke")
    page = desk.post(tab.form.action, {**tab.values, "elsewhere": "1"})
    assert (page.url, Submission.objects.count()) == ("/report/", 1)
    page = desk.post(tab.form.action, {**tab.values, "summary": "More", "elsewhere": "1"})
    assert "Your draft goes along: More" in page.text
    assert report_states() == {"It broke": "filed", "More": "draft"}


def report_states() -> dict[str, str]:
    return dict(Submission.objects.values_list("summary", "state"))


def test_who_changes_the_place_after_the_session_ended_loses_nothing(desk: Desk, tab: Tab) -> None:
    desk.client.logout()
    page = desk.post(tab.form.action, {**tab.values, "summary": "It broke", "elsewhere": "1"})
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert Tab(desk, page).values["summary"] == ["It broke"]


def test_somebody_elses_number_changes_no_place(
    desk: Desk, tab: Tab, carol: User, sign_in: Callable[[User], Client]
) -> None:
    tab.write(summary="It broke")
    hers = Desk(sign_in(carol), desk.sandbox)
    assert (
        hers.post(tab.form.action, {**tab.values, "summary": "Mine", "elsewhere": "1"}).status
        == 404
    )


def test_a_script_is_told_where_a_form_leads_and_what_is_said_there_waits(
    desk: Desk, tab: Tab
) -> None:
    answer = scripted(desk, tab.form.action, {**tab.values, "summary": "It broke"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["HX-Redirect"] == f"/reports/{report().pk}/"
    assert "Location" not in answer.headers
    refused = {**tab.values, "submission": str(uuid4()), "summary": "Two", "elsewhere": "1"}
    answer = scripted(desk, tab.form.action, {**refused, "files": upload("none.txt", b"")})
    assert "none.txt: It is empty" in desk.get(answer.headers["HX-Redirect"]).text


def test_a_script_is_shown_what_is_to_be_corrected(desk: Desk, tab: Tab) -> None:
    answer = scripted(desk, tab.form.action, {**tab.values, "summary": ""})
    assert answer.status_code == 422
    assert "HX-Redirect" not in answer.headers
    assert '<main id="main">' in answer.content.decode()


def test_a_script_of_who_is_signed_out_is_led_to_sign_in(desk: Desk, tab: Tab) -> None:
    desk.client.logout()
    answer = scripted(desk, tab.form.action, {**tab.values, "summary": "It broke"})
    assert answer.headers["HX-Redirect"].startswith("/account/sign-in/")
    assert report().summary == "It broke"


def test_other_answers_to_scripts_stay_redirects(desk: Desk, tab: Tab) -> None:
    answer = desk.client.post(
        tab.form.action, {**tab.values, "summary": "It broke"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 302


def test_how_often_a_draft_was_saved_is_told_to_its_owner_alone(
    desk: Desk, tab: Tab, carol: User, sign_in: Callable[[User], Client], stranger: Client
) -> None:
    tab.write(summary="It broke")
    tab.write(summary="It broke again")
    url = f"/drafts/{report().pk}/version/"
    assert desk.client.get(url).content == b"2"
    assert sign_in(carol).get(url).status_code == 404
    assert stranger.get(url).status_code == 302
    assert desk.client.get(f"/drafts/{uuid4()}/version/").status_code == 404
