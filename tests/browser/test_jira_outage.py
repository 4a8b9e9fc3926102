"""Jira is down, or hangs: a Lodge of few threads still answers, and everything is filed once Jira is back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from issues.models import State, Submission
from tests.browser.lodge_processes import Served
from tests.browser.test_filing_troubles import CREATE, PATIENTLY, headline, summary
from tests.conftest import CALLBACK
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox(tmp_path: Path, settings: Any) -> Iterator[Sandbox]:
    """A simulated Atlassian that remembers everything when it is killed and started again."""
    process = Sandbox.start(callbacks=[CALLBACK], state=tmp_path / "atlassian.sqlite3")
    settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = process.url
    settings.ATLASSIAN_CLIENT_ID, settings.ATLASSIAN_CLIENT_SECRET = (
        process.client_id,
        process.client_secret,
    )
    yield process
    if process.process.poll() is None:
        process.kill()


@pytest.fixture
def back() -> Iterator[list[Sandbox]]:
    """What was started again, to be ended."""
    started: list[Sandbox] = []
    yield started
    for each in started:
        each.kill()


def open_form(window: BrowserContext, served: Served, sandbox: Sandbox, words: str) -> Page:
    """A new tab with a form that is filled in."""
    page = window.new_page()
    page.goto(f"{served.url}/report/{sandbox.site('demo-team')['cloud_id']}/DEMO/")
    page.get_by_role("main").get_by_role("link", name="Bug").first.click()
    page.wait_for_load_state()
    summary(page).fill(words)
    expect(page.locator(".send [role=status]")).to_contain_text("Draft saved", timeout=PATIENTLY)
    return page


def button(page: Page) -> Any:
    """The one that files."""
    return page.locator(".send").get_by_role("button", name="File it in Jira")


def test_while_jira_is_down_a_report_is_queued_and_it_is_filed_when_jira_is_back(
    window: BrowserContext,
    served: Served,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
    back: list[Sandbox],
) -> None:
    link(alice)
    served.sign_in(window, alice)
    page = open_form(window, served, sandbox, "Written while Jira is down")
    sandbox.kill()
    button(page).click()
    expect(headline(page)).to_contain_text("Your report is", timeout=PATIENTLY)
    assert Submission.objects.get().state == State.QUEUED
    expect(page.get_by_text("Written while Jira is down").first).to_be_visible()
    page.evaluate("window.stillTheSamePage = true")

    back.append(sandbox.start_again())
    served.start_worker()
    expect(headline(page)).to_contain_text("is in Jira as", timeout=PATIENTLY)
    assert page.evaluate("window.stillTheSamePage")
    (issue,) = back[0].issues()
    assert issue["summary"] == "Written while Jira is down"
    expect(headline(page)).to_contain_text(issue["key"])


def waits_until(page: Page, true: Callable[[], bool]) -> None:
    """Look again and again; the browser goes on meanwhile."""
    for _look in range(600):
        if true():
            return
        page.wait_for_timeout(200)
    pytest.fail("it did not happen")


def in_jira(state: str = State.SENDING) -> int:
    """How many reports are where *state* says."""
    return Submission.objects.filter(state=state).count()


def test_while_jira_hangs_the_pages_answer_and_what_comes_on_top_is_queued(
    window: BrowserContext,
    patient: Served,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
    back: list[Sandbox],
) -> None:
    """Four threads: two may be inside Jira at once. They hang there until Jira is killed."""
    link(alice)
    patient.sign_in(window, alice)
    tabs = [open_form(window, patient, sandbox, f"Report {number}") for number in range(4)]
    sandbox.fault("delay", seconds=600, method="POST", path=CREATE, times=None)
    for number, page in enumerate(tabs[:2], 1):
        button(page).click(no_wait_after=True)
        waits_until(page, lambda wanted=number: in_jira() == wanted)  # type: ignore[misc]

    for page in tabs[2:]:
        button(page).click()
        expect(headline(page)).to_have_text("Your report is on its way to Jira.", timeout=PATIENTLY)
    for address in ("/", "/reports/", "/drafts/", "/account/preferences/"):
        assert (answer := tabs[2].goto(f"{patient.url}{address}")) is not None
        assert answer.ok
    assert in_jira() == 2, "they hang all the while"
    assert in_jira(State.QUEUED) == 2
    (fault,) = sandbox.control("GET", "/faults")["faults"]
    assert fault["hits"] == 2, "and nobody else called"

    sandbox.kill()
    for page in tabs[:2]:
        expect(headline(page)).to_have_text(
            "Lodge is checking whether your report reached Jira.", timeout=PATIENTLY
        )
    back.append(sandbox.start_again())
    back[0].control("DELETE", "/faults")
    patient.start_worker()
    waits_until(page, lambda: in_jira(State.FILED) == 2)
    filed = [each["summary"] for each in back[0].issues()]
    assert sorted(filed)[-2:] == ["Report 2", "Report 3"]
    assert len(set(filed)) == len(filed)
