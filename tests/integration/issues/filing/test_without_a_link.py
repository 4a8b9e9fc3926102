"""Filing without a link, with a dead one, with another's, with a site that went away: nothing is lost."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, Pause, Site
from issues.models import State, Submission
from tests.integration.issues.filing.conftest import CREATE, Desk, come_due, report, sweep, told
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button
from tests.support.sandbox import Sandbox

Link = Callable[..., Connection]


def end_of_link(desk: Desk) -> None:
    """Alice takes Lodge off her list of connected apps."""
    desk.sandbox.control("POST", f"/accounts/{desk.sandbox.account('Alice')['account_id']}/revoke")


def test_user_without_a_connection_is_redirected_to_linking(
    sandbox: Sandbox, alice: User, sign_in: Callable[[User], Client]
) -> None:
    desk = Desk(sign_in(alice), sandbox)
    home = desk.get("/")
    assert home.link_to("Link your Atlassian account") == "/link/"
    one_sentence_one_button(home)
    page = desk.get("/report/")
    assert page.status == 403
    assert page.has_link("Link your Atlassian account")
    one_sentence_one_button(page)


def test_signed_out_people_are_sent_to_sign_in_and_back(stranger: Client) -> None:
    for path in ("/", "/report/", "/report/c/DEMO/", "/report/c/DEMO/1/", "/reports/"):
        answer = stranger.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/account/sign-in/?next={path}"


def test_a_session_that_ended_loses_nothing(desk: Desk, alice: User) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    page = desk.post(
        form.action, {**form.values(), "summary": "It broke", "description": "long story"}
    )
    assert page.url.startswith("/account/sign-in/")
    page = desk.send(
        page,
        page.form_with("username", "password"),
        username="alice",
        password="a long enough pass phrase",
    )
    assert "All that you typed is still here." in page.text
    kept = page.form_with("summary", "submission")
    assert kept.values()["description"] == ["long story"]
    desk.send(page, kept)
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_what_waits_for_its_writer_is_shown_to_nobody_else(
    desk: Desk, bob: User, link: Link
) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    desk.post(form.action, {**form.values(), "summary": "My secret"})
    link(bob, "bob")
    path = form.action.partition("?")[0]
    page = desk.get(f"/account/sign-in/?next={path}")
    page = desk.send(
        page,
        page.form_with("username", "password"),
        username="bob",
        password="a long enough pass phrase",
    )
    assert page.url == path
    assert "My secret" not in page.html


def test_a_link_that_died_gives_the_report_back_to_its_writer(
    desk: Desk, alice: User, link: Link
) -> None:
    page, form = desk.open_form()
    end_of_link(desk)
    page = desk.send(page, form, summary="It broke", description="long story")
    assert report().state == State.DRAFT
    assert told(report()) == ["sent", "blocked_link", "kept"]
    assert "Your link to Jira has ended." in page.text
    one_sentence_one_button(page)
    link(alice)
    come_due()
    sweep()
    assert desk.filed() == []
    [relink] = [form for form in page.forms if form.action == "/link/begin/atlassian/"]
    form = desk.get(relink.values()["next"][0]).form_with("summary", "submission")
    assert (form.values()["description"], form.values()["submission"]) == (
        ["long story"],
        [str(report().pk)],
    )
    desk.post(form.action, form.values())
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_a_report_that_waited_when_the_link_died_goes_by_itself_once_it_is_mended(
    desk: Desk, alice: User, link: Link
) -> None:
    desk.sandbox.fault("rate_limit", retry_after=1, method="POST", path=CREATE, times=1)
    desk.file()
    assert report().state == State.QUEUED
    end_of_link(desk)
    Pause.objects.all().delete()
    come_due()
    sweep()
    assert (report().state, report().blocked_reason) == (State.BLOCKED, "link")
    page = desk.get(f"/reports/{report().pk}/")
    assert "Your report waits until your link to Jira works again." in page.text
    assert page.link_to("Link again").startswith("/link/")
    one_sentence_one_button(page)
    link(alice)  # which makes it due at once
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)
    assert told(report()) == ["sent", "rate_limited", "blocked_link", "mended", "filed"]


def test_a_dead_link_and_a_cold_form_keep_what_was_typed_as_a_draft(
    desk: Desk, alice: User, link: Link
) -> None:
    page, form = desk.open_form()
    end_of_link(desk)
    cache.clear()
    page = desk.send(page, form, summary="It broke", description="long story")
    assert report().state == State.DRAFT
    assert "Your link to Jira has ended." in page.text
    assert "long story" in page.text
    one_sentence_one_button(page)
    link(alice)
    page = desk.get(page.link_to("Open the draft"))
    form = page.form_with("summary", "submission")
    assert form.values()["description"] == ["long story"]
    desk.send(page, form)
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_jira_down_while_the_form_is_built_says_so(desk: Desk, settings: Any) -> None:
    url = desk.form_url()
    settings.ATLASSIAN_API_URL = "http://127.0.0.1:9"
    page = desk.get(url)
    assert page.status == 503
    assert "Jira does not answer." in page.text
    assert page.link_to("Try again") == url
    one_sentence_one_button(page)


def test_jira_down_and_a_cold_form_keep_what_was_typed(desk: Desk, settings: Any) -> None:
    page, form = desk.open_form()
    settings.ATLASSIAN_API_URL = "http://127.0.0.1:9"
    cache.clear()
    page = desk.send(page, form, summary="It broke", description="long story")
    assert report().state == State.DRAFT
    assert "Jira does not answer." in page.text
    assert "long story" in page.text


def test_another_account_never_files_what_was_written_with_the_first(
    desk: Desk, alice: User, link: Link, settings: Any
) -> None:
    page, form = desk.open_form()
    there, settings.ATLASSIAN_API_URL = settings.ATLASSIAN_API_URL, "http://127.0.0.1:9"
    desk.send(page, form, summary="It broke")
    settings.ATLASSIAN_API_URL = there
    Connection.objects.all().delete()
    link(alice, "bob")
    come_due()
    sweep()
    assert (report().state, report().blocked_reason, desk.filed()) == (State.BLOCKED, "account", [])
    page = desk.get(f"/reports/{report().pk}/")
    one_sentence_one_button(page)
    page = desk.get(page.link_to("File the same text as a new one"))
    desk.send(page, page.form_with("summary"))
    (issue,) = desk.filed()
    assert issue["creator"] == desk.sandbox.account("Bob")["account_id"]


def test_a_form_that_was_opened_as_one_account_is_not_filed_as_another_unasked(
    desk: Desk, alice: User, link: Link
) -> None:
    page, form = desk.open_form()
    assert "as Alice" in page.text
    Connection.objects.all().delete()
    link(alice, "bob")
    page = desk.send(page, form, summary="It broke", description="long story")
    assert (page.status, report().state, desk.filed()) == (422, State.DRAFT, [])
    assert "You are linked as Bob" in page.text
    assert "Look again, then file it. All that you typed is still here." in page.text
    form = page.form_with("summary", "submission")
    assert form.values()["description"] == ["long story"]
    page = desk.send(page, form)
    (issue,) = desk.filed()
    assert issue["creator"] == desk.sandbox.account("Bob")["account_id"]


def test_no_button_takes_the_question_away_unseen(desk: Desk, alice: User, link: Link) -> None:
    page, form = desk.open_form()
    Connection.objects.all().delete()
    link(alice, "bob")
    page = desk.send(page, form, press="preview=1", summary="It broke")
    assert "You are linked as Bob" in page.text
    page = desk.send(page, page.form_with("summary", "submission"))
    assert "You are linked as Bob" not in page.text
    assert len(desk.filed()) == 1


def test_who_files_a_second_text_as_a_new_one_is_asked_as_whom_too(
    desk: Desk, alice: User, link: Link
) -> None:
    page, form = desk.open_form()
    desk.send(page, form, summary="It broke")
    Connection.objects.all().delete()
    link(alice, "bob")
    page = desk.send(page, form, summary="It broke again")
    assert page.status == 409
    page = desk.send(page, page.form_with("submission", "summary"))
    assert "You are linked as Bob" in page.text
    assert desk.filed("It broke again") == []


def test_a_site_that_went_away_keeps_what_was_typed_and_offers_another_place(
    desk: Desk, alice: User
) -> None:
    page, form = desk.open_form()
    Site.objects.filter(cloud_id=desk.site["cloud_id"]).update(gone_at=timezone.now())
    page = desk.send(page, form, summary="It broke", description="long story")
    assert report().state == State.DRAFT
    assert "At present Lodge does not get into Demo team." in page.text
    assert "long story" in page.text
    page = desk.get(page.link_to("Choose another project"))
    shop = desk.sandbox.site("web-shop")
    page = desk.get(f"{page.url}&site={shop['cloud_id']}")
    page = desk.get(page.link_to("/WEB/"))
    page = desk.get(page.link_to("^Bug$"))
    form = page.form_with("summary", "submission")
    assert (form.values()["summary"], form.values()["submission"]) == (
        ["It broke"],
        [str(report().pk)],
    )
    desk.send(page, form)
    assert (report().state, report().site_name) == (State.FILED, shop["name"])


def test_unknown_places_are_explained(desk: Desk) -> None:
    cloud_id = desk.site["cloud_id"]
    for path in (
        "/report/no-such-site/DEMO/",
        f"/report/{cloud_id}/NOPE/",
        f"/report/{cloud_id}/DEMO/999999/",
        f"/report/{cloud_id}/..%2F..%2Fmyself/1/",
    ):
        page = desk.get(path)
        assert page.status == 404, path
        one_sentence_one_button(page)


def test_other_users_get_404_for_a_report(
    desk: Desk, carol: User, sign_in: Callable[[User], Client]
) -> None:
    page, form = desk.open_form()
    desk.send(page, form, summary="It broke")
    row = report()
    stranger = Desk(sign_in(carol), desk.sandbox)
    assert stranger.get(f"/reports/{row.pk}/").status == 404
    assert stranger.post(f"/reports/{row.pk}/answer/", {"answer": "withdraw"}).status == 404
    assert stranger.get(f"{form.action}&report={row.pk}").status in (403, 404)
    assert stranger.post(form.action, {**form.values(), "summary": "Mine now"}).status == 404
    row.refresh_from_db()
    assert (row.state, row.summary, Submission.objects.count()) == (State.FILED, "It broke", 1)
    assert "It broke" not in stranger.get("/reports/").text
    assert "It broke" not in stranger.get("/").text


def test_a_link_of_somebody_else_lets_nothing_of_mine_go(
    desk: Desk, bob: User, link: Link, alice: User
) -> None:
    _page, form = desk.open_form()
    end_of_link(desk)
    desk.post(form.action, {**form.values(), "summary": "It broke"})
    waiting = report().next_attempt_at
    link(bob, "bob")
    assert report().next_attempt_at == waiting


def test_a_permission_that_was_not_granted_is_named_and_granting_it_lets_the_report_go(
    desk: Desk, alice: User, link: Link
) -> None:
    Connection.objects.all().delete()
    link(alice, scopes="read:jira-work read:jira-user read:me offline_access")
    _page, form = desk.open_form()
    page = desk.post(form.action, {**form.values(), "summary": "It broke"})
    assert (report().state, report().blocked_reason) == (State.BLOCKED, "scope")
    assert "Lodge lacks a permission at Atlassian." in page.text
    assert "write:jira-work" in page.text
    one_sentence_one_button(page)
    link(alice)
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_a_report_in_doubt_whose_link_died_is_looked_for_before_anything_else(
    desk: Desk, alice: User, link: Link
) -> None:
    desk.sandbox.fault("drop_after_commit", method="POST", path=r"/rest/api/3/issue$")
    desk.file()
    end_of_link(desk)
    come_due()
    sweep()
    assert (report().state, report().blocked_reason) == (State.UNCONFIRMED, "link")
    page = desk.get(f"/reports/{report().pk}/")
    assert page.has_link("Link again")
    one_sentence_one_button(page)
    link(alice)
    sweep()
    assert (report().state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1)
