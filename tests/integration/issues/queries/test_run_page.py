"""The table of a query: run as whoever reads it, a page at a time, and honest about what it does not know."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from integrations import connections, limits
from integrations.models import Connection
from issues.models import SavedQuery
from tests.integration.issues.queries.conftest import COLUMNS, QueryDesk, finish
from tests.support.http_visitor import Page

pytestmark = pytest.mark.django_db

UNKNOWN = "Field 'universe' does not exist or you do not have permission to view it."


def path(saved: SavedQuery, *more: str, **query: str) -> str:
    """The address of a query's page."""
    return "/".join(("/queries", str(saved.pk), *more, "")) + (
        f"?{urlencode(query)}" if query else ""
    )


def test_a_table_with_links_and_times(desk: QueryDesk) -> None:
    """Its rows are Jira's, its times are in the reader's zone, and its count is exact where all is on the page."""
    first, second = desk.issues("Crash on start", "Slow list")
    page = desk.get(path(desk.saved()))
    assert page.status == 200
    assert "Crash on start" in page.text
    assert page.text.index(first) < page.text.index(second)
    assert "2 issues." in page.text
    assert "times in" in page.text
    assert page.link_to(first) == f"/issue/{desk.cloud_id}/{first}/"


def test_the_next_page_follows_the_token_and_the_count_is_called_approximate(
    desk: QueryDesk,
) -> None:
    """50 rows a page; the last one has no next."""
    keys = desk.issues("Crash", count=60)
    page = desk.get(path(desk.saved()))
    assert "About 60 issues." in page.text
    assert keys[49] in page.text
    assert keys[50] not in page.text
    following = desk.get(page.link_to("Next page"))
    assert keys[50] in following.text
    assert "From the beginning" in following.text
    assert "Next page" not in following.text
    assert "About" not in following.text


@pytest.mark.wrong_on_purpose
def test_a_repeated_token_leads_nowhere(desk: QueryDesk) -> None:
    """There is no button that leads to the same page."""
    desk.issues("Crash", count=120)
    desk.sandbox.config(page_token_repeats=True)
    second = desk.get(desk.get(path(desk.saved())).link_to("Next page"))
    assert "Next page" not in second.text


def test_each_reader_sees_what_their_own_rights_show(
    desk: QueryDesk, bobs: QueryDesk, team: Group
) -> None:
    """Alice's issue in her own project is not Bob's to see; nothing of her answer is kept for him."""
    made = desk.sandbox.control(
        "POST",
        "/seed",
        {
            "projects": [
                {"cloud_id": desk.cloud_id, "key": "PRIV", "name": "Private", "access": "own"}
            ]
        },
    )
    assert made["projects"]
    where = {"cloud_id": desk.cloud_id, "account_id": desk.account_id, "project": "PRIV"}
    entry = {**where, "issue_type": "Bug", "fields": {"summary": "A secret of Alice"}}
    desk.sandbox.control("POST", "/seed", {"issues": [entry]})
    saved = desk.saved("summary ~ secret")
    saved.groups.add(team)
    assert "A secret of Alice" in desk.get(path(saved)).text
    seen = bobs.get(path(saved))
    assert seen.status == 200
    assert "A secret of Alice" not in seen.html


def status(client: Client, address: str) -> int:
    """What an address answers. Its file is closed."""
    answer = client.get(address)
    finish(answer)
    return answer.status_code


def jql_on(page: Page) -> str:
    """The query that was sent, as the page shows it."""
    (found,) = re.findall(r'<pre class="jql".*?</pre>', page.html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found))


@pytest.mark.parametrize("more", [(), ("csv",), ("xlsx",), ("answer",)])
def test_who_gets_in(
    desk: QueryDesk, bobs: QueryDesk, team: Group, stranger: Client, more: tuple[str, ...]
) -> None:
    """Its owner, and people of its groups; nobody else learns that it exists."""
    desk.issues("Crash")
    saved = desk.saved()
    assert status(desk.client, path(saved, *more)) == 200
    assert status(bobs.client, path(saved, *more)) == 404
    saved.groups.add(team)
    assert status(bobs.client, path(saved, *more)) == 200
    assert status(stranger, path(saved, *more)) == 302
    for act in ("edit", "delete"):
        assert bobs.client.post(path(saved, act)).status_code == 404
    assert SavedQuery.objects.filter(pk=saved.pk).exists()


def test_a_dead_link_and_a_jira_that_is_down_have_their_pages(desk: QueryDesk) -> None:
    """What to do now, and nothing is lost."""
    saved = desk.saved()
    desk.sandbox.fault("status", path="/search/jql$", status=503, times=None)
    page = desk.get(path(saved))
    assert (page.status, "Jira does not answer." in page.text) == (503, True)
    limits.forget()
    connections.disconnect(Connection.objects.get().pk)
    page = desk.get(path(saved))
    assert (page.status, "First, link your Atlassian account." in page.text) == (403, True)


def test_a_site_that_the_reader_does_not_have(desk: QueryDesk) -> None:
    """Somebody of the group may be in another site."""
    saved = desk.saved()
    SavedQuery.objects.update(cloud_id="elsewhere")
    page = desk.get(path(saved))
    assert (page.status, "Your link does not open this Jira site." in page.text) == (404, True)


def test_a_column_that_no_longer_exists_is_told_and_not_asked_for(desk: QueryDesk) -> None:
    """It keeps its old name, and its cells are empty."""
    (key,) = desk.issues("Crash")
    gone = {"id": "customfield_99999", "name": "Old severity"}
    page = desk.get(path(desk.saved(columns=[*COLUMNS, gone])))
    assert key in page.text
    assert "Jira does not list these fields for you any more" in page.text
    assert "Old severity" in page.text


def test_a_query_without_columns_shows_keys(desk: QueryDesk) -> None:
    """A row must be something."""
    (key,) = desk.issues("Crash")
    assert key in desk.get(path(desk.saved(columns=[]))).text


def test_a_query_that_jira_refuses_says_why(desk: QueryDesk) -> None:
    """In Jira's own words, with the way to mend it for its owner."""
    page = desk.get(path(desk.saved("universe = 1")))
    assert page.status == 422
    assert "This query cannot run." in page.text
    assert UNKNOWN in page.text.replace("’", "'")


@pytest.mark.wrong_on_purpose
def test_rows_that_are_missing_in_silence_are_told(desk: QueryDesk) -> None:
    """Where Jira finds nothing for a clause that it does not understand, the reader learns it beside the rows."""
    (key,) = desk.issues("Crash")
    desk.sandbox.config(invalid_clauses="no_rows")
    page = desk.get(path(desk.saved("project = DEMO OR universe = 1")))
    assert page.status == 200
    assert key in page.text
    assert "Rows may be missing" in page.text
    assert page.html.count("universe&#x27; does not exist") == 1


def test_a_version_is_checked_once_a_day_for_each_reader(desk: QueryDesk) -> None:
    """One more call at first, and again when the query changes."""
    desk.issues("Crash")
    saved = desk.saved()
    for _ in range(3):
        desk.get(path(saved))
    assert len(desk.sandbox.calls("POST", "/jql/parse$")) == 1
    SavedQuery.objects.update(version=2)
    desk.get(path(saved))
    assert len(desk.sandbox.calls("POST", "/jql/parse$")) == 2


def test_why_a_row_may_be_missing(desk: QueryDesk) -> None:
    """Beside a clause that leaves out empty fields, with the clause that would not."""
    page = desk.get(path(desk.saved("project = DEMO AND assignee != currentUser()")))
    assert "Is a row missing?" in page.text
    assert "(assignee != currentUser() OR assignee IS EMPTY)" in page.text


def test_answers_are_not_kept(desk: QueryDesk) -> None:
    """Every look asks Jira again."""
    desk.issues("Crash")
    saved = desk.saved()
    desk.get(path(saved))
    before = len(desk.searches())
    desk.issues("Another")
    assert "Another" in desk.get(path(saved)).text
    assert len(desk.searches()) == before + 1


PARAMETERS = {
    "since": {"kind": "date", "label": "Since when", "default": ""},
    "words": {"kind": "text", "label": "Words", "default": ""},
}


def test_parameters_are_asked_for_and_bound(desk: QueryDesk) -> None:
    """Nothing runs before they are filled in; afterwards each is one operand."""
    desk.issues("Crash on start", "Slow list")
    jql = "project = {project} AND creator = {me} AND created >= {since} AND summary ~ {words}"
    saved = desk.saved(jql, parameters=PARAMETERS)
    page = desk.get(path(saved))
    assert desk.searches() == []
    assert "Since when" in page.text
    answers = {"p-project": "DEMO", "p-since": "2020-01-01", "p-words": "crash: (on"}
    page = desk.get(path(saved, **answers))
    assert page.status == 200
    assert "Crash on start" in page.text
    assert "Slow list" not in page.text
    assert jql_on(page) == (
        'project = "DEMO" AND creator = currentUser() AND created >= "2020-01-01"'
        ' AND summary ~ "crash on"'
    )


def test_a_parameter_that_tries_to_become_a_query_stays_a_text(desk: QueryDesk) -> None:
    """Whatever is typed, Jira gets one quoted operand."""
    desk.issues("Crash on start")
    saved = desk.saved("project = DEMO AND labels = {label}")
    page = desk.get(path(saved, **{"p-label": 'x" OR project = DEMO OR labels = "'}))
    assert page.status == 200
    assert "Crash on start" not in page.text
    assert "Jira finds no issue" in page.text


def test_a_parameter_that_is_no_date_is_told_beside_its_field(desk: QueryDesk) -> None:
    """And nothing runs."""
    saved = desk.saved("created >= {since}", parameters=PARAMETERS)
    page = desk.get(path(saved, **{"p-since": "yesterday"}))
    assert "Enter a valid date." in page.text
    assert desk.searches() == []


def test_dates_in_the_query_have_the_zone_of_the_profile(desk: QueryDesk) -> None:
    """Where the reader chose another one for pages, the difference is told."""
    saved = desk.saved('project = DEMO AND created >= "2020-01-01"')
    told = (
        "Jira reads the dates in the query in the time zone of your Jira profile: America/New_York"
    )
    User.objects.update(profile_time_zone="America/New_York")
    assert told not in desk.get(path(saved)).text
    User.objects.update(time_zone="Europe/Berlin")
    assert told in desk.get(path(saved)).text
    assert told not in desk.get(path(desk.saved())).text


def test_looking_counts_towards_the_quota_of_searches(desk: QueryDesk, settings: Any) -> None:
    """Each page costs 51 points of what all share."""
    settings.SEARCHES_PER_MINUTE = 1
    saved = desk.saved()
    assert desk.get(path(saved)).status == 200
    assert desk.get(path(saved)).status == 429


@pytest.mark.slow
def test_fifty_thousand_issues_cost_what_is_shown(desk: QueryDesk) -> None:
    """One page of the search; the file is read as far as it is taken, and Jira is asked no further."""
    desk.issues("Crash", count=50_000)
    saved = desk.saved()
    page = desk.get(path(saved))
    assert "About 50000 issues." in page.text
    assert len(desk.searches()) == 1
    answer: Any = desk.client.get(path(saved, "csv"))
    lines = [next(answer.streaming_content) for _ in range(250)]
    finish(answer)
    assert len(lines) == 250
    assert len(desk.searches()) <= 1 + 3


def test_the_order_of_the_table_replaces_that_of_the_query(desk: QueryDesk) -> None:
    """As it was chosen in the form."""
    first, second = desk.issues("One", "Two")
    page = desk.get(path(desk.saved(sort="key", sort_descending=True)))
    assert page.text.index(second) < page.text.index(first)


def test_markdown_is_there_to_copy(desk: QueryDesk) -> None:
    """With links to Jira."""
    (key,) = desk.issues("A | B")
    page = desk.get(path(desk.saved()))
    assert f"| [{key}](" in page.html
    assert "A \\| B" in page.html


def test_the_raw_answer_is_redacted(desk: QueryDesk) -> None:
    """Issues are there, tokens are not."""
    desk.issues("Crash", count=60)
    columns = [*COLUMNS, {"id": "creator", "name": "Creator"}]
    page = desk.get(path(desk.saved(columns=columns), "answer"))
    assert "&quot;displayName&quot;: &quot;Alice&quot;" in page.html
    assert "avatarUrls" not in page.html
    assert "&quot;nextPageToken&quot;: &quot;[hidden]&quot;" in page.html


def test_a_token_of_nothing_is_answered(desk: QueryDesk) -> None:
    """A wrong one by Jira's words, an enormous one by 404."""
    saved = desk.saved()
    assert desk.get(path(saved, page="x")).status == 422
    assert desk.get(path(saved, page="x" * 5000)).status == 404


def test_the_first_page_has_a_card_and_asks_jira_for_nothing(desk: QueryDesk) -> None:
    """A link, which runs with the reader's own rights."""
    saved = desk.saved(on_home=True)
    desk.saved(name="Not there")
    before = len(desk.sandbox.calls())
    page = desk.get("/")
    assert page.link_to("All of DEMO") == path(saved)
    assert "Not there" not in page.text
    assert len(desk.sandbox.calls()) == before


def test_the_list_has_own_and_shared_queries(
    desk: QueryDesk, bobs: QueryDesk, team: Group, bob: User
) -> None:
    """By name, with whose they are, and what Jira did not understand at the last check."""
    shared = desk.saved(name="Shared", problems=[UNKNOWN])
    shared.groups.add(team)
    desk.saved(name="Private")
    page = bobs.get("/queries/")
    assert "Shared" in page.text
    assert "Private" not in page.text
    assert "Jira does not understand all of it" in page.text
    assert "Yours" in desk.get("/queries/").text
