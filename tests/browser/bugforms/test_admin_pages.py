"""Django's own pages about forms, reports and connections in Chromium: what of them is ours is accessible."""

import pytest
from playwright.sync_api import Page

from accounts.models import User
from integrations.models import Connection, Pause
from issues.models import State, Submission
from tests.browser.conftest import violations
from tests.browser.templates.conftest import Open, visit
from tests.browser.templates.test_accessibility import WINDOWS
from tests.integration.issues.bugforms.conftest import Office
from tests.integration.issues.filing.test_comment_admin import written
from tests.integration.issues.outbox.conftest import make_row

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Django's own tables of rows: an empty cell above the column of names and that of "Delete", and a group that scrolls
# sideways on a narrow screen without being a stop of the keyboard. The cells of those rows can all be reached.
DJANGOS_OWN = frozenset({"empty-table-header", "scrollable-region-focusable"})


def violations_of_ours(page: Page) -> list[str]:
    """What axe finds, but for what is Django's own, with the elements that it is about.

    Without `preload`: axe would copy Django's imported style sheets into the page, which the policy forbids.
    """
    found = violations(page, preload=False, without=DJANGOS_OWN)
    return [f"{page.url}: {each}" for each in found]


def cut(page: Page) -> list[str]:
    """Lists, facts and pages of ours that do not fit into their place: columns would be out of sight."""
    wide = page.evaluate(
        """[document.documentElement, ...document.querySelectorAll(".results, .told, .queue, #content")]
           .filter(each => each.scrollWidth > each.clientWidth && !document.querySelector(".inline-group"))
           .map(each => `${each.tagName}.${each.className} ${each.scrollWidth} > ${each.clientWidth}`)"""
    )
    return [f"{page.url}: {each}" for each in wide]


def pages(office: Office) -> list[str]:
    """The first page, lists and single pages of every room, each with something in it."""
    form = office.make("summary", {"field_id": "labels", "value": ["app"], "hidden": True}, "gone")
    office.file()
    row, connection = Submission.objects.get(), Connection.objects.get()
    connection.attempts.create(
        asked_by="schedule", generation=1, outcome="misconfigured", detail="401 client"
    )
    Pause.objects.create(scope="oauth", until=connection.state_since, reason="429")
    long_word = "Rechnungsempfängeradressenänderungsbestätigungsformular"
    waiting = make_row(
        row.owner, State.BLOCKED, blocked_reason="denied", summary=long_word, account_name=long_word
    )
    comment = written(row.owner, State.BLOCKED, blocked_reason="denied")
    User.objects.create(
        username=long_word.lower(), email=f"{long_word[:30].lower()}@a-long-company-name.example"
    )
    return [
        "/admin/",
        office.url,
        f"{office.url}{form.pk}/change/",
        "/admin/issues/submission/",
        f"/admin/issues/submission/{row.pk}/change/",
        "/admin/integrations/connection/",
        f"/admin/integrations/connection/{connection.pk}/change/",
        f"/admin/issues/submission/{waiting.pk}/change/",
        f"/admin/issues/submission/{waiting.pk}/filed/",
        f"/admin/issues/submission/{waiting.pk}/withdraw/",
        "/admin/integrations/refreshattempt/",
        f"/admin/integrations/refreshattempt/{connection.attempts.get().pk}/change/",
        "/admin/integrations/pause/",
        f"/admin/integrations/pause/{Pause.objects.get().pk}/change/",
        "/admin/issues/comment/",
        f"/admin/issues/comment/{comment.pk}/change/",
        "/admin/accounts/user/",
    ]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_what_is_ours_on_djangos_pages_is_accessible(
    visit: Open, office: Office, alice: User, width: int, scheme: str
) -> None:
    addresses = pages(office)
    page = visit("/account/preferences/", user=alice, scheme=scheme, width=width)
    found = []
    for address in addresses:
        page.goto(address)
        for fold in page.locator("details.support > summary").all():
            fold.click()
        found += violations_of_ours(page) + cut(page)
    assert found == []
