"""A site that Lodge was removed from, or a person taken out of: told by name, waited for, filed once it is back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from integrations import connections, tasks
from integrations.models import Connection, ConnectionState, Site, Token
from issues.models import Attachment, Comment, State, Submission
from issues.outbox import backoff
from issues.outbox.states import Reason
from issues.wording import report_mails
from tests.integration.issues.attachments.conftest import keep, upload
from tests.integration.issues.filing.conftest import Desk, come_due, report, sweep, told
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button
from tests.support.mails import delivered

WAYS = {
    "removed from the site": ("uninstall", "install"),
    "taken out of it": ("members/{alice}/remove", "members/{alice}/add"),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """How a site is lost, and how it comes back."""
    return WAYS[request.param]


def act(desk: Desk, what: str) -> None:
    """An administrator of Demo team acts."""
    alice = desk.sandbox.account("Alice")["account_id"]
    desk.sandbox.control("POST", f"/sites/{desk.site['cloud_id']}/{what.format(alice=alice)}")


def minutes_pass() -> None:
    """Enough for Lodge to look again, for reports and by itself."""
    cache.clear()
    Site.objects.exclude(look_at=None).update(look_at=timezone.now())
    come_due()


def test_what_waits_for_a_site_goes_by_itself_once_it_is_back(
    desk: Desk, way: tuple[str, str]
) -> None:
    page, form = desk.open_form()
    act(desk, way[0])
    page = desk.send(page, form, summary="It broke")
    assert (report().state, report().blocked_reason) == (State.BLOCKED, Reason.SITE)
    assert "Your report waits: at present Lodge does not get into Demo team." in page.text
    assert "An administrator of that site can undo both" in page.text
    assert not page.has_link("Link again")
    one_sentence_one_button(page)
    minutes_pass()
    sweep()
    assert (report().state, desk.filed()) == (State.BLOCKED, [])
    act(desk, way[1])
    minutes_pass()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)
    assert told(report()) == ["sent", "blocked_site", "mended", "filed"]
    assert Connection.objects.get().state == ConnectionState.ACTIVE


def test_a_report_waits_for_minutes_however_long_its_site_is_gone() -> None:
    waits = [
        backoff.before_checking_blocker(Reason.SITE, 1, days * 86_400.0) for days in (0, 1, 30, 365)
    ]
    assert all(wait is not None and 60 <= wait <= 600 for wait in waits)


def test_whoever_does_not_use_lodge_meanwhile_finds_their_report_filed(
    desk: Desk, way: tuple[str, str]
) -> None:
    """Nobody keeps their token fresh: what waits is reason enough to renew it."""
    page, form = desk.open_form()
    act(desk, way[0])
    desk.send(page, form, summary="It broke")
    act(desk, way[1])
    long_ago = timezone.now() - timedelta(days=3)
    Token.objects.update(saved_at=long_ago, expires_at=long_ago + timedelta(hours=1))
    Connection.objects.update(last_used_at=long_ago)
    minutes_pass()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_the_schedule_notices_by_itself_and_files_what_waited(
    desk: Desk, way: tuple[str, str]
) -> None:
    """Also where no report had its turn yet: the next sweep takes it at once."""
    page, form = desk.open_form()
    act(desk, way[0])
    desk.send(page, form, summary="It broke")
    act(desk, way[1])
    Site.objects.exclude(look_at=None).update(look_at=timezone.now())
    tasks.look_for_lost_sites()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_many_reports_ask_for_their_site_once(desk: Desk) -> None:
    act(desk, "uninstall")
    connections.read_sites(Connection.objects.get().pk)
    asked = len(desk.sandbox.calls(path="accessible-resources$"))
    for number in range(5):
        Submission.objects.create(**waiting(number))
    sweep()
    assert len(desk.sandbox.calls(path="accessible-resources$")) == asked + 1


def waiting(number: int) -> dict[str, Any]:
    """One more report that waits for Demo team."""
    link = Connection.objects.get()
    site = link.sites.get(name="Demo team")
    return {
        "owner": link.user,
        "account_id": link.account_id,
        "cloud_id": site.cloud_id,
        "site_name": site.name,
        "summary": f"It broke {number}",
        "state": State.BLOCKED,
        "blocked_reason": Reason.SITE,
        "next_attempt_at": timezone.now(),
    }


def test_the_button_looks_at_once(desk: Desk, way: tuple[str, str]) -> None:
    page, form = desk.open_form()
    act(desk, way[0])
    page = desk.send(page, form, summary="It broke")
    act(desk, way[1])
    desk.send(page, page.form_with("answer"), press="answer=again")
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_files_and_comments_wait_for_their_site_too(desk: Desk, way: tuple[str, str]) -> None:
    desk.file()
    key = report().issue_key
    keep(report(), [upload()])
    comment = Comment.objects.create(
        owner=report().owner,
        account_id=report().account_id,
        cloud_id=report().cloud_id,
        site_name="Demo team",
        issue_key=key,
        text="Me too",
        state=State.QUEUED,
    )
    act(desk, way[0])
    sweep()
    sweep()
    assert Attachment.objects.get().blocked_reason == Reason.SITE
    page = desk.get(f"/reports/{report().pk}/")
    assert "at present Lodge does not get into Demo team" in page.text
    assert "1 file needs you." in page.text
    page = desk.get(f"/comments/{comment.pk}/")
    assert (
        f"Your comment on {key} waits: at present Lodge does not get into Demo team." in page.text
    )
    act(desk, way[1])
    minutes_pass()
    for model in (Attachment, Comment):
        model.objects.update(next_attempt_at=timezone.now())
    sweep()
    sweep()
    assert (Attachment.objects.get().state, Comment.objects.get().state) == (
        State.FILED,
        State.FILED,
    )


def test_what_was_in_doubt_when_the_site_went_is_looked_for_first(
    desk: Desk, way: tuple[str, str]
) -> None:
    desk.sandbox.fault("drop_after_commit", method="POST", path=r"/rest/api/3/issue$")
    desk.file()
    act(desk, way[0])
    come_due()
    sweep()
    assert (report().state, report().blocked_reason) == (State.UNCONFIRMED, Reason.SITE)
    assert "administrator of that site" in desk.get(f"/reports/{report().pk}/").text
    act(desk, way[1])
    minutes_pass()
    tasks.look_for_lost_sites()
    sweep()
    assert (report().state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1)


def test_a_link_that_dies_while_the_site_is_gone_is_told_instead_and_the_site_again_after_that(
    desk: Desk, alice: User, link: Any
) -> None:
    page, form = desk.open_form()
    act(desk, "uninstall")
    desk.send(page, form, summary="It broke")
    Connection.objects.update(state=ConnectionState.RECONNECT, state_reason="refused")
    minutes_pass()
    sweep()
    assert report().blocked_reason == Reason.LINK
    assert desk.get(f"/reports/{report().pk}/").has_link("Link again")
    link(alice)
    sweep()
    assert report().blocked_reason == Reason.SITE
    act(desk, "install")
    minutes_pass()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_a_report_of_an_earlier_version_that_was_told_a_lost_link_says_what_it_is(
    desk: Desk,
) -> None:
    act(desk, "uninstall")
    connections.read_sites(Connection.objects.get().pk)
    Submission.objects.create(**{**waiting(1), "blocked_reason": Reason.LINK})
    sweep()
    assert report().blocked_reason == Reason.SITE


def test_the_other_site_goes_on_working(desk: Desk, way: tuple[str, str]) -> None:
    connections.choose_site(Connection.objects.get().pk, desk.site["cloud_id"])
    page, form = desk.open_form()
    act(desk, way[0])
    desk.send(page, form, summary="It broke")
    shop = desk.sandbox.site("web-shop")
    start = desk.get(f"/report/?site={shop['cloud_id']}")
    assert start.status == 200
    kind = desk.get(desk.get(start.link_to("/WEB/")).link_to("^Bug$"))
    desk.send(kind, kind.form_with("summary", "submission"), summary="In the shop")
    assert Submission.objects.get(summary="In the shop").state == State.FILED
    assert desk.get("/report/").status == 200


def test_the_form_of_a_lost_site_says_which_and_who_mends_it(
    desk: Desk, way: tuple[str, str]
) -> None:
    url = desk.form_url()
    act(desk, way[0])
    cache.clear()
    for _before_and_after_it_is_noticed in range(2):
        page = desk.get(url)
        assert page.status == 403
        assert "At present Lodge does not get into Demo team." in page.text
        assert "An administrator of that site can undo both" in page.text
        assert page.link_to("Choose another project") == "/report/"
        one_sentence_one_button(page)


def test_what_is_typed_for_a_lost_site_is_kept_with_the_reason(
    desk: Desk, way: tuple[str, str]
) -> None:
    page, form = desk.open_form()
    act(desk, way[0])
    connections.read_sites(Connection.objects.get().pk)
    page = desk.send(page, form, summary="It broke", description="long story")
    assert report().state == State.DRAFT
    assert "At present Lodge does not get into Demo team." in page.text
    assert "long story" in page.text
    act(desk, way[1])
    connections.read_sites(Connection.objects.get().pk)
    page = desk.get(page.link_to("Open the draft"))
    desk.send(page, page.form_with("summary", "submission"))
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_where_all_sites_are_lost_each_is_named_and_the_way_leads_to_the_link(desk: Desk) -> None:
    for slug in ("demo-team", "web-shop", "archive-2019"):
        desk.sandbox.control("POST", f"/sites/{desk.sandbox.site(slug)['cloud_id']}/uninstall")
    connections.read_sites(Connection.objects.get().pk)
    page = desk.get("/report/")
    assert (page.status, page.link_to("Look at your link").startswith("/link/")) == (403, True)
    assert "does not get into Archive 2019, Demo team, Web shop." in page.text
    one_sentence_one_button(page)


def test_home_tells_of_a_lost_site_and_asks_nobody(desk: Desk) -> None:
    act(desk, "uninstall")
    connections.read_sites(Connection.objects.get().pk)
    calls = len(desk.sandbox.calls())
    page = desk.get("/")
    assert "At present Lodge does not get into Demo team" in page.text
    assert page.link_to("Who can mend it").startswith("/link/")
    assert len(desk.sandbox.calls()) == calls
    Site.objects.exclude(gone_at=None).update(gone_at=timezone.now() - timedelta(days=40))
    assert "does not get into" not in desk.get("/").text, "it is no news any more"


def test_a_mail_says_which_site_and_whom_to_ask(desk: Desk) -> None:
    desk.sandbox.fault("html", status=403, method="POST", path=r"/rest/api/3/issue$")
    desk.file()
    act(desk, "uninstall")
    Submission.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    come_due()
    sweep()
    assert report().blocked_reason == Reason.SITE
    report_mails.tell_writers()
    (mail,) = delivered()
    assert "does not get into Demo team" in mail.body
    assert "administrator" in mail.body
