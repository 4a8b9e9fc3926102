"""A person's comments are listed beside their reports, with where each stands; nobody else sees them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from issues.models import Comment, State
from issues.outbox.outcomes import Reason
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button
from tests.integration.issues.similar_issues.conftest import Table


def test_without_comments_the_list_says_what_will_be_here_and_other_pages_nothing(
    table: Table,
) -> None:
    page = table.get("/comments/")
    assert "No comments yet" in page.text
    one_sentence_one_button(page)
    for url in ("/", "/reports/"):
        assert not table.get(url).has_link("comment on an issue")


def test_each_is_listed_with_where_it_stands_and_leads_to_its_page(table: Table) -> None:
    said = {
        State.FILED: "On DEMO-1",
        State.QUEUED: "Being sent",
        State.UNCONFIRMED: "Checking with Jira",
        State.REJECTED: "Not added",
        State.WITHDRAWN: "Withdrawn",
    }
    rows = {
        state: table.queued("DEMO-1", state=state, issue_summary=f"It is {state.value}")
        for state in said
    }
    page = table.get("/comments/")
    one_sentence_one_button(page)
    for state, row in rows.items():
        assert said[state] in page.text
        assert page.link_to(f"It is {state.value}") == f"/comments/{row.pk}/"


@pytest.mark.parametrize(
    "standing",
    [
        {"state": State.REJECTED},
        *(
            {"state": state, "blocked_reason": reason}
            for state in (State.BLOCKED, State.UNCONFIRMED)
            for reason in Reason
        ),
    ],
)
def test_those_that_need_their_writer_come_first_and_home_says_so(
    table: Table, standing: dict[str, Any]
) -> None:
    table.queued("DEMO-1", issue_summary="needy", **standing)
    table.queued("DEMO-1", issue_summary="fine", state=State.FILED)
    needy = standing.get("blocked_reason") not in (Reason.MISCONFIGURED, Reason.SHARED)
    text = table.get("/comments/").text
    assert (text.index("needy") < text.index("fine")) == needy
    for url in ("/", "/reports/"):
        page = table.get(url)
        assert page.link_to("2 comments on issues") == "/comments/"
        assert ("Needs you" in page.text) == needy


def test_the_list_has_pages(table: Table) -> None:
    for number in range(25):
        table.queued("DEMO-1", issue_summary=f"number {number}", state=State.FILED)
    page = table.get("/comments/")
    assert "Page 1 of 2" in page.text
    assert table.get("/comments/?page=2").text.count("number") == 5
    assert table.get("/comments/?page=nonsense").status == 200


def test_a_stranger_sees_none_of_it(
    table: Table, carol: User, sign_in: Callable[[User], Client], stranger: Client
) -> None:
    row = table.queued("DEMO-1", issue_summary="It is secret")
    assert stranger.get("/comments/").headers["Location"] == "/account/sign-in/?next=/comments/"
    carols = sign_in(carol)
    for url in ("/comments/", "/", "/reports/"):
        html = carols.get(url).content.decode()
        assert "secret" not in html
        assert 'href="/comments/"' not in html
    assert carols.get(f"/comments/{row.pk}/").status_code == 404
    assert Comment.objects.count() == 1


def test_the_list_asks_the_database_alone_and_not_once_for_each(
    table: Table, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        table.queued(f"DEMO-{number + 1}")
    before = len(table.sandbox.calls())
    with django_assert_max_num_queries(8):
        table.client.get("/comments/")
    assert len(table.sandbox.calls()) == before
