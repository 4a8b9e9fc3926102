"""Choosing site, project and type: every project can be reached, none by accident."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User
from integrations.models import Connection
from issues.models import BugForm
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button
from tests.support.sandbox import Sandbox

Link = Callable[..., Connection]


def test_a_form_far_down_the_list_is_found_by_a_word(desk: Desk) -> None:
    url = desk.form_url()
    page = desk.get(f"/report/?site={desk.site['cloud_id']}&q=demo+bug")
    assert page.link_to(r"^Demo · Bug\s+DEMO$") == url
    one_sentence_one_button(page)


def test_all_projects_can_be_paged_through_with_their_types(desk: Desk) -> None:
    before = len(desk.sandbox.calls(path="project/search"))
    page = desk.get(f"/report/?site={desk.site['cloud_id']}")
    seen: set[str] = set()
    for _ in range(20):
        seen |= {
            href.rstrip("/").rpartition("/")[2]
            for href, _text in page.links
            if href.count("/") == 4
        }
        if not page.has_link("^More projects$"):
            break
        assert page.has_link(r"/report/[^/]+/[^/]+/[^/]+/$")
        page = desk.get("/report/" + page.link_to("^More projects$").rpartition("/")[2])
    assert seen == {project["key"] for project in desk.site["projects"]}
    assert page.has_link("^Back$")
    assert len(desk.sandbox.calls(path="project/search")) - before == 2  # of 120 projects


def test_the_list_leads_to_the_forms_themselves(desk: Desk) -> None:
    page = desk.get(f"/report/?site={desk.site['cloud_id']}")
    project = page.link_to(r"/report/[^/]+/[^/]+/$")
    types = {href for href, _text in page.links if href.startswith(project) and href != project}
    assert types == {
        href
        for href, _text in desk.get(project).links
        if href.startswith(project) and href != project
    }


def test_a_project_that_is_new_is_there_when_jira_is_asked_again(desk: Desk) -> None:
    url = f"/report/?site={desk.site['cloud_id']}"
    page = desk.get(url)
    before = len(desk.sandbox.calls(path="project/search"))
    desk.get(url)
    assert len(desk.sandbox.calls(path="project/search")) == before
    desk.get("/report/" + page.link_to("^Ask Jira again$").rpartition("/")[2])
    assert len(desk.sandbox.calls(path="project/search")) == before + 1


def test_no_match_is_said(desk: Desk) -> None:
    page = desk.get(f"/report/?site={desk.site['cloud_id']}&q=zzzz")
    assert "No form fits “zzzz”." in page.text
    assert page.form_with("q").values()["q"] == ["zzzz"]
    one_sentence_one_button(page)


def test_with_several_sites_and_none_usual_all_are_looked_through_and_the_user_says_which(
    desk: Desk,
) -> None:
    Connection.objects.update(default_site=None)
    before = len(desk.sandbox.calls(path="project/search"))
    page = desk.get("/report/")
    assert "Choose a site to see its projects, or write what you look for." in page.text
    assert len(desk.sandbox.calls(path="project/search")) == before
    assert [radio.value for radio in page.form_with("site").named("site") if radio.checked] == [""]
    assert len(page.form_with("site").named("site")) == 4
    page = desk.get("/report/?q=demo+bug&site=")
    assert page.has_link(r"^Demo · Bug\s+DEMO, Demo team$")


def test_the_only_site_is_taken_without_a_question(
    sandbox: Sandbox, alice: User, link: Link, sign_in: Callable[[User], Client]
) -> None:
    link(alice, "bob")
    page = Desk(sign_in(alice), sandbox).get("/report/")
    assert "Projects in Demo team" in page.text


def test_places_used_before_are_one_click_away(desk: Desk) -> None:
    url = desk.form_url()
    desk.file()
    page = desk.get(f"/report/?site={desk.site['cloud_id']}")
    assert page.link_to("^DEMO, Bug") == url


def test_sub_tasks_are_not_offered(desk: Desk) -> None:
    page = desk.get(f"/report/{desk.site['cloud_id']}/DEMO/")
    assert page.has_link("^Bug$")
    assert "Sub-task" not in page.text
    one_sentence_one_button(page)


def test_a_site_of_somebody_else_is_not_opened(desk: Desk) -> None:
    Connection.objects.get().sites.filter(cloud_id=desk.site["cloud_id"]).delete()
    before = len(desk.sandbox.calls())
    assert desk.get(f"/report/?site={desk.site['cloud_id']}").status == 404
    assert len(desk.sandbox.calls()) == before


def test_nonsense_in_the_address_is_harmless(desk: Desk) -> None:
    for start in ("-1", "x", "9" * 30, "٣"):
        assert desk.get(f"/report/?site={desk.site['cloud_id']}&start={start}").status == 200


def test_the_last_place_is_one_address_away(desk: Desk) -> None:
    first = desk.client.get("/report/last/")
    assert first.headers["Location"] == "/report/"
    url = desk.form_url()
    desk.file()
    assert desk.client.get("/report/last/").headers["Location"] == url
    assert desk.get("/report/last/").form_with("summary", "submission")


def test_a_prepared_form_is_a_last_place_for_as_long_as_it_may_be_used(desk: Desk) -> None:
    url = desk.form_url()
    names = dict(
        zip(
            ("cloud_id", "project_key", "issue_type_id"), url.strip("/").split("/")[1:], strict=True
        )
    )
    form = make_form("summary", **names)
    page = desk.get("/f/app-bug/")
    desk.send(page, page.form_with("summary", "submission"), summary="It broke")
    assert desk.client.get("/report/last/").headers["Location"] == "/f/app-bug/"
    BugForm.objects.filter(pk=form.pk).update(is_active=False)
    assert desk.client.get("/report/last/").headers["Location"] == url


def test_a_place_on_a_site_that_the_link_lost_is_none(desk: Desk) -> None:
    desk.file()
    Connection.objects.get().sites.filter(cloud_id=desk.site["cloud_id"]).delete()
    assert desk.client.get("/report/last/").headers["Location"] == "/report/"


def test_drafts_are_no_last_place_and_neither_are_the_reports_of_others(
    desk: Desk, bob: User, link: Link, sign_in: Callable[[User], Client]
) -> None:
    tab = Tab(desk, desk.open_form()[0])
    tab.write(summary="Not sent")
    assert desk.client.get("/report/last/").headers["Location"] == "/report/"
    desk.file()
    link(bob, "bob")
    assert sign_in(bob).get("/report/last/").headers["Location"] == "/report/"


def test_signed_out_or_without_a_link_the_way_leads_there_first(desk: Desk) -> None:
    desk.file()
    Connection.objects.all().delete()
    assert desk.client.get("/report/last/").headers["Location"] == "/report/"
    desk.client.logout()
    assert desk.client.get("/report/last/").headers["Location"].startswith("/account/sign-in/")
    assert desk.client.get("/keys/").headers["Location"].startswith("/account/sign-in/")
