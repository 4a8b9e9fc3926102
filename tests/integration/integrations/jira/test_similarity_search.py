"""Issues like the one that somebody is about to report: a help that never stands in the way."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations import jira
from integrations.jira import similarity_search
from integrations.models import Connection, ConnectionState
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db

SEARCH = "/search/jql$"
# What means something to JQL, to Lucene, or to both.
OPERATORS = [
    "AND",
    "or",
    "NOT",
    "~",
    "*",
    "?",
    "\\",
    '"',
    "'",
    "(",
    ")",
    "[",
    "{",
    "^",
    ":",
    "+",
    "-",
    "!",
    "&&",
    "||",
]
HOSTILE = st.lists(
    st.sampled_from(
        [*OPERATORS, "order by", "empty", "currentUser()", "checkout", "\n", "\x00", "\\u0000"]
    )
    | st.text(max_size=8),
    max_size=12,
).map(" ".join)


def done(seat: Seat, summary: str) -> str:
    """The key of an issue on which nothing is left to do."""
    where = {
        "cloud_id": seat.cloud_id,
        "account_id": seat.account_id,
        "project": "DEMO",
        "issue_type": "Bug",
    }
    entry = {**where, "fields": {"summary": summary}, "status": "Done"}
    made = seat.sandbox.control("POST", "/seed", {"issues": [entry]})
    return str(made["issues"][0]["key"])


def test_issues_that_share_words_are_found_and_others_are_not(alices: Seat) -> None:
    alike = alices.file(summary="Voucher is refused at the checkout").key
    alices.file(summary="Voucher page has no title")
    alices.file(summary="Colours are ugly")

    found = jira.similar_issues(*alices.at, "DEMO", "Checkout crashes with a voucher")

    assert found is not None
    assert [(issue.key, issue.status, issue.done) for issue in found] == [(alike, "To Do", False)]


def test_open_ones_come_first_and_the_most_alike_among_them(alices: Seat) -> None:
    one = alices.file(summary="Checkout refuses voucher").key
    best = alices.file(summary="Checkout refuses every old voucher").key
    over = done(alices, "Checkout refuses an old voucher code")

    found = jira.similar_issues(*alices.at, "DEMO", "checkout refuses old voucher")

    assert found is not None
    assert [(issue.key, issue.done) for issue in found] == [
        (best, False),
        (one, False),
        (over, True),
    ]


def test_there_are_at_most_five_and_then_no_second_search(alices: Seat) -> None:
    for _number in range(7):
        alices.file(summary="Checkout refuses voucher")

    assert len(jira.similar_issues(*alices.at, "DEMO", "Checkout refuses voucher") or ()) == 5
    assert len(alices.sandbox.calls(path=SEARCH)) == 1


def test_only_what_the_user_sees_is_told(alices: Seat, bobs: Seat) -> None:
    alices.file("SHOP", summary="Checkout refuses voucher")

    assert len(jira.similar_issues(*alices.at, "SHOP", "checkout voucher") or ()) == 1
    assert jira.similar_issues(*bobs.at, "SHOP", "checkout voucher") == ()


@pytest.mark.parametrize("summary", ["", "   ", "a b c", "?!", "__", "\x00", "..."])
def test_a_summary_without_words_asks_nobody(alices: Seat, summary: str) -> None:
    assert jira.similar_issues(*alices.at, "DEMO", summary) == ()
    assert alices.sandbox.calls(path=SEARCH) == []


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(summary=HOSTILE)
def test_no_summary_makes_a_query_that_jira_refuses(alices: Seat, summary: str) -> None:
    jira.similar_issues(*alices.at, "DEMO", summary)

    assert {call["status"] for call in alices.sandbox.calls(path=SEARCH)} <= {200}


@given(summary=st.text(max_size=300) | HOSTILE)
def test_a_query_holds_words_alone(summary: str) -> None:
    words = similarity_search.words_of(summary)

    assert len(words) <= 6
    assert all(unicodedata.category(each)[0] in "LNMC" for word in words for each in word)
    assert not {word for word in words if word in ("AND", "OR", "NOT")}


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ("அச்சுப்பொறி வேலை செய்யவில்லை", {"அச்சுப்பொறி", "வேலை", "செய்யவில்லை"}),
        ("हिन्दी में त्रुटि", {"हिन्दी", "में", "त्रुटि"}),
        ("เครื่องพิมพ์ไม่ทำงาน 7.3", {"เครื่องพิมพ์ไม่ทำงาน"}),
        ("Re\u0301sume\u0301 in the Cafe\u0301", {"résumé", "café", "the"}),
        ("Kapı İstanbul'da, I\u0307stanbul", {"kapı", "istanbul"}),
        ("می\u200cخواهم", {"می\u200cخواهم"}),
        ("a_long_name AND don't", {"long", "name", "and", "don"}),
    ],
)
def test_words_are_cut_as_unicode_cuts_them(summary: str, words: set[str]) -> None:
    assert set(similarity_search.words_of(summary)) == words


@pytest.mark.parametrize("word", ["அச்சுப்பொறி", "त्रुटि", "เครื่องพิมพ์", "résumé"])
def test_an_issue_in_any_script_is_found_again(alices: Seat, word: str) -> None:
    """By a summary that is decomposed, as macOS types it."""
    alices.file(summary=f"Checkout {word}")
    typed = unicodedata.normalize("NFD", f"checkout {word}")

    assert [each.summary for each in jira.similar_issues(*alices.at, "DEMO", typed) or ()] == [
        f"Checkout {word}"
    ]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("rate_limit", {"retry_after": 60}),
        ("status", {"status": 400, "body": {"errorMessages": ["No."], "errors": {}}}),
        ("status", {"status": 403, "body": {"errorMessages": ["No."], "errors": {}}}),
        ("status", {"status": 500}),
        ("malformed", {}),
        ("drop_before", {}),
        (
            "status",
            {"status": 401, "body": {"code": 401, "message": "Unauthorized; scope does not match"}},
        ),
    ],
)
def test_whatever_goes_wrong_is_not_taken_for_nothing_found(
    alices: Seat, kind: str, options: dict[str, object]
) -> None:
    alices.file(summary="Checkout refuses voucher")
    alices.sandbox.fault(kind, **options, path=SEARCH, times=None)

    assert jira.similar_issues(*alices.at, "DEMO", "checkout voucher") is None


def test_a_dead_link_is_not_taken_for_nothing_found(alices: Seat) -> None:
    Connection.objects.update(state=ConnectionState.RECONNECT)

    assert jira.similar_issues(*alices.at, "DEMO", "checkout voucher") is None


def test_it_yields_while_jira_asked_for_a_pause_and_never_causes_one_for_filing(
    alices: Seat,
) -> None:
    alices.sandbox.fault(
        "rate_limit", retry_after=60, reason="jira-burst-based", path=SEARCH, times=1
    )
    jira.similar_issues(*alices.at, "DEMO", "checkout voucher")

    for _again in range(3):
        assert jira.similar_issues(*alices.at, "DEMO", "checkout voucher") is None
    assert len(alices.sandbox.calls(path=SEARCH)) == 1
    assert alices.file().key


def test_it_yields_wherever_a_filing_has_to_wait(alices: Seat) -> None:
    alices.file(summary="Checkout refuses voucher")
    alices.sandbox.fault(
        "rate_limit", retry_after=60, reason="jira-burst-based", method="POST", path="/issue$"
    )
    with pytest.raises(jira.RateLimited):
        alices.file()

    assert jira.similar_issues(*alices.at, "DEMO", "checkout voucher") is None
    assert alices.sandbox.calls(path=SEARCH) == []
