"""Erasing, looking at a text and what is said about both, in Chromium: accessible, and as wide as the window."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Erasure, User
from issues.models import Inspection, State
from tests.browser.templates.test_accessibility import WINDOWS, Open, look_at
from tests.conftest import person
from tests.integration.issues.filing.test_comment_admin import written
from tests.integration.issues.outbox.conftest import make_row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_the_pages_about_what_people_write_are_accessible(
    visit: Open, alice: User, width: int, scheme: str
) -> None:
    boss = person("boss", is_staff=True, is_superuser=True)
    report = make_row(alice, State.BLOCKED, blocked_reason="denied", sent_at=timezone.now())
    draft, comment = make_row(alice, State.DRAFT), written(alice, State.FILED)
    Inspection.objects.create(report=report, viewer=boss)
    Inspection.objects.create(comment=comment, viewer=None)
    Erasure.objects.create(
        finished_at=timezone.now(),
        counts={"issues.submission": 3},
        unsettled=[["x", "2026-11-30T10:00+00:00"]],
    )
    page = visit("/link/", user=alice, width=width, scheme=scheme)
    expect(page.get_by_text("Who sees what you write here")).to_be_visible()
    for address in ("/link/", "/drafts/", f"/reports/{report.pk}/", f"/comments/{comment.pk}/"):
        page.goto(address)
        look_at(page)
    # A page that nobody listens to: there axe itself tries to write a style, and the policy of the page forbids it.
    page = visit("/admin/", user=boss, width=width, scheme=scheme).context.new_page()
    for address in (
        "issues/submission/",
        f"issues/submission/{draft.pk}/change/",
        f"issues/submission/{report.pk}/change/",
        f"issues/comment/{comment.pk}/change/",
        "issues/inspection/",
        "accounts/erasure/",
        f"accounts/user/{alice.pk}/delete/",
    ):
        page.goto(f"/admin/{address}")
        look_at(page)
    page.goto(f"/admin/issues/submission/{report.pk}/change/")
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("heading", name="What was typed")).to_be_visible()
    look_at(page)


def test_a_person_is_erased_by_the_keyboard_from_the_list(visit: Open, alice: User) -> None:
    boss = person("boss", is_staff=True, is_superuser=True)
    page = visit("/admin/accounts/user/", user=boss)
    page.locator(f"input[name=_selected_action][value='{alice.pk}']").focus()
    page.keyboard.press("Space")
    page.get_by_label("Action:").select_option("delete_selected")
    page.get_by_role("button", name="Go").press("Enter")
    page.get_by_role("button", name="Erase this person").press("Enter")
    expect(page.get_by_text("One person was erased.")).to_be_visible()
    assert not User.objects.filter(pk=alice.pk).exists()
