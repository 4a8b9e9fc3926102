"""An issuer that lies, forgets, hangs or changes its keys: nobody gets in by it, and the page stays kind."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.test import Client
from flask import Flask, Response, jsonify

from accounts.models import PendingSignIn, User
from integrations.errors import Unavailable
from single_sign_on import issuer as issuer_calls
from single_sign_on.openid_connect import OpenIdConnect
from tests.integration.single_sign_on.conftest import BEGIN, SignOn, back, begun, who, why
from tests.support.oidc_issuer import CLIENT_ID, CLIENT_SECRET, Issuer

Claims = dict[str, Any]


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    OpenIdConnect.get_jwks_keys_for_uri.invalidate()
    OpenIdConnect._document.invalidate()


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def but(**changes: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **changes}


def later(name: str, seconds: float) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, name: claims[name] + seconds}


LIES: dict[str, Callable[[Claims], Claims]] = {
    "another nonce": but(nonce="x" * 43),
    "no nonce": without("nonce"),
    "a nonce of another type": but(nonce=["x"]),
    "another audience": but(aud="somebody-else"),
    "no audience": without("aud"),
    "several audiences, made for another": but(aud=[CLIENT_ID, "other"], azp="other"),
    "several audiences, made for nobody": but(aud=[CLIENT_ID, "other"]),
    "another issuer": but(iss="https://evil.test"),
    "no issuer": without("iss"),
    "expired": later("exp", -400),
    "no end": without("exp"),
    "an end of another type": but(exp="soon"),
    "made long ago": later("iat", -700),
    "made tomorrow": later("iat", 86_400),
    "without a time": without("iat"),
    "a time of another type": but(iat={"at": 1}),
    "not valid yet": but(nbf=2**40),
    "no subject": without("sub"),
    "an empty subject": but(sub=""),
    "a subject of another type": but(sub=17),
    "a subject with a line feed": but(sub="a\nb"),
    "a subject with a null": but(sub="a\x00b"),
    "a long subject": but(sub="a" * 256),
    "a subject beyond ASCII": but(sub="jürgen"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_token_with_wrong_claims_signs_nobody_in(
    sign_on: SignOn, issuer: Issuer, stranger: Client, lie: Callable[[Claims], Claims]
) -> None:
    issuer.spoil = lie
    answer = sign_on()
    assert why(answer) == "distrusted"
    assert not who(stranger)
    assert not User.objects.exists()
    page = stranger.get(answer["Location"])
    assert page.status_code == 403
    assert "Lodge cannot trust the answer of Corp." in page.text


def _foreign(claims: Claims) -> str:
    other = Issuer()
    other.stop()
    return jwt.encode(claims, other.key, "RS256", {"kid": "0"})


FORGERIES: dict[str, Callable[[Claims], str]] = {
    "unsigned": lambda claims: jwt.encode(claims, "", "none"),
    "signed with the client's secret": lambda claims: jwt.encode(
        claims, CLIENT_SECRET * 2, "HS256"
    ),
    "signed by another": _foreign,
    "no token": lambda claims: "",
    "garbage": lambda claims: "a.b.c",
    "encrypted": lambda claims: "a.b.c.d.e",
    "a signature that is none": lambda claims: _foreign(claims).rpartition(".")[0] + ".é",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_token_that_the_issuer_did_not_sign_signs_nobody_in(
    sign_on: SignOn, issuer: Issuer, stranger: Client, forgery: Callable[[Claims], str]
) -> None:
    issuer.sign = forgery
    assert why(sign_on()) == "distrusted"
    assert not who(stranger)


@pytest.mark.parametrize("skew", [-50, 50])
def test_a_clock_that_differs_by_less_than_a_minute_does_no_harm(
    sign_on: SignOn, issuer: Issuer, stranger: Client, skew: int
) -> None:
    issuer.spoil = lambda claims: {
        **claims,
        "iat": claims["iat"] + skew,
        "nbf": claims["iat"] + skew,
        "exp": claims["iat"] + (skew if skew < 0 else 300),
    }
    sign_on()
    assert who(stranger)


def test_new_keys_are_asked_for_once(sign_on: SignOn, issuer: Issuer, stranger: Client) -> None:
    sign_on()
    stranger.logout()
    issuer.rotate()
    issuer.calls.clear()
    sign_on()
    assert who(stranger)
    assert issuer.calls.count("jwks") == 1


def test_known_keys_are_not_asked_for(sign_on: SignOn, issuer: Issuer, stranger: Client) -> None:
    sign_on()
    stranger.logout()
    issuer.calls.clear()
    sign_on()
    assert issuer.calls == ["token", "userinfo"]


def test_a_wrong_signature_asks_for_keys_once_and_no_more(
    sign_on: SignOn, issuer: Issuer, stranger: Client
) -> None:
    sign_on()
    stranger.logout()
    issuer.sign = _foreign
    issuer.calls.clear()
    assert why(sign_on()) == "distrusted"
    assert issuer.calls.count("jwks") == 1


@pytest.mark.parametrize("where", ["token", "userinfo", "jwks"])
def test_an_issuer_that_hangs_holds_a_page_for_a_bounded_time(
    sign_on: SignOn,
    issuer: Issuer,
    stranger: Client,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    monkeypatch.setattr(issuer_calls, "PATIENCE", 1.0)
    issuer.hang[where] = 3
    started = time.monotonic()
    answer = sign_on()
    assert time.monotonic() - started < 2.5
    assert why(answer) == "down"
    page = stranger.get(answer["Location"])
    assert page.status_code == 503
    assert "Corp does not answer." in page.text


def test_where_the_issuer_hangs_at_the_start_nobody_is_sent_there(
    issuer: Issuer, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer_calls, "PATIENCE", 0.5)
    issuer.hang["openid-configuration"] = 2
    assert why(stranger.post(BEGIN)) == "down"
    assert not PendingSignIn.objects.exists()


def _answered(body: Any, status: int = 200) -> Response:
    with Flask("answers").app_context():
        response = jsonify(body)
    response.status_code = status
    return response


ODD_ANSWERS = {
    "a login page": Response("<html>Sign in</html>", mimetype="text/html"),
    "nothing": Response("", 200),
    "a list": _answered([]),
    "an error": _answered({"error": "server_error"}, 500),
    "a redirect": Response("", 302, {"Location": "https://evil.test/"}),
    "a half": Response('{"access_token": "x", "id_'),
    "no id token": _answered({"access_token": "x"}),
    "tokens of another type": _answered({"access_token": 1, "id_token": {}}),
    "too many requests": _answered({"error": "slow_down"}, 429),
}


@pytest.mark.parametrize("odd", ODD_ANSWERS.values(), ids=ODD_ANSWERS.keys())
@pytest.mark.parametrize("where", ["token", "userinfo"])
def test_an_odd_answer_signs_nobody_in(
    sign_on: SignOn, issuer: Issuer, stranger: Client, where: str, odd: Response
) -> None:
    issuer.answers[where] = odd
    assert why(sign_on()) in ("down", "distrusted")
    assert not who(stranger)


def test_a_wrong_client_secret_is_told_to_the_admins(
    sign_on: SignOn, settings: Any, caplog: pytest.LogCaptureFixture, issuer: Issuer
) -> None:
    settings.OIDC_CLIENT_SECRET = "a-former-secret"
    assert why(sign_on()) == "misconfigured"
    assert any("People cannot sign in with oidc" in each.getMessage() for each in caplog.records)
    assert "a-former-secret" not in caplog.text


def test_a_code_that_the_issuer_refuses_is_told(issuer: Issuer, stranger: Client) -> None:
    answer = issuer.consent(begun(stranger))
    issuer.codes.clear()
    assert why(back(stranger, answer)) == "code-refused"


@pytest.mark.parametrize("sub", ["sub-2", None, ["sub-1"]])
def test_userinfo_of_somebody_else_is_refused(
    sign_on: SignOn, issuer: Issuer, sub: Any, stranger: Client
) -> None:
    issuer.person.userinfo = {"sub": sub, "email": "other@corp.test"}
    assert why(sign_on()) == "distrusted"


DOCUMENTS: dict[str, dict[str, Any]] = {
    "of another issuer": {"issuer": "https://evil.test"},
    "of nobody": {"issuer": None},
    "with an endpoint elsewhere": {"token_endpoint": "ftp://evil.test/token"},
    "with credentials": {"token_endpoint": "http://me:secret@evil.test/token"},
    "without a host": {"authorization_endpoint": "http:///authorize"},
    "with a port that is none": {"jwks_uri": "http://evil.test:x/jwks"},
    "of another type": {"jwks_uri": ["http://127.0.0.1/jwks"]},
    "with a line feed": {"token_endpoint": "http://127.0.0.1/\r\nX: y"},
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_a_document_of_the_issuer_that_cannot_be_right_is_not_used(
    issuer: Issuer, stranger: Client, document: dict[str, Any]
) -> None:
    issuer.document = document
    assert why(stranger.post(BEGIN)) == "misconfigured"
    issuer.document = {}
    assert begun(stranger)


def test_groups_are_kept_in_step_and_others_are_left_alone(
    sign_on: SignOn, issuer: Issuer, stranger: Client, settings: Any
) -> None:
    settings.OIDC_GROUPS = {"qa": ["Testers"], "leads": ["Form editors", "Testers"]}
    issuer.person.claims["groups"] = ["qa", "unknown", "Administrators"]
    sign_on()
    user = User.objects.get()
    user.groups.add(Group.objects.create(name="By hand"))
    assert names(user) == ["By hand", "Testers"]
    for groups, wanted in (
        (["leads"], ["By hand", "Form editors", "Testers"]),
        ("qa", ["By hand", "Testers"]),
        ([], ["By hand"]),
    ):
        issuer.person.claims["groups"] = groups
        stranger.logout()
        sign_on()
        assert names(user) == wanted
    del issuer.person.claims["groups"]
    issuer.person.claims["groups"] = ["qa"]
    assert not Group.objects.filter(name__in=["unknown", "Administrators"]).exists()


def names(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


UNREADABLE = {
    "a number": {"groups": 7},
    "objects": {"groups": [{"name": "qa"}]},
    "mixed": {"groups": ["qa", 1]},
    "an object": {"groups": {"qa": True}},
    "too many for the token": {"_claim_names": {"groups": "src1"}},
    "too many, implicit": {"hasgroups": True},
    "ten thousand": {"groups": [f"g{number}" for number in range(10_000)]},
}


@pytest.mark.parametrize("claims", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_claim_that_proves_nothing_changes_nothing_and_is_told(
    sign_on: SignOn,
    issuer: Issuer,
    stranger: Client,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    claims: dict[str, Any],
) -> None:
    settings.OIDC_GROUPS, settings.OIDC_STAFF = {"qa": ["Testers"]}, ["leads"]
    issuer.person.claims["groups"] = ["qa", "leads"]
    sign_on()
    user = User.objects.get()
    stranger.logout()
    del issuer.person.claims["groups"]
    issuer.person.claims |= claims
    sign_on()
    user.refresh_from_db()
    assert (names(user), user.is_staff, who(stranger)) == (["Testers"], True, str(user.pk))
    assert any("claim of groups cannot be read" in each.getMessage() for each in caplog.records)


def test_rights_follow_only_the_settings_that_name_values(
    sign_on: SignOn, issuer: Issuer, stranger: Client, settings: Any
) -> None:
    issuer.person.claims["groups"] = ["staff", "superuser", "is_superuser", "boss"]
    sign_on()
    assert rights() == (False, False)
    settings.OIDC_SUPERUSERS = ["boss"]
    stranger.logout()
    sign_on()
    assert rights() == (True, True)
    issuer.person.claims["groups"] = []
    stranger.logout()
    sign_on()
    assert rights() == (False, False)
    settings.OIDC_SUPERUSERS, settings.OIDC_STAFF = [], ["office"]
    issuer.person.claims["groups"] = ["office"]
    stranger.logout()
    sign_on()
    assert rights() == (True, False)


def rights() -> tuple[bool, bool]:
    user = User.objects.get()
    return user.is_staff, user.is_superuser


def test_an_issuer_that_hangs_takes_a_quarter_of_the_threads_at_most(
    issuer: Issuer, settings: Any
) -> None:
    """The others are told at once, and pages keep their threads."""
    settings.WEB_THREADS = 8
    issuer.hang["openid-configuration"] = 1.5
    url = f"{issuer.url}/.well-known/openid-configuration"

    def ask(_number: int) -> float:
        started = time.monotonic()
        try:
            issuer_calls.Calls().send(url)
        except Unavailable:
            return time.monotonic() - started
        finally:
            connections.close_all()  # it asks the database whose it is
        return -1.0

    with ThreadPoolExecutor(6) as pool:
        refused = [each for each in pool.map(ask, range(6)) if each >= 0]
    assert issuer.calls == ["openid-configuration"] * 2
    assert len(refused) == 4
    assert max(refused) < 1.0
