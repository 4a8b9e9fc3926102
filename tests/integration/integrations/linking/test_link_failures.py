"""Whatever goes wrong on the way is a page in plain words, with the way on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, ConnectionState, PendingLink
from tests.integration.integrations.linking.browserless_user import BEGIN, Traveller, words
from tests.support.mails import delivered

pytestmark = pytest.mark.django_db


def assert_explained(response: Any, status: int, title: str, *, way_on: bool = True) -> None:
    """A page of Lodge with this status, this title, and the button to begin anew where that helps."""
    page = words(response)
    assert response.status_code == status, page
    assert f"<h1>{title}</h1>" in page
    assert ('action="/link/begin/atlassian/"' in page) is way_on
    assert "Traceback" not in page


def assert_links_at_once(traveller: Traveller) -> None:
    """The same person links from the page that they see."""
    traveller.travel(sites=["demo-team"])
    assert Connection.objects.get(user=traveller.user).state == ConnectionState.ACTIVE


def test_a_declined_consent_says_so_and_can_be_begun_anew(alices_way: Traveller) -> None:
    response = alices_way.back(alices_way.consent(alices_way.begin(), accept=False))
    assert_explained(response, 403, "You did not link your account.")
    assert not Connection.objects.exists()
    assert_links_at_once(alices_way)


def test_a_callback_without_state_is_explained(alices_way: Traveller) -> None:
    response = alices_way.answered({"code": "a-code"})
    assert_explained(response, 400, "This page belongs to the way back from Atlassian.")
    assert_links_at_once(alices_way)


@pytest.mark.parametrize("state", ["x", "A" * 40, "A" * 39 + "\0", "ä" * 40, "A" * 5000])
def test_a_wrong_state_is_explained(alices_way: Traveller, state: str) -> None:
    response = alices_way.answered({"code": "a-code", "state": state})
    assert_explained(response, 400, "This link was begun elsewhere.")
    assert not alices_way.sandbox.calls("POST", "oauth/token")


def test_a_state_without_code_or_error_is_explained(alices_way: Traveller) -> None:
    alices_way.begin()
    state = PendingLink.objects.get().state
    response = alices_way.answered({"state": state})
    assert_explained(response, 400, "This page belongs to the way back from Atlassian.")


def test_a_replayed_callback_is_explained_and_leaves_the_link(alices_way: Traveller) -> None:
    location = alices_way.consent(alices_way.begin(), sites=["demo-team"])
    alices_way.back(location)
    exchanges = len(alices_way.sandbox.calls("POST", "oauth/token"))
    response = alices_way.back(location)
    assert_explained(response, 400, "This step is already done.", way_on=False)
    assert "that link works" in words(response)
    assert len(alices_way.sandbox.calls("POST", "oauth/token")) == exchanges
    assert Connection.objects.get(user=alices_way.user).state == ConnectionState.ACTIVE


def test_a_state_from_another_session_of_the_same_person_is_refused(
    alices_way: Traveller, traveller: Callable[[User], Traveller]
) -> None:
    location = alices_way.consent(alices_way.begin())
    elsewhere = traveller(alices_way.user)
    assert_explained(elsewhere.back(location), 400, "This link was begun elsewhere.")
    assert not Connection.objects.exists()


def test_nobody_can_be_linked_to_somebody_elses_account_by_a_prepared_address(
    alices_way: Traveller, bob: User, traveller: Callable[[User], Traveller]
) -> None:
    prepared = alices_way.consent(alices_way.begin())
    victim = traveller(bob)
    victim.begin()
    assert_explained(victim.back(prepared), 400, "This link was begun elsewhere.")
    assert not Connection.objects.filter(user=bob).exists()


def test_a_consent_that_took_an_hour_is_explained(alices_way: Traveller) -> None:
    location = alices_way.consent(alices_way.begin())
    PendingLink.objects.update(started_at=timezone.now() - timedelta(minutes=31))
    assert_explained(alices_way.back(location), 400, "That took longer than half an hour.")
    assert_links_at_once(alices_way)


def test_a_code_that_was_used_elsewhere_is_explained(alices_way: Traveller) -> None:
    first = alices_way.consent(alices_way.begin())
    code = first.partition("code=")[2].partition("&")[0]
    alices_way.sandbox.exchange(code)
    assert_explained(alices_way.back(first), 400, "Atlassian’s answer was too old.")
    assert_links_at_once(alices_way)


def test_a_code_that_waited_too_long_is_explained(alices_way: Traveller) -> None:
    location = alices_way.consent(alices_way.begin())
    alices_way.sandbox.advance(20 * 60)
    assert_explained(alices_way.back(location), 400, "Atlassian’s answer was too old.")


def test_signed_out_at_the_callback_leads_to_the_sign_in_page_and_on_to_the_link(
    alices_way: Traveller, sign_in: Callable[[User], Client]
) -> None:
    location = alices_way.consent(alices_way.begin())
    alices_way.client.logout()
    response = alices_way.back(location)
    assert response.status_code == 302
    assert response["Location"] == "/account/sign-in/?next=/link/"
    assert "You were signed out." in words(alices_way.client.get(response["Location"]))
    assert not alices_way.sandbox.calls("POST", "oauth/token")
    alices_way.client.force_login(
        alices_way.user, backend="accounts.authentication.NameOrEmailBackend"
    )
    assert_links_at_once(alices_way)


def test_begin_when_signed_out_leads_to_the_sign_in_page_and_keeps_the_way_on(
    db: None, sandbox: Any, stranger: Client
) -> None:
    response = stranger.post(BEGIN, {"next": "/reports/"})
    assert response["Location"] == "/account/sign-in/?next=/link/%3Fnext%3D%252Freports%252F"
    assert not PendingLink.objects.exists()


def test_begin_by_its_address_alone_is_refused_with_the_button(alices_way: Traveller) -> None:
    response = alices_way.client.get(BEGIN)
    assert_explained(response, 405, "Linking begins with a button.")
    assert response["Allow"] == "POST"


def test_begin_without_a_csrf_token_is_refused(alice: User, sandbox: Any) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "lodge.test"})
    client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    assert client.post(BEGIN).status_code == 403
    assert not PendingLink.objects.exists()


def test_no_refresh_token_is_no_link_and_the_admins_hear_of_it(alices_way: Traveller) -> None:
    alices_way.sandbox.config(omit_refresh_token=True)
    response = alices_way.travel()
    assert_explained(response, 503, "The link would have lasted one hour.", way_on=False)
    assert not Connection.objects.filter(state=ConnectionState.ACTIVE).exists()
    assert [message.to for message in delivered()] == [["ops@lodge.test"]]


def test_an_account_without_a_site_is_told_whom_to_ask(alices_way: Traveller) -> None:
    response = alices_way.travel("dave")
    assert_explained(response, 409, "Your Atlassian account opens no Jira site.")
    assert not Connection.objects.filter(state=ConnectionState.ACTIVE).exists()
    assert_links_at_once(alices_way)


def test_an_account_of_somebody_else_stays_theirs(
    alices_way: Traveller, bob: User, traveller: Callable[[User], Traveller]
) -> None:
    alices_way.travel(sites=["demo-team"])
    response = traveller(bob).travel("alice")
    assert_explained(response, 409, "Somebody else in Lodge is linked to this Atlassian account.")
    assert not Connection.objects.filter(user=bob).exists()
    assert Connection.objects.get(user=alices_way.user).state == ConnectionState.ACTIVE


OUTAGES = [
    {"kind": "html", "status": 503},
    {"kind": "status", "status": 500, "body": "{}"},
    {
        "kind": "status",
        "status": 200,
        "body": "<html>captive portal</html>",
        "content_type": "text/html",
    },
    {"kind": "status", "status": 200, "body": "{}", "content_type": "application/json"},
    {"kind": "malformed"},
    {"kind": "truncate"},
    {"kind": "drop_before"},
    {"kind": "drop_after_commit"},
    {"kind": "redirect", "location": "/elsewhere"},
]


@pytest.mark.parametrize(
    "fault", OUTAGES, ids=lambda fault: f"{fault['kind']}-{fault.get('status', '')}"
)
@pytest.mark.parametrize("path", ["/oauth/token$", "/me$", "accessible-resources"])
def test_an_outage_on_the_way_is_explained_and_linking_works_right_after(
    alices_way: Traveller, fault: dict[str, Any], path: str
) -> None:
    location = alices_way.consent(alices_way.begin())
    alices_way.sandbox.fault(**fault, path=path, times=None)
    response = alices_way.back(location)
    alices_way.sandbox.control("DELETE", "/faults")
    assert response.status_code == 503, words(response)
    assert 'action="/link/begin/atlassian/"' in words(response)
    assert not Connection.objects.exists()
    assert not delivered()
    assert_links_at_once(alices_way)


def test_too_many_requests_at_the_token_endpoint_are_explained(alices_way: Traveller) -> None:
    location = alices_way.consent(alices_way.begin())
    alices_way.sandbox.fault("rate_limit", retry_after=30, path="/oauth/token$", times=1)
    assert_explained(alices_way.back(location), 503, "Atlassian asks Lodge to wait.")


def test_a_wrong_client_secret_blames_nobody_and_tells_the_admins_once(
    alices_way: Traveller, bob: User, traveller: Callable[[User], Traveller], settings: Any
) -> None:
    settings.ATLASSIAN_CLIENT_SECRET = "not-the-secret"
    for person in (alices_way, alices_way, traveller(bob)):
        response = person.travel()
        assert_explained(response, 503, "Lodge is not set up well enough to link.", way_on=False)
    assert len(delivered()) == 1
    assert delivered()[0].to == ["ops@lodge.test"]
    assert "not-the-secret" not in delivered()[0].body


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("server_error", 503),
        ("temporarily_unavailable", 503),
        ("invalid_scope", 503),
        ("something_new", 503),
    ],
)
def test_every_error_that_the_callback_can_bring_is_explained(
    alices_way: Traveller, error: str, status: int
) -> None:
    alices_way.begin()
    state = PendingLink.objects.get().state
    response = alices_way.answered(
        {"error": error, "state": state, "error_description": "<b>x</b>"}
    )
    assert response.status_code == status
    assert "<b>x</b>" not in words(response)


def test_an_error_without_a_state_of_ours_is_not_believed(alices_way: Traveller) -> None:
    response = alices_way.answered({"error": "access_denied", "state": "A" * 40})
    assert_explained(response, 400, "This link was begun elsewhere.")


def test_a_pipeline_to_resume_is_none_of_ours(alices_way: Traveller) -> None:
    response = alices_way.answered({"partial_token": "x", "state": "A" * 40, "code": "y"})
    assert response.status_code == 400
    assert not Connection.objects.exists()


def test_no_other_address_of_python_social_auth_is_open(alices_way: Traveller) -> None:
    for path in (
        "/link/disconnect/atlassian/",
        "/link/begin/google/",
        "/link/complete/google/",
        "/link/login/atlassian/",
    ):
        assert alices_way.client.post(path).status_code == 404, path


def test_sites_that_the_settings_do_not_name_are_not_linked(
    alices_way: Traveller, settings: Any
) -> None:
    settings.ATLASSIAN_ALLOWED_SITES = ["another.atlassian.net"]
    assert_explained(alices_way.travel(), 409, "None of your Jira sites may be used here.")
    assert not Connection.objects.exists()


def test_a_link_whose_last_site_is_gone_keeps_its_newest_tokens(
    alices_way: Traveller, settings: Any
) -> None:
    alices_way.travel(sites=["demo-team"])
    before = Connection.objects.get(user=alices_way.user)
    settings.ATLASSIAN_ALLOWED_SITES = ["another.atlassian.net"]
    assert_explained(
        alices_way.travel(), 409, "None of your Jira sites may be used here.", way_on=False
    )
    after = Connection.objects.get(user=alices_way.user)
    assert after.generation == before.generation + 1
    assert not after.sites.filter(gone_at=None).exists()


def test_without_the_scope_to_see_who_it_is_the_admins_are_told(alices_way: Traveller) -> None:
    alices_way.sandbox.config(
        granted_scopes=["read:jira-work", "write:jira-work", "offline_access"]
    )
    response = alices_way.travel()
    assert_explained(response, 503, "Atlassian did not let Lodge see who you are.", way_on=False)
    assert "read:me" in delivered()[0].body


def test_a_failure_is_one_line_in_the_log_and_no_report_of_the_request(
    alices_way: Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    alices_way.sandbox.fault("html", status=503, path="/oauth/token$", times=1)
    alices_way.travel()
    ours = [record for record in caplog.records if record.name == "integrations.views.failure_page"]
    assert [(record.levelname, record.getMessage()) for record in ours] == [
        ("WARNING", "linking: 503")
    ]
    assert not [record for record in caplog.records if record.name == "django.request"]
