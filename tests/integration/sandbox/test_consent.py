"""The consent page in both markups: what a person sees and chooses, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests

from tests.support.sandbox import SCOPES, ConsentForm, Sandbox, visible_text

MARKUPS = ["cards", "plain"]


@pytest.fixture(scope="module", params=MARKUPS)
def both(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A process of each markup."""
    sandbox = Sandbox.start(markup=request.param)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(both: Sandbox) -> Sandbox:
    """Each markup, reset."""
    both.reset()
    return both


def shown(sandbox: Sandbox) -> requests.Response:
    """The consent page."""
    return sandbox.http.get(
        f"{sandbox.url}/authorize", params=sandbox.authorize_params(), timeout=10
    )


def second_page(sandbox: Sandbox, account: str) -> str:
    """What shows scopes and sites: the only page of `cards`, the second of `plain`."""
    page = shown(sandbox)
    if sandbox.options["markup"] == "plain":
        form = ConsentForm(page.text)
        fields = form.answers(sandbox.account(account)["account_id"], None, accept=True)
        page = sandbox.http.post(sandbox.url + form.action, data=fields, timeout=10)
    assert page.status_code == 200
    return page.text


def test_it_says_that_it_is_simulated(sandbox: Sandbox) -> None:
    assert "Simulated Atlassian" in visible_text(shown(sandbox).text)


def test_every_demo_account_can_be_chosen_and_is_explained(sandbox: Sandbox) -> None:
    text = visible_text(shown(sandbox).text)
    for name in ("Alice", "Bob", "Carol", "Dave", "Erin"):
        assert name in text
    assert "Hides her e-mail address" in text
    assert "no site" in text
    assert "Lodge bot" not in text


def test_the_scopes_are_shown_in_words_and_by_name(sandbox: Sandbox) -> None:
    text = visible_text(second_page(sandbox, "alice"))
    for scope in SCOPES.split():
        assert scope in text
    assert "Create and edit issues" in text


def test_the_page_needs_no_script_and_runs_none(sandbox: Sandbox) -> None:
    page = shown(sandbox)
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_every_control_has_a_label_and_every_id_is_unique(sandbox: Sandbox) -> None:
    for html in (shown(sandbox).text, second_page(sandbox, "alice")):
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        labelled = set(re.findall(r'<label for="([^"]+)"', html))
        controls = re.findall(
            r'<(?:select|input type="(?:radio|checkbox)")[^>]*\bid="([^"]+)"', html
        )
        assert controls
        assert set(controls) <= labelled


def test_the_stylesheet_is_there_and_knows_the_dark(sandbox: Sandbox) -> None:
    href = re.search(r'<link rel="stylesheet" href="([^"]+)"', shown(sandbox).text)
    assert href is not None
    sheet = sandbox.http.get(sandbox.url + href.group(1), timeout=10)
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in sheet.text


@pytest.mark.parametrize("name", ["alice", "bob", "carol", "dave", "erin"])
def test_everybody_can_consent(sandbox: Sandbox, name: str) -> None:
    tokens = sandbox.grant(name)
    facts = sandbox.get("/me", tokens["access_token"]).json()
    assert facts["account_id"] == sandbox.account(name)["account_id"]


@pytest.mark.parametrize("mode", ["account", "resource"])
def test_the_chosen_sites_and_no_others_are_granted(sandbox: Sandbox, mode: str) -> None:
    sandbox.config(grant_type_mode=mode)
    sandbox.grant("alice", sites=["web-shop"])
    assert sandbox.grants()[0]["cloud_ids"] == [sandbox.site("web-shop")["cloud_id"]]


def test_unasked_account_mode_takes_all_sites_and_resource_mode_one(sandbox: Sandbox) -> None:
    sandbox.grant("alice")
    assert len(sandbox.grants()[0]["cloud_ids"]) == 3
    sandbox.config(grant_type_mode="resource")
    sandbox.grant("alice")
    assert len(sandbox.grants()[0]["cloud_ids"]) == 1


def test_somebody_elses_site_is_not_granted(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="Choose at least one site"):
        sandbox.consent("bob", sites=["web-shop"])


def test_no_site_chosen_asks_again(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="Choose at least one site"):
        sandbox.consent("alice", sites=[])
    assert sandbox.grants() == []


def test_a_form_works_once(sandbox: Sandbox) -> None:
    html = second_page(sandbox, "alice")
    form = ConsentForm(html)
    fields = form.answers(sandbox.account("alice")["account_id"], None, accept=True)
    answers = [post(sandbox, form.action, fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 400]
    assert "was answered already" in visible_text(answers[1].text)


def test_a_form_left_for_an_hour_is_too_old(sandbox: Sandbox) -> None:
    form = ConsentForm(second_page(sandbox, "alice"))
    sandbox.advance(3600)
    fields = form.answers(sandbox.account("alice")["account_id"], None, accept=True)
    assert post(sandbox, form.action, fields).status_code == 400


def post(sandbox: Sandbox, action: str, fields: list[tuple[str, str]]) -> requests.Response:
    """Submit a form."""
    return sandbox.http.post(sandbox.url + action, data=fields, allow_redirects=False, timeout=10)


def test_an_account_that_is_none_is_asked_for_again(sandbox: Sandbox) -> None:
    form = ConsentForm(shown(sandbox).text)
    fields = [
        (n, "nobody" if v.startswith("712020:") else v)
        for n, v in form.answers("nobody", None, accept=True)
    ]
    answer = post(sandbox, form.action, fields)
    assert answer.status_code == 400
    assert "Choose an account" in visible_text(answer.text)


def test_the_two_markups_share_no_field_name() -> None:
    names: list[set[str]] = []
    for markup in MARKUPS:
        sandbox = Sandbox.start(markup=markup)
        html = shown(sandbox).text + second_page(sandbox, "alice")
        sandbox.stop()
        names.append(set(re.findall(r'\bname="([^"]+)"', html)) - {"viewport", "color-scheme"})
    assert not names[0] & names[1]


def test_consent_is_in_the_call_log(sandbox: Sandbox) -> None:
    sandbox.consent("alice", accept=False)
    call = sandbox.calls(method="POST")[-1]
    assert (call["path"], call["status"]) == ("/authorize", 302)
