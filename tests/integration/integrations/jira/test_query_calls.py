"""Queries through the interface to Jira: parsing, reference data, fields, pages that end, counting."""

import pytest

from integrations import jira, limits
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db

UNKNOWN = "Field 'universe' does not exist or you do not have permission to view it."


def filed(seat: Seat, count: int) -> list[str]:
    """So many issues, oldest first."""
    fields = {"summary": "Crash on start"}
    made = seat.sandbox.control(
        "POST",
        "/seed",
        {
            "issues": [
                {
                    "cloud_id": seat.cloud_id,
                    "account_id": seat.account_id,
                    "project": "DEMO",
                    "issue_type": "Bug",
                    "fields": fields,
                    "count": count,
                }
            ]
        },
    )
    return [each["key"] for each in made["issues"]]


@pytest.mark.parametrize(
    ("query", "errors", "warnings"),
    [
        ("project = DEMO", (), ()),
        ("universe = 1", (UNKNOWN,), ()),
    ],
)
def test_jira_says_what_it_does_not_understand(
    alices: Seat, query: str, errors: tuple[str, ...], warnings: tuple[str, ...]
) -> None:
    """In its own words; a wrong query is no failed call."""
    assert jira.parse_query(*alices.at, query) == jira.ParsedQuery(query, errors, warnings)


def test_a_lenient_parse_only_warns(alices: Seat) -> None:
    """The clause is told all the same."""
    assert jira.parse_query(*alices.at, "universe = 1", "warn").warnings == (UNKNOWN,)


def test_what_may_stand_in_a_query_is_asked_once(alices: Seat) -> None:
    """Fields, functions and reserved words."""
    found = jira.query_reference(*alices.at)
    fields = {each.value: each for each in found.fields}
    assert fields["status"].suggests
    assert "~" in fields["summary"].operators
    assert {"currentuser", "now"} <= found.functions
    assert {"limit", "and"} <= found.reserved
    before = len(alices.sandbox.calls())
    assert jira.query_reference(*alices.at) == found
    assert len(alices.sandbox.calls()) == before


def test_all_fields_with_their_types_and_names_in_queries(alices: Seat) -> None:
    """System and custom ones."""
    fields = {each.id: each for each in jira.all_fields(*alices.at)}
    assert (fields["status"].type, fields["status"].custom) == ("status", False)
    assert (fields["labels"].type, fields["labels"].items) == ("array", "string")
    custom = next(each for each in fields.values() if each.custom)
    assert custom.clauses[0].startswith("cf[")


def test_pages_follow_the_token_to_the_end(alices: Seat) -> None:
    """Every issue once, with what was asked for only."""
    made = filed(alices, 230)
    pages = list(jira.query_pages(*alices.at, "project = DEMO ORDER BY key", ["summary"]))
    assert [len(page.issues) for page in pages] == [100, 100, 30]
    issues = [issue for page in pages for issue in page.issues]
    assert [issue.key for issue in issues] == made
    assert issues[0].fields == {"summary": "Crash on start"}
    assert pages[-1].next_token is None


def test_one_page_and_the_next(alices: Seat) -> None:
    """A person looks at 50 issues at a time."""
    made = filed(alices, 60)
    query = "project = DEMO ORDER BY key"
    first = jira.query_page(*alices.at, query, ["summary"])
    second = jira.query_page(*alices.at, query, ["summary"], first.next_token)
    assert [each.key for each in (*first.issues, *second.issues)] == made
    assert second.answer["isLast"] is True


@pytest.mark.wrong_on_purpose
def test_a_repeated_token_ends_the_pages(alices: Seat) -> None:
    """A site that repeats itself gives its issues once more, and not for ever."""
    filed(alices, 230)
    alices.sandbox.config(page_token_repeats=True)
    pages = list(jira.query_pages(*alices.at, "project = DEMO", ["summary"]))
    assert [len(page.issues) for page in pages] == [100, 100]


@pytest.mark.wrong_on_purpose
def test_clauses_that_yield_nothing_are_told(alices: Seat) -> None:
    """Where Jira answers 200 without rows, its warnings come with the page."""
    filed(alices, 1)
    alices.sandbox.config(invalid_clauses="no_rows")
    page = jira.query_page(*alices.at, "project = DEMO AND universe = 1", ["summary"])
    assert (page.issues, page.warnings) == ((), (UNKNOWN,))


def test_a_query_that_jira_refuses_is_rejected_with_its_words(alices: Seat) -> None:
    """They are for the person who wrote it."""
    with pytest.raises(jira.Rejected) as caught:
        jira.query_page(*alices.at, "universe = 1", ["summary"])
    assert caught.value.messages == (UNKNOWN,)


def test_counting_is_approximate_and_never_in_the_way(alices: Seat) -> None:
    """Without an answer there is no number, and no error."""
    filed(alices, 3)
    assert jira.approximate_count(*alices.at, "project = DEMO") == 3
    alices.sandbox.fault("status", path="/approximate-count$", status=500)
    assert jira.approximate_count(*alices.at, "project = DEMO") is None
    limits.forget()
