"""While no worker answers: what a report and the administration say is accessible, fits, and goes away again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts.models import User
from background.heartbeats import Name
from background.models import Message
from issues.models import Attachment, State, Submission
from tests.browser.conftest import sign_in
from tests.browser.page_check import problems
from tests.browser.test_main_job import SIZES
from tests.browser.test_report_states import report
from tests.integration.background.simulate_missing_heartbeats import silent
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} px")
def test_what_is_said_is_accessible_and_fits(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
    scheme: Any,
    size: tuple[int, int],
) -> None:
    link(alice)
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    long_ago = timezone.now() - timedelta(minutes=20)
    waits = report(alice, sandbox, State.QUEUED, next_attempt_at=long_ago)
    filed = report(alice, sandbox, State.FILED, issue_key="DEMO-7", state_since=long_ago)
    Attachment.objects.filter(submission=filed).update(
        state=State.QUEUED, blocked_reason="", next_attempt_at=long_ago
    )
    message = Message.objects.create(
        queue="celery",
        payload="{",
        put_at=long_ago,
        set_aside_at=long_ago,
        set_aside_why="It cannot be read.",
    )
    silent(*Name)
    page = browser.new_context(
        color_scheme=scheme, viewport={"width": size[0], "height": size[1]}
    ).new_page()
    sign_in(page, live_server.url)
    found = {}
    for path, said in {
        f"/reports/{waits.pk}/": "waits for Lodge",
        f"/reports/{filed.pk}/": "The rest waits for Lodge.",
        "/admin/": "No worker has answered since",
        f"/admin/issues/submission/{waits.pk}/change/": "No worker of Lodge answers",
        "/admin/background/message/": "cannot be read",
        f"/admin/background/message/{message.pk}/change/": "It cannot be read.",
    }.items():
        page.goto(f"{live_server.url}{path}")
        expect(page.get_by_text(said).first).to_be_visible()
        if wrong := problems(page):
            found[path] = wrong
    page.context.close()
    assert not found


def test_the_page_of_a_report_says_by_itself_that_nobody_works_and_that_somebody_does_again(
    browser: Browser, live_server: Any, sandbox: Sandbox, alice: User, link: Callable[..., Any]
) -> None:
    link(alice)
    silent()
    page = browser.new_context().new_page()
    row = report(
        alice, sandbox, State.QUEUED, next_attempt_at=timezone.now() - timedelta(minutes=3)
    )
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/reports/{row.pk}/")
    next_steps = page.get_by_role("region", name="What happens next")
    expect(next_steps).to_contain_text("It takes a moment.")
    silent(Name.WORKER, Name.SWEEP)
    expect(next_steps).to_contain_text("has not answered since", timeout=60_000)
    expect(next_steps).to_contain_text("What you typed is safe")
    silent()
    expect(next_steps).to_contain_text("It takes a moment.", timeout=60_000)
    Submission.objects.filter(pk=row.pk).update(state=State.FILED, issue_key="DEMO-9")
    expect(page.get_by_role("heading", level=1)).to_contain_text("DEMO-9", timeout=60_000)
    page.context.close()
