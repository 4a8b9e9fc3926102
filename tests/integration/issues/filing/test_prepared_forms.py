"""A form that an admin prepared, filled in and filed by its reporter; and what becomes of it when it goes away."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from integrations.models import Connection, ConnectionState
from issues.models import BugForm, State
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.drafts.conftest import Tab, change
from tests.integration.issues.filing.conftest import Desk, report
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button

URL = "/f/app-bug/"


@pytest.fixture
def form(desk: Desk) -> BugForm:
    """Summary, description and a hidden label."""
    _report, cloud_id, project_key, type_id = desk.form_url().strip("/").split("/")
    return make_form(
        {"field_id": "summary", "label": "What happened", "help": "In one line."},
        "description",
        {"field_id": "labels", "value": ["from-the-app"], "hidden": True},
        name="The app",
        cloud_id=cloud_id,
        project_key=project_key,
        issue_type_id=type_id,
        intro="Say **everything**. <script>alert(1)</script>",
        description_template="### What I did",
    )


def test_only_its_fields_are_asked_and_its_constants_are_sent(desk: Desk, form: BugForm) -> None:
    page = desk.get(URL)
    assert "<strong>everything</strong>" in page.html
    assert "<script>alert(1)" not in page.html
    assert "What happened" in page.text
    assert "In one line." in page.text
    one_sentence_one_button(page)
    posted = page.form_with("summary")
    assert posted.values()["description"] == ["### What I did"]
    assert not posted.has("labels")
    assert not posted.has("duedate")
    desk.send(page, posted, summary="It broke", labels="sneaked-in")
    row = report()
    assert (row.state, row.bug_form, row.fields["labels"]) == (State.FILED, form, ["from-the-app"])


def test_an_untouched_one_becomes_no_draft(desk: Desk, form: BugForm) -> None:
    assert Tab(desk, desk.get(URL)).write().status == 204


def test_its_drafts_are_taken_up_in_it(desk: Desk, form: BugForm) -> None:
    Tab(desk, desk.get(URL)).write(summary="It broke", description="")
    page = desk.get(desk.get("/drafts/").link_to("^It broke$"))
    assert page.url.startswith(URL)
    assert Tab(desk, page).values["description"] == [""]
    plain = desk.get(f"{desk.form_url()}?report={report().pk}")
    assert plain.url.startswith(URL)


def test_an_address_fills_it_in_but_not_what_is_set(desk: Desk, form: BugForm) -> None:
    page = desk.get(f"{URL}?summary=From+a+link&labels=mine")
    desk.send(page, page.form_with("summary"))
    assert (report().summary, report().fields["labels"]) == ("From a link", ["from-the-app"])


def test_home_and_start_offer_it_first(desk: Desk, form: BugForm) -> None:
    desk.file("Somewhere else")
    for url in ("/", f"/report/?site={desk.site['cloud_id']}"):
        page = desk.get(url)
        assert page.link_to("^The app$").endswith(URL)
        assert page.has_link("^DEMO, Bug")


def test_those_who_may_not_use_it_find_nothing(
    desk: Desk, form: BugForm, carol: User, sign_in: Callable[[User], Client], stranger: Client
) -> None:
    form.groups.add(Group.objects.create(name="Testers"))
    assert desk.get(URL).status == 404
    assert not desk.get("/").has_link(URL)
    assert Desk(sign_in(carol), desk.sandbox).get(URL).status == 404
    assert "/account/sign-in/" in stranger.get(URL).headers["Location"]


def test_one_that_went_away_meanwhile_costs_no_word(desk: Desk, form: BugForm) -> None:
    tab = Tab(desk, desk.get(URL))
    form.delete()
    page = tab.file(summary="It broke", description="long story")
    assert "All that you typed is kept: choose where it belongs." in page.text
    assert (report().state, report().project_key) == (State.DRAFT, "")
    page = desk.get(f"{desk.form_url()}?report={report().pk}")
    assert Tab(desk, page).values["description"] == ["long story"]


def test_one_that_was_moved_meanwhile_files_nothing_elsewhere_unasked(
    desk: Desk, form: BugForm
) -> None:
    tab = Tab(desk, desk.get(URL))
    kind = desk.form_url(project="SHOP").rstrip("/").rpartition("/")[2]
    BugForm.objects.update(project_key="SHOP", issue_type_id=kind)
    page = tab.file(summary="It broke", description="long story")
    assert (page.status, report().state, desk.filed()) == (422, State.DRAFT, [])
    shop = next(each["name"] for each in desk.site["projects"] if each["key"] == "SHOP")
    assert f"This form files a Bug in {shop} on" in page.text
    assert "Look again, then file it. All that you typed is still here." in page.text
    again = Tab(desk, page)
    assert again.values["description"] == ["long story"]
    again.file()
    (issue,) = desk.filed()
    assert (report().project_key, issue["key"].partition("-")[0]) == ("SHOP", "SHOP")


def test_a_field_that_jira_requires_beside_it_is_asked_last(desk: Desk, form: BugForm) -> None:
    new = change(desk, name="Which browser", kind="textfield", required=True)
    page = desk.get(f"{URL}?fresh=1")
    assert page.form_with("summary").has(new)


def test_signed_out_in_between_it_waits_for_its_writer(
    desk: Desk, form: BugForm, alice: User
) -> None:
    tab = Tab(desk, desk.get(URL))
    desk.client.logout()
    tab.file(summary="It broke")
    desk.client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    page = desk.get(URL)
    assert Tab(desk, page).values["summary"] == ["It broke"]
    assert report().bug_form == form


def test_a_dead_link_and_a_jira_that_is_down_have_their_pages(desk: Desk, form: BugForm) -> None:
    desk.sandbox.fault("status", path="/rest/", times=None, status=503)
    assert "Jira does not answer." in desk.get(URL).text
    Connection.objects.update(state=ConnectionState.RECONNECT)
    assert "Your link to Jira has ended." in desk.get(URL).text
