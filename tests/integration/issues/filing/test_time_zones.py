"""One rule: times are those of the zone that a person chose, or else of their Jira profile, wherever they stand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from integrations import tasks
from integrations.models import Connection
from issues.models import State, Submission
from tests.integration.issues.filing.conftest import Desk, report
from tests.support.sandbox import Sandbox

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]
PROFILE = "Asia/Kolkata"
MYSELF = "/rest/api/3/myself$"


def live_in(sandbox: Sandbox, zone: str, *, hidden: bool = True) -> None:
    """What Alice's Atlassian profile says, and whether `/me` tells it."""
    alice = sandbox.account("Alice")["account_id"]
    sandbox.control("PATCH", f"/accounts/{alice}", {"time_zone": zone, "zone_hidden": hidden})


@pytest.fixture
def moment(sandbox: Sandbox) -> str:
    """A field for a moment on the form for bugs; its id."""
    facts = {
        "cloud_id": sandbox.site("demo-team")["cloud_id"],
        "project": "DEMO",
        "issue_type": "Bug",
        "name": "When was it",
        "kind": "datetime",
    }
    made: dict[str, Any] = sandbox.control("POST", "/seed", {"fields": [facts]})
    return str(made["fields"][0]["field_id"])


def seated(alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, *, hidden: bool) -> Desk:
    """Alice, linked, with a profile that hides its zone or shows it."""
    live_in(sandbox, PROFILE, hidden=hidden)
    link(alice)
    alice.refresh_from_db()
    return Desk(sign_in(alice), sandbox)


def in_jira(desk: Desk, moment: str) -> str:
    """The moment as Jira has it, for who lives in UTC."""
    live_in(desk.sandbox, "Etc/UTC")
    key = report().issue_key
    token = desk.sandbox.grant("bob")["access_token"]
    desk.sandbox.control(
        "PATCH", f"/accounts/{desk.sandbox.account('Bob')['account_id']}", {"time_zone": "Etc/UTC"}
    )
    path = f"/ex/jira/{desk.site['cloud_id']}/rest/api/3/issue/{key}"
    value: str = desk.sandbox.get(path, token).json()["fields"][moment]
    return value


@pytest.mark.parametrize("hidden", [False, True])
def test_the_hour_that_is_typed_is_that_of_the_jira_profile(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, moment: str, hidden: bool
) -> None:
    desk = seated(alice, link, sign_in, sandbox, hidden=hidden)
    page, form = desk.open_form()
    assert f"On the clocks of {PROFILE}." in page.text
    page = desk.send(page, form, summary="It broke", **{moment: "2026-11-18T14:39"})
    assert report().fields[moment] == "2026-11-18T14:39:00.000+0530"
    assert f"When was it 18 Nov 2026, 14:39 ({PROFILE})" in page.text
    assert f"Times shown in {PROFILE}" in page.text
    assert in_jira(desk, moment) == "2026-11-18T09:09:00.000+0000"


def test_the_zone_that_somebody_chose_goes_before_that_of_the_profile_everywhere(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, moment: str
) -> None:
    desk = seated(alice, link, sign_in, sandbox, hidden=False)
    alice.time_zone = "America/New_York"
    alice.save()
    page, form = desk.open_form()
    assert "On the clocks of America/New_York." in page.text
    page = desk.send(page, form, summary="It broke", **{moment: "2026-11-18T14:39"})
    assert report().fields[moment] == "2026-11-18T14:39:00.000-0500"
    assert "14:39 (America/New_York)" in page.text
    assert "Times shown in America/New_York" in page.text


def test_a_receipt_shows_the_same_moment_to_whoever_moves_to_another_zone(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, moment: str
) -> None:
    desk = seated(alice, link, sign_in, sandbox, hidden=False)
    page, form = desk.open_form()
    page = desk.send(page, form, summary="It broke", **{moment: "2026-11-18T14:39"})
    alice.time_zone = "UTC"
    alice.save()
    page = desk.get(page.url)
    assert "18 Nov 2026, 09:09 (UTC)" in page.text


def test_a_day_is_the_day_that_was_typed_in_any_zone(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox
) -> None:
    facts = {
        "cloud_id": sandbox.site("demo-team")["cloud_id"],
        "project": "DEMO",
        "issue_type": "Bug",
    }
    made = sandbox.control(
        "POST", "/seed", {"fields": [{**facts, "name": "Which day", "kind": "datepicker"}]}
    )
    day = made["fields"][0]["field_id"]
    desk = seated(alice, link, sign_in, sandbox, hidden=False)
    page, form = desk.open_form()
    page = desk.send(page, form, summary="It broke", **{day: "2026-11-30"})
    assert report().fields[day] == "2026-11-30"
    assert "Which day 30 Nov 2026" in page.text


def test_a_hidden_zone_is_asked_for_once_and_kept(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox
) -> None:
    desk = seated(alice, link, sign_in, sandbox, hidden=True)
    assert Connection.objects.get().time_zone == ""
    for _form in range(3):
        desk.open_form()
    assert len(sandbox.calls(path=MYSELF)) == 1
    alice.refresh_from_db()
    assert (alice.profile_time_zone, Connection.objects.get().time_zone) == (PROFILE, PROFILE)


def test_who_chose_a_zone_is_not_asked_about(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox
) -> None:
    alice.time_zone = "Asia/Tokyo"
    alice.save()
    seated(alice, link, sign_in, sandbox, hidden=True).open_form()
    assert sandbox.calls(path=MYSELF) == []


@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 503}, {"kind": "html", "status": 403}]
)
def test_where_jira_does_not_say_the_form_says_which_zone_it_means(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, moment: str, fault: dict[str, Any]
) -> None:
    desk = seated(alice, link, sign_in, sandbox, hidden=True)
    sandbox.fault(path=MYSELF, times=None, **fault)
    page, form = desk.open_form()
    assert "On the clocks of UTC." in page.text
    desk.send(page, form, summary="It broke", **{moment: "2026-11-18T14:39"})
    assert report().fields[moment] == "2026-11-18T14:39:00.000+0000"
    assert len(sandbox.calls(path=MYSELF)) == 1, "no form waits for it again"
    sandbox.control("DELETE", "/faults")
    cache.clear()
    assert f"On the clocks of {PROFILE}." in desk.get(desk.form_url()).text


def test_a_zone_that_is_none_here_hides_no_form(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, moment: str
) -> None:
    desk = seated(alice, link, sign_in, sandbox, hidden=False)
    User.objects.update(profile_time_zone="Middle/Earth")
    assert f"On the clocks of {PROFILE}." in desk.open_form()[0].text, "Jira's own is asked for"


def test_who_moves_is_noticed_within_a_day(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox
) -> None:
    desk = seated(alice, link, sign_in, sandbox, hidden=True)
    live_in(sandbox, "Europe/Berlin")
    Connection.objects.update(sites_read_at=None)
    tasks.reread_sites()
    alice.refresh_from_db()
    assert alice.profile_time_zone == "Europe/Berlin"
    sandbox.fault("status", status=503, path=MYSELF, times=None)
    Connection.objects.update(sites_read_at=None)
    tasks.reread_sites()
    alice.refresh_from_db()
    assert alice.profile_time_zone == "Europe/Berlin", "silence says nothing"
    assert desk.get("/").status == 200


def test_nothing_is_shown_of_dates_once_the_text_was_let_go(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, moment: str
) -> None:
    desk = seated(alice, link, sign_in, sandbox, hidden=False)
    page, form = desk.open_form()
    page = desk.send(page, form, summary="It broke", **{moment: "2026-11-18T14:39"})
    assert report().state == State.FILED
    Submission.objects.update(fields={}, values={})
    assert "When was it" not in desk.get(page.url).text
