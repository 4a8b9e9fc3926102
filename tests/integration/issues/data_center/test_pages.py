"""Lodge's pages for a person whose account is at a Data Center: form, report, issue, comment, link."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from integrations import jira
from issues.models import State, Submission
from tests.integration.issues.filing.conftest import Desk
from tests.support.data_center import DataCenter
from tests.support.data_center_links import application_link, linked
from tests.support.http_visitor import Page
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["10", "11"])
def own(request: pytest.FixtureRequest, sandbox: Sandbox) -> DataCenter:
    """Each release in turn."""
    return DataCenter(sandbox, request.param)


class Visitor:
    """Bob, linked at the instance."""

    def __init__(self, own: DataCenter, user: User, browser: Client) -> None:
        self.own, self.user, self.browser = own, user, browser
        account = jira.account_of(user.pk)
        self.at = account.account_id, str(account.default_cloud_id)
        self.answer: Page | None = None

    def page(self, address: str) -> str:
        """The text of a page that answers 200."""
        answer = self.browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.get("Location"))
        return unescape(answer.content.decode())

    def form(self, kind: str = "Bug") -> str:
        """The address of a create form."""
        project = jira.project(*self.at, "DEMO")
        types = jira.issue_types(*self.at, project.id)
        number = next(each.id for each in types if each.name == kind)
        return reverse("report-form", args=[self.at[1], "DEMO", number])

    def file(self, **fields: Any) -> Submission:
        """Fill in the form and send it."""
        desk = Desk(self.browser, self.own.sandbox)
        page = desk.get(self.form())
        form = page.form_with("summary", "submission")
        self.answer = desk.send(page, form, summary="Checkout is wrong", **fields)
        return Submission.objects.latest("created_at")


@pytest.fixture
def visitor(own: DataCenter, alice: User, bob: User, sign_in: Callable[[User], Client]) -> Visitor:
    """Bob, signed in and linked."""
    linked(own, application_link(own, alice), bob)
    return Visitor(own, bob, sign_in(bob))


def test_a_report_is_filed_by_the_form_and_shown(visitor: Visitor) -> None:
    row = visitor.file(description="It is **bold**, see [this](https://e.x/).")
    assert row.state == State.FILED, visitor.answer
    (made,) = visitor.own.sandbox.issues(visitor.own.id)
    assert made["description"] == "It is {*}bold{*}, see [this|https://e.x/]."
    assert row.issue_key in visitor.page(reverse("report-detail", args=[row.pk]))


def test_the_form_offers_the_epic_link(visitor: Visitor) -> None:
    assert "Epic Link" in visitor.page(visitor.form())


def test_the_search_for_a_form_finds_those_of_the_instance(visitor: Visitor) -> None:
    page = visitor.page(f"{reverse('report')}?q=demo+bug")
    assert visitor.form() in page


def test_an_issue_is_read_and_answered(visitor: Visitor) -> None:
    row = visitor.file(description="Some *words*")
    page = visitor.page(reverse("issues:issue", args=[visitor.at[1], row.issue_key]))
    assert "Checkout is wrong" in page
    assert "<em>words</em>" in page
    line = [{"type": "paragraph", "content": [{"type": "text", "text": "Seen by Bob"}]}]
    document = {"type": "doc", "version": 1, "content": line}
    jira.add_comment(*visitor.at, row.issue_key, document, marker="1")
    again = visitor.page(f"{reverse('issues:issue', args=[visitor.at[1], row.issue_key])}?fresh=1")
    assert "Seen by Bob" in again


def test_the_pages_about_the_link_say_where_it_is(visitor: Visitor) -> None:
    page = visitor.page(reverse("link:index"))
    assert visitor.own.url in page or visitor.own.facts["name"] in page
    assert visitor.browser.get(reverse("link:disconnect")).status_code == 200
    assert visitor.browser.get(reverse("link:history")).status_code == 200


def test_the_list_of_reports_and_the_home_page_work(visitor: Visitor) -> None:
    row = visitor.file()
    assert row.issue_key in visitor.page(reverse("reports"))
    assert visitor.browser.get("/").status_code in (200, 302)


def test_no_page_about_the_link_speaks_of_atlassians_own_list(visitor: Visitor) -> None:
    for name in ("link:index", "link:disconnect"):
        assert "Connected apps" not in visitor.page(reverse(name))
    assert "Authorized applications" in visitor.page(reverse("link:disconnect"))
    visitor.browser.post(reverse("link:disconnect"))
    page = visitor.page(reverse("link:index"))
    assert "Authorized applications" in page
    assert f'action="{reverse("link:begin", args=["data-center"])}"' in page
