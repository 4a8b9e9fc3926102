"""How people like their pages: kept for each, shown to nobody else."""

import zoneinfo
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from accounts import display_time_zone
from accounts.display_time_zone import zone_called
from accounts.forms.preferences import PreferencesForm, time_zones
from accounts.middleware import PreferencesMiddleware
from accounts.models import User

PREFERENCES = "/account/preferences/"
TWO = [("en", "English"), ("de", "Deutsch")]
THEME = "/account/theme/"
CHOSEN = {
    "language": "en",
    "time_zone": "Asia/Tokyo",
    "theme": "dark",
    "mail_when_link_needs_me": "on",
}


def flat(page: str) -> str:
    """The page with its white space made one."""
    return " ".join(page.split())


def test_a_language_is_asked_for_where_there_are_two(
    alice: User, sign_in: Any, settings: Any
) -> None:
    """One alone is no choice."""
    settings.LANGUAGES = [("en", "English")]
    assert "Language" not in sign_in(alice).get(PREFERENCES).text
    settings.LANGUAGES = TWO
    assert "Language" in sign_in(alice).get(PREFERENCES).text


def test_what_is_chosen_is_saved_and_said(alice: User, sign_in: Any, settings: Any) -> None:
    """A box that was not ticked is a choice too."""
    settings.LANGUAGES = TWO
    page = sign_in(alice).post(PREFERENCES, CHOSEN, follow=True).text
    alice.refresh_from_db()
    assert (alice.language, alice.time_zone, alice.theme) == ("en", "Asia/Tokyo", "dark")
    assert alice.mail_when_link_needs_me
    assert not alice.mail_when_report_changes
    assert "Your preferences are saved." in page
    assert 'data-theme="dark"' in page


def test_everybody_changes_their_own_preferences_only(alice: User, bob: User, sign_in: Any) -> None:
    """There is no address that names another person."""
    sign_in(bob).post(PREFERENCES, CHOSEN)
    alice.refresh_from_db()
    assert alice.time_zone == ""


def test_a_zone_that_nobody_chose_is_that_of_the_jira_profile(client: Client, alice: User) -> None:
    User.objects.update(profile_time_zone="Asia/Kolkata")
    client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    page = client.get(PREFERENCES).content.decode()
    assert '<option value="" selected>As in my Jira profile: Asia/Kolkata</option>' in page
    alice.refresh_from_db()
    assert display_time_zone.of_person(alice).key == "Asia/Kolkata"
    for chosen, counts in (
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("UTC", "UTC"),
        ("Mars/Olympus", "Asia/Kolkata"),
    ):
        alice.time_zone = chosen
        assert display_time_zone.of_person(alice).key == counts


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Olympus"}, {"language": "tlh"}, {"theme": "pink"}]
)
def test_a_choice_that_is_not_offered_is_refused(
    alice: User, sign_in: Any, settings: Any, wrong: dict[str, str]
) -> None:
    """Nothing of it is saved, and the header does not show it."""
    settings.LANGUAGES = TWO
    page = sign_in(alice).post(PREFERENCES, CHOSEN | wrong).text
    alice.refresh_from_db()
    assert "1 thing to correct" in page
    assert "data-theme" not in page
    assert alice.time_zone == ""


def test_a_stranger_is_asked_to_sign_in_first(stranger: Client) -> None:
    """Preferences belong to somebody."""
    assert stranger.get(PREFERENCES)["Location"] == f"/account/sign-in/?next={PREFERENCES}"
    assert stranger.post(THEME, {"theme": "dark"})["Location"] == f"/account/sign-in/?next={THEME}"


def test_the_menu_changes_the_colours_and_comes_back(alice: User, sign_in: Any) -> None:
    """To the page where it was opened."""
    answer = sign_in(alice).post(THEME, {"theme": "light", "next": "/account/password/?from=menu"})
    alice.refresh_from_db()
    assert answer["Location"] == "/account/password/?from=menu"
    assert alice.theme == "light"


def test_the_menu_takes_no_unknown_colours_and_leads_nowhere_else(
    alice: User, sign_in: Any
) -> None:
    """Whatever was posted."""
    client = sign_in(alice)
    answer = client.post(THEME, {"theme": "pink", "next": "https://evil.example/"})
    alice.refresh_from_db()
    assert answer["Location"] == PREFERENCES
    assert alice.theme == ""


def test_somebody_without_an_address_is_told_that_no_mail_comes(alice: User, sign_in: Any) -> None:
    """A tick that does nothing must say so."""
    assert "Mails go to alice@lodge.test." in sign_in(alice).get(PREFERENCES).text
    alice.email = f"user-{alice.pk}@no-address.invalid"
    alice.save()
    assert "Lodge knows no address of yours" in sign_in(alice).get(PREFERENCES).text


def test_a_page_is_made_in_the_zone_and_the_language_of_who_asks(
    alice: User, settings: Any
) -> None:
    """And the next one, for somebody else, is not."""
    settings.LANGUAGES = TWO
    alice.time_zone, alice.language = "Asia/Tokyo", "de"
    seen: list[tuple[str, str | None]] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append((timezone.get_current_timezone_name(), translation.get_language()))
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = alice
    with translation.override("en"):
        PreferencesMiddleware(page)(request)
    assert seen == [("Asia/Tokyo", "de")]
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_zone_that_does_not_exist_is_read_as_the_sites_own() -> None:
    """A damaged row must not break every page."""
    for name in ("", "Mars/Olympus", "../etc/passwd", "a\0b"):
        assert zone_called(name) == zoneinfo.ZoneInfo("UTC")


def test_every_zone_that_is_offered_exists() -> None:
    """Each can be loaded, and the form takes it."""
    names = [
        name
        for _, display_time_zone in time_zones()
        if isinstance(display_time_zone, list)
        for name, _ in display_time_zone
    ]
    assert len(names) > 300
    assert all(zone_called(name).key == name for name in names)
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone_called("Europe/Vienna")).hour == 1
    assert PreferencesForm({"time_zone": names[0]}).is_valid()


def test_colours_chosen_after_the_session_ended_lead_to_a_page(alice: User, sign_in: Any) -> None:
    """Signing in comes back to the same address, with a GET."""
    answer = sign_in(alice).get(THEME)
    assert (answer.status_code, answer["Location"]) == (302, "/account/preferences/")
    alice.refresh_from_db()
    assert alice.theme == ""
