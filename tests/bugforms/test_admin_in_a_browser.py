"""Django's own pages about forms, reports and connections in Chromium: what of them is ours is accessible."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from accounts.models import User
from integrations.models import Connection
from issues.models import Submission
from tests.bugforms.conftest import Office
from tests.look.conftest import Open, visit
from tests.look.test_in_a_browser import WINDOWS

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Django's own tables of rows: an empty cell above the column of names and that of "Delete", and a group that scrolls
# sideways on a narrow screen without being a stop of the keyboard. The cells of those rows can all be reached.
DJANGOS_OWN = {"empty-table-header", "scrollable-region-focusable"}


def violations(page: Page) -> list[str]:
    """What axe finds, but for what is Django's own, with the element that it is about.

    Without `preload`: axe would copy Django's imported style sheets into the page, which the policy forbids.
    """
    found: Any = Axe().run(page, options={"preload": False}).response["violations"]
    each = [(rule["id"], str(node["target"]), node["html"][:200]) for rule in found for node in rule["nodes"]]
    return [f"{page.url}: {' '.join(said)}" for said in each if said[0] not in DJANGOS_OWN]


def pages(office: Office) -> list[str]:
    """Lists and single pages of forms, reports and connections, each with something in it."""
    form = office.make("summary", {"field_id": "labels", "value": ["app"], "hidden": True}, "gone")
    office.file()
    row, connection = Submission.objects.get(), Connection.objects.get()
    return [
        office.url,
        f"{office.url}{form.pk}/change/",
        "/admin/issues/submission/",
        f"/admin/issues/submission/{row.pk}/change/",
        "/admin/integrations/connection/",
        f"/admin/integrations/connection/{connection.pk}/change/",
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
        found += violations(page)
    assert found == []
