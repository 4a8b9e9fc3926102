"""Signing in by an issuer: who gets in as whom, and who does not."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.models import ExternalIdentity, Invitation, PendingSignIn, User
from accounts.models.user import NOWHERE
from tests.conftest import PASSWORD
from tests.integration.installation.test_database_copy import copied
from tests.integration.single_sign_on.conftest import BEGIN, CALLBACK, SignOn, back, begun, who, why
from tests.support.oidc_issuer import Issuer, Person


def test_somebody_new_gets_an_account_with_what_the_issuer_says(
    sign_on: SignOn, issuer: Issuer, stranger: Client
) -> None:
    issuer.person.claims |= {"given_name": "Ann", "family_name": "Other", "preferred_username": "a"}
    answer = sign_on(next="/reports/")
    assert answer["Location"] == "/reports/"
    user = User.objects.get(email="ann@corp.test")
    assert who(stranger) == str(user.pk)
    assert (user.username, user.get_full_name()) == ("a", "Ann Other")
    assert not user.has_usable_password()
    assert not user.is_staff
    assert not user.is_superuser
    assert list(ExternalIdentity.objects.values_list("issuer", "subject", "user")) == [
        (issuer.url, "sub-1", user.pk)
    ]
    assert not UserSocialAuth.objects.exists()


def test_the_same_account_is_the_same_person_whatever_its_address_became(
    sign_on: SignOn, issuer: Issuer, stranger: Client
) -> None:
    sign_on()
    first = who(stranger)
    stranger.logout()
    issuer.person.claims = {"email": "renamed@corp.test", "preferred_username": "other"}
    sign_on()
    assert who(stranger) == first
    assert User.objects.count() == 1


def test_another_account_with_the_same_address_is_somebody_else(
    sign_on: SignOn, issuer: Issuer, stranger: Client
) -> None:
    sign_on()
    stranger.logout()
    issuer.person = Person("sub-2", issuer.person.claims)
    assert why(sign_on()) == "address-taken"
    assert not who(stranger)


def test_an_address_alone_joins_nobody(sign_on: SignOn, issuer: Issuer, alice: User) -> None:
    issuer.person.claims = {"email": alice.email, "email_verified": True}
    assert why(sign_on()) == "address-taken"
    assert not ExternalIdentity.objects.exists()


@pytest.mark.parametrize("verified", [None, False, "false", 1.5, "yes"])
def test_a_trusted_issuer_joins_by_a_verified_address_only(
    sign_on: SignOn, issuer: Issuer, alice: User, stranger: Client, settings: Any, verified: Any
) -> None:
    settings.OIDC_JOIN_BY_EMAIL = True
    issuer.person.claims = {"email": alice.email.upper(), "email_verified": verified}
    assert why(sign_on()) == "address-taken"
    issuer.person.claims["email_verified"] = True
    sign_on()
    assert who(stranger) == str(alice.pk)


def test_verified_by_the_token_says_nothing_of_the_address_of_userinfo(
    sign_on: SignOn, issuer: Issuer, alice: User, settings: Any
) -> None:
    settings.OIDC_JOIN_BY_EMAIL = True
    issuer.person.claims = {"email_verified": True}
    issuer.person.userinfo = {"email": alice.email}
    assert why(sign_on()) == "address-taken"


def test_where_new_people_are_not_made_nobody_new_gets_in(
    sign_on: SignOn, settings: Any, stranger: Client
) -> None:
    settings.OIDC_NEW_PEOPLE = False
    assert why(sign_on()) == "nobody"
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("claims", "gets_in"),
    [
        ({"email": "ann@corp.test", "email_verified": True}, True),
        ({"email": "ann@CORP.test"}, True),
        ({"email": "ann@corp.test", "email_verified": False}, False),
        ({"email": "ann@corp.test.evil.test", "email_verified": True}, False),
        ({"email": "ann@evil.test", "email_verified": True}, False),
        ({"email": ["ann@corp.test"], "email_verified": True}, False),
        ({}, False),
    ],
)
def test_only_addresses_of_allowed_domains_get_in(
    sign_on: SignOn, issuer: Issuer, settings: Any, stranger: Client, claims: Any, gets_in: bool
) -> None:
    settings.OIDC_EMAIL_DOMAINS = ["corp.test"]
    issuer.person.claims = claims
    answer = sign_on()
    assert bool(who(stranger)) is gets_in
    assert gets_in or why(answer) == "domain"


def test_without_an_address_an_account_gets_a_stand_in(
    sign_on: SignOn, issuer: Issuer, stranger: Client
) -> None:
    issuer.person.claims = {"preferred_username": "ann"}
    sign_on()
    user = User.objects.get()
    assert (user.email, user.address) == (f"ann{NOWHERE}", "")


def test_a_taken_user_name_gets_a_number(sign_on: SignOn, issuer: Issuer, alice: User) -> None:
    issuer.person.claims = {"preferred_username": "Alice", "email": "other@corp.test"}
    sign_on()
    assert User.objects.exclude(pk=alice.pk).get().username == "Alice2"


def test_whoever_is_invited_by_a_verified_address_gets_the_groups_of_the_invitation(
    sign_on: SignOn, issuer: Issuer
) -> None:
    ends = timezone.now() + timedelta(days=1)
    invitation = Invitation.objects.create(address="ann@corp.test", expires_at=ends)
    invitation.groups.add(Group.objects.create(name="Testers"))
    sign_on()
    user = User.objects.get()
    assert [each.name for each in user.groups.all()] == ["Testers"]
    invitation.refresh_from_db()
    assert invitation.person == user


def test_a_deactivated_person_is_refused(sign_on: SignOn, issuer: Issuer, stranger: Client) -> None:
    sign_on()
    stranger.logout()
    User.objects.update(is_active=False)
    answer = sign_on()
    assert why(answer) == "deactivated"
    assert not who(stranger)
    page = stranger.get(answer["Location"])
    assert page.status_code == 403
    assert "Your account of Lodge is deactivated." in page.text


def test_somebody_signed_in_adds_the_account_and_signs_in_with_it_later(
    sign_on: SignOn, alice: User, stranger: Client
) -> None:
    stranger.login(username="alice", password=PASSWORD)
    assert "Add Corp" in stranger.get("/account/preferences/").text
    answer = sign_on()
    assert answer["Location"] == "/account/preferences/"
    assert "You can sign in with Corp." in stranger.get("/account/preferences/").text
    stranger.logout()
    sign_on()
    assert who(stranger) == str(alice.pk)


def test_an_account_that_signs_in_somebody_else_is_not_added(
    sign_on: SignOn, alice: User, stranger: Client
) -> None:
    sign_on()
    stranger.logout()
    stranger.login(username="alice", password=PASSWORD)
    assert why(sign_on()) == "identity-taken"
    assert ExternalIdentity.objects.get().user != alice


def test_an_answer_is_worth_nothing_in_another_browser(issuer: Issuer, stranger: Client) -> None:
    """Nobody can be signed in to the account of somebody else (RFC 6749, 10.12)."""
    mine = issuer.consent(begun(stranger))
    other = Client(headers={"host": "lodge.test"})
    begun(other)
    assert why(back(other, mine)) == "unknown"
    assert not who(other)
    back(stranger, mine)
    assert who(stranger)


def test_an_answer_that_another_person_began_is_not_taken_after_they_signed_out(
    issuer: Issuer, stranger: Client, alice: User
) -> None:
    stranger.login(username="alice", password=PASSWORD)
    adding = issuer.consent(begun(stranger))
    stranger.logout()
    assert why(back(stranger, adding)) == "unknown"
    assert not ExternalIdentity.objects.exists()


def test_an_answer_works_once(issuer: Issuer, stranger: Client) -> None:
    answer = issuer.consent(begun(stranger))
    back(stranger, answer)
    stranger.logout()
    assert why(back(stranger, answer)) == "unknown"  # the session is another one


def test_an_answer_that_took_half_an_hour_is_too_old(issuer: Issuer, stranger: Client) -> None:
    answer = issuer.consent(begun(stranger))
    PendingSignIn.objects.update(started_at=timezone.now() - timedelta(minutes=31))
    assert why(back(stranger, answer)) == "expired"


@pytest.mark.parametrize(
    "query", ["", "?state=", "?state=x", "?state=%00", "?code=1&state=" + "a" * 40]
)
def test_an_answer_without_its_state_is_refused_before_the_issuer_is_asked(
    issuer: Issuer, stranger: Client, query: str
) -> None:
    begun(stranger)
    before = list(issuer.calls)
    assert why(stranger.get(CALLBACK + query)) in ("missing", "unknown")
    assert issuer.calls == before


def test_whoever_cancels_is_told_so(issuer: Issuer, stranger: Client) -> None:
    address = issuer.consent(begun(stranger)).partition("code=")[0]
    state = PendingSignIn.objects.get().state
    answer = stranger.get(f"{CALLBACK}?error=access_denied&state={state}")
    assert why(answer) == "declined"
    assert address
    page = stranger.get(answer["Location"]).text
    assert "Corp says that you cancelled" in page
    assert "Sign in with Corp" in page


def test_whoever_cancels_is_told_so_where_the_issuer_leaves_the_state_out(
    issuer: Issuer, stranger: Client
) -> None:
    begun(stranger)
    assert why(stranger.get(f"{CALLBACK}?error=access_denied")) == "declined"
    assert why(stranger.get(f"{CALLBACK}?error=invalid_client")) == "missing"


def test_an_answer_of_another_issuer_is_refused(issuer: Issuer, stranger: Client) -> None:
    """RFC 9207."""
    answer = issuer.consent(begun(stranger)) + "&iss=https://evil.test"
    assert why(back(stranger, answer)) == "unknown"
    assert "token" not in issuer.calls


def test_two_tabs_sign_in_at_once(issuer: Issuer, stranger: Client) -> None:
    first, second = begun(stranger), begun(stranger)
    assert back(stranger, issuer.consent(second))["Location"] == "/"
    assert first != second


def test_nothing_secret_is_kept(issuer: Issuer, sign_on: SignOn, stranger: Client) -> None:
    address = begun(stranger)
    answer = issuer.consent(address)
    kept = str(dict(stranger.session)) + str(PendingSignIn.objects.values().get())
    assert not any(each in kept for each in ("nonce", "verifier", "challenge"))
    back(stranger, answer)
    kept = str(dict(stranger.session)) + str(ExternalIdentity.objects.values().get())
    assert not any(token in kept for token in issuer.tokens)


def test_the_log_names_the_way_and_the_person_by_number(
    sign_on: SignOn, issuer: Issuer, stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "lodge.signin")
    sign_on()
    user = User.objects.get()
    issuer.person.sub = "sub-2"
    stranger.logout()
    sign_on()
    said = [each.getMessage() for each in caplog.records if each.name == "lodge.signin"]
    assert said[0] == f"signed in: person {user.pk} by oidc from 127.0.0.1"
    assert said[1].startswith("not signed in by oidc: AddressTakenError")
    assert not any("corp.test" in each for each in said)


def test_too_many_from_one_network_wait(
    issuer: Issuer, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("single_sign_on.views.MOST_BEGUN", 2)
    begun(stranger)
    begun(stranger)
    answer = stranger.post(BEGIN)
    assert why(answer) == "too-often"
    assert stranger.get(answer["Location"]).status_code == 429


def test_whoever_gets_in_does_not_count(
    issuer: Issuer, sign_on: SignOn, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("single_sign_on.views.MOST_BEGUN", 1)
    for _ in range(3):
        sign_on()
        assert who(stranger)
        stranger.logout()


def test_the_administration_asks_for_its_second_factor_all_the_same(
    sign_on: SignOn, stranger: Client, settings: Any
) -> None:
    settings.ADMIN_SECOND_FACTOR = True
    sign_on()
    User.objects.update(is_staff=True)
    answer = stranger.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/second-factor/")


def test_without_an_issuer_there_is_no_way(stranger: Client, db: None) -> None:
    assert "sign-in/begin" not in stranger.get("/account/sign-in/").text
    assert stranger.post(BEGIN).status_code == 404
    assert stranger.get(CALLBACK).status_code == 404
    assert stranger.get("/sign-in/failed/oidc/down/").status_code == 404


def test_the_button_is_beside_the_password_and_keeps_the_way_on(
    issuer: Issuer, stranger: Client
) -> None:
    page = stranger.get("/account/sign-in/?next=/reports/").text
    assert "Sign in with Corp" in page
    assert 'type="password"' in page
    assert page.count('name="next" value="/reports/"') == 2


def test_only_a_button_begins(issuer: Issuer, stranger: Client) -> None:
    assert stranger.get(BEGIN).status_code == 405
    strict = Client(headers={"host": "lodge.test"}, enforce_csrf_checks=True)
    assert strict.post(BEGIN).status_code != 200
    assert not PendingSignIn.objects.exists()


def test_the_way_on_stays_inside_lodge(sign_on: SignOn) -> None:
    assert sign_on(next="https://evil.test/")["Location"] == "/"


def test_signing_out_can_end_the_session_at_the_issuer(
    sign_on: SignOn, issuer: Issuer, stranger: Client, settings: Any
) -> None:
    settings.OIDC_SIGN_OUT = True
    sign_on()
    answer = stranger.post("/account/sign-out/", follow=True)
    assert not who(stranger)
    assert answer.headers["Refresh"].startswith(f"0; url={issuer.url}/logout?client_id=")
    issuer.stop()


def test_signing_out_ends_lodges_session_alone_unless_told(
    sign_on: SignOn, issuer: Issuer, stranger: Client
) -> None:
    sign_on()
    assert stranger.post("/account/sign-out/")["Location"] == "/account/sign-in/"
    assert stranger.get("/sign-in/sign-out/")["Location"] == "/account/sign-in/"


def test_a_copy_of_the_database_asks_the_issuer_nothing(
    issuer: Issuer, stranger: Client, settings: Any
) -> None:
    copied(settings)
    assert why(stranger.post(BEGIN)) == "copied"
    assert issuer.calls == []
