"""The pages of forms in Chromium: narrow and wide, light and dark, without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from issues.models import BugForm
from tests.browser.templates.conftest import Open, visit
from tests.browser.templates.test_accessibility import WINDOWS, look_at
from tests.integration.issues.bugforms.conftest import Office

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ours(office: Office, form: BugForm) -> list[str]:
    """The pages that are Lodge's own."""
    where = f"new/?site={office.site['cloud_id']}"
    broken = office.make("gone", slug="broken", name="A form that no longer fits")
    pages = ["new/", f"{where}&q=demo", f"{where}&project=DEMO", f"{form.pk}/fields/", "import/"]
    return [
        office.url + page
        for page in [*pages, f"test/?form={form.pk}&form={broken.pk}", "new/?site=none"]
    ]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_the_pages_that_ask_jira_are_accessible(
    visit: Open, office: Office, alice: User, width: int, scheme: str
) -> None:
    form = office.make(
        "summary", "assignee", {"field_id": "labels", "value": ["app"], "hidden": True}, "gone"
    )
    page = visit("/account/preferences/", user=alice, width=width, scheme=scheme)
    for address in ours(office, form):
        page.goto(address)
        look_at(page)


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_djangos_own_pages_hold_nothing_inline(
    visit: Open, office: Office, alice: User, width: int, scheme: str
) -> None:
    form = office.make("summary", {"field_id": "labels", "value": ["app"], "hidden": True})
    page = visit(f"{office.url}{form.pk}/change/", user=alice, width=width, scheme=scheme)
    expect(page.get_by_role("link", name="Test this form")).to_be_visible()
    page.goto(office.url)
    expect(page.get_by_role("link", name="Import")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_form_is_prepared_with_and_without_a_script(
    visit: Open, office: Office, alice: User, script: bool
) -> None:
    page = visit(
        f"{office.url}new/?site={office.site['cloud_id']}&q=demo",
        user=alice,
        script=script,
        width=320,
    )
    page.get_by_role("link", name="Demo", exact=True).click()
    page.get_by_label("Name").fill("App bug")
    page.get_by_label("Bug", exact=True).check()
    page.get_by_role("button", name="Make it, and choose its fields").click()
    labels = page.get_by_role("group", name="Labels labels")
    labels.get_by_label("On the form").check()
    labels.get_by_text("Words and value").click()
    labels.get_by_label("Hidden").check()
    page.locator("main .btn.main").last.click()
    expect(page.get_by_text("Give it a value: it is always sent").first).to_be_visible()
    summary = page.get_by_role("group", name="Summary summary")
    summary.get_by_text("Words and value").click()
    summary.get_by_label("Label", exact=True).fill("What goes wrong?")
    page.get_by_role("group", name="Labels labels").get_by_label("Hidden").uncheck()
    page.locator("main .btn.main").last.click()
    expect(page.get_by_text("The fields of the form are stored.")).to_be_visible()
    form = BugForm.objects.get()
    assert form.fields.get(field_id="summary").label == "What goes wrong?"
    assert page.url.endswith(reverse("admin:issues_bugform_change", args=[form.pk]))
