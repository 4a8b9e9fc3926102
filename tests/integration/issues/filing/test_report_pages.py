"""The page of a report in each of its states, the list, home, and what an owner may answer."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from issues.models import Attachment, State, Submission
from issues.outbox.states import Reason
from issues.views import report_search
from issues.views.report_search import Search
from tests.integration.issues.filing.conftest import Desk, report, told
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button

NOW = timezone.now


def stored(desk: Desk, owner: User, state: State, **more: Any) -> Submission:
    """A report as it would lie in the database."""
    values: dict[str, Any] = {
        "owner": owner, "account_id": desk.sandbox.account("Alice")["account_id"], "account_name": "Alice",
        "cloud_id": desk.site["cloud_id"], "site_name": "Demo team", "site_url": desk.site["url"],
        "project_id": next(p["id"] for p in desk.site["projects"] if p["key"] == "DEMO"), "project_key": "DEMO",
        "issue_type_id": desk.form_url().rstrip("/").rpartition("/")[2], "issue_type_name": "Bug",
        "summary": "It broke", "values": {"summary": ["It broke"]}, "fields": {"summary": "It broke"},
        "first_sent_at": NOW(), "sent_at": NOW(),
    }  # fmt: skip
    return Submission.objects.create(state=state, **{**values, **more})


STATES: list[tuple[State, dict[str, Any], str]] = [
    (State.DRAFT, {}, "This is a draft. Nothing was filed yet."),
    (State.QUEUED, {}, "Your report is on its way to Jira."),
    (State.SENDING, {}, "Your report is on its way to Jira."),
    (State.UNCONFIRMED, {}, "Lodge is checking whether your report reached Jira."),
    (
        State.UNCONFIRMED,
        {"blocked_reason": "link"},
        "Lodge cannot look whether your report reached Jira.",
    ),
    (State.FILED, {"issue_key": "DEMO-7"}, "Your report is in Jira as DEMO-7."),
    (State.REJECTED, {"messages": ["Nicht heute"]}, "Jira did not take your report."),
    (State.WITHDRAWN, {}, "Your report was withdrawn."),
    *((State.BLOCKED, {"blocked_reason": reason}, ".") for reason in Reason),
]


@pytest.mark.parametrize(("state", "more", "sentence"), STATES)
def test_each_state_has_one_sentence_and_at_most_one_main_button(
    desk: Desk, alice: User, state: State, more: dict[str, Any], sentence: str
) -> None:
    row = stored(desk, alice, state, **more)
    for url in (f"/reports/{row.pk}/", "/reports/", "/"):
        page = desk.get(url)
        assert page.status == 200
        one_sentence_one_button(page)
    page = desk.get(f"/reports/{row.pk}/")
    assert sentence in page.text
    assert "It broke" in page.text
    asks_itself = "hx-trigger" in page.html
    assert asks_itself == (state in (State.QUEUED, State.SENDING, State.UNCONFIRMED))


def test_report_pages_never_call_jira(desk: Desk, alice: User) -> None:
    rows = [stored(desk, alice, state, **more) for state, more, _sentence in STATES]
    before = len(desk.sandbox.calls())
    for row in rows:
        desk.get(f"/reports/{row.pk}/")
    desk.get("/")
    desk.get("/reports/")
    assert len(desk.sandbox.calls()) == before


def test_reports_that_need_their_owner_are_listed_first(desk: Desk, alice: User) -> None:
    stored(desk, alice, State.BLOCKED, blocked_reason="ask", summary="asked")
    stored(desk, alice, State.REJECTED, summary="refused")
    stored(desk, alice, State.FILED, issue_key="DEMO-7", summary="filed")
    for url in ("/", "/reports/"):
        text = desk.get(url).text
        assert text.index("asked") < text.index("refused") < text.index("filed")
        assert "Needs you" in text


def test_the_list_has_pages(desk: Desk, alice: User) -> None:
    first = stored(desk, alice, State.FILED, issue_key="DEMO-1", summary="number 0")
    for number in range(1, 25):
        row = Submission.objects.get(pk=first.pk)
        row.pk, row.summary, row._state.adding = None, f"number {number}", True
        row.save(force_insert=True)
    page = desk.get("/reports/")
    assert len(re.findall(r"number \d+", page.text)) == 20
    older = desk.get("/reports/" + page.link_to("^Older$").rpartition("/")[2])
    assert len(re.findall(r"number \d+", older.text)) == 5
    assert "Newest" in older.text
    assert desk.get("/reports/?after=nonsense").status == 200


def test_home_shows_what_needs_its_owner_before_what_was_filed_lately(
    desk: Desk, alice: User
) -> None:
    part = {"name": "log.txt", "size": 5, "file": "attachments/log", "messages": ["Zu groß"]}
    filed = {"issue_key": "DEMO-7", "summary": "with a file that Jira refused"}
    row = stored(desk, alice, State.FILED, **filed)
    Attachment.objects.create(submission=row, state=State.REJECTED, **part)
    waits = stored(desk, alice, State.QUEUED, summary="on its way")
    Attachment.objects.create(submission=waits, state=State.REJECTED, **part)
    stored(desk, alice, State.FILED, issue_key="DEMO-8", summary="all there")
    for number in range(4):
        stored(desk, alice, State.DRAFT, sent_at=None, summary=f"draft {number}")
    text = desk.get("/").text
    needs, drafts, lately = map(text.index, ("Needs you", "Your drafts", "Your recent reports"))
    assert needs < text.index("with a file that Jira refused") < drafts < lately
    assert lately < text.index("on its way")
    assert lately < text.index("all there")
    assert set(re.findall(r"draft \d", text[drafts:lately])) == {"draft 1", "draft 2", "draft 3"}
    assert "All your drafts" in text
    for page in (desk.get("/"), desk.get("/reports/")):
        assert "DEMO-7, not all of it" in page.text
        assert "Filed DEMO-8" in page.text


def test_home_with_nothing_filed_says_what_will_be_here(desk: Desk) -> None:
    page = desk.get("/")
    assert "Nothing filed yet" in page.text
    assert page.link_to("File a bug") == "/report/"


def test_owner_enters_the_key_of_the_issue(desk: Desk, alice: User) -> None:
    desk.file("the one that is there")
    (issue,) = desk.filed("the one that is there")
    Submission.objects.all().delete()
    row = stored(desk, alice, State.BLOCKED, blocked_reason="ask")
    page = desk.get(f"/reports/{row.pk}/")
    for wrong in ("", "nonsense", "DEMO-0", "DEMO-99999", "NOPE-1"):
        page = desk.send(page, page.form_with("key"), press="answer=there", key=wrong)
        assert page.status == 422
        assert page.form_with("key").values()["key"] == [wrong]
        one_sentence_one_button(page)
    page = desk.send(
        page, page.form_with("key"), press="answer=there", key=f" {issue['key'].lower()} "
    )
    assert f"Your report is in Jira as {issue['key']}." in page.text
    assert (report().issue_id, told(report())) == (issue["id"], ["told"])


def test_the_key_of_another_report_is_not_taken(desk: Desk, alice: User) -> None:
    stored(desk, alice, State.FILED, issue_key="DEMO-7", issue_id="1")
    row = stored(desk, alice, State.BLOCKED, blocked_reason="ask")
    page = desk.get(f"/reports/{row.pk}/")
    page = desk.send(page, page.form_with("key"), press="answer=there", key="DEMO-7")
    assert "DEMO-7 is another report of yours" in page.text


@pytest.mark.parametrize("state", [State.QUEUED, State.BLOCKED])
def test_what_is_not_sent_can_be_withdrawn(desk: Desk, alice: User, state: State) -> None:
    row = stored(desk, alice, state, blocked_reason="ask" if state == State.BLOCKED else "")
    page = desk.get(f"/reports/{row.pk}/")
    page = desk.send(page, page.form_with("answer"), press="answer=withdraw")
    assert "Your report was withdrawn." in page.text
    assert page.has_link("File the same text as a new one")
    assert desk.creates() == []


@pytest.mark.parametrize("state", [State.SENDING, State.UNCONFIRMED, State.FILED])
def test_it_may_be_too_late_to_withdraw(desk: Desk, alice: User, state: State) -> None:
    row = stored(desk, alice, state)
    page = desk.post(f"/reports/{row.pk}/answer/", {"answer": "withdraw"})
    assert "It was too late" in page.text
    assert report().state == state


def test_an_answer_to_a_question_that_is_over_changes_nothing(desk: Desk, alice: User) -> None:
    row = stored(desk, alice, State.FILED, issue_key="DEMO-7")
    for answer in ("there", "again", "nonsense", ""):
        assert (
            desk.post(f"/reports/{row.pk}/answer/", {"answer": answer, "key": "DEMO-8"}).status
            == 200
        )
    assert (report().state, report().issue_key, desk.creates()) == (State.FILED, "DEMO-7", [])


def test_typed_values_are_shown_with_their_field_names(desk: Desk, alice: User) -> None:
    row = stored(
        desk,
        alice,
        State.WITHDRAWN,
        values={"summary": ["It broke"], "customfield_1_0": ["2 May"], "gone": ["kept"]},
        field_names={"summary": "Summary", "customfield_1": "Seen at"},
    )
    page = desk.get(f"/reports/{row.pk}/")
    for line in ("Summary: It broke", "Seen at: 2 May", "kept"):
        assert line in page.text


def test_what_was_chosen_is_told_in_words_and_not_by_its_id(desk: Desk, alice: User) -> None:
    page, form = desk.open_form()
    page = desk.send(page, form, press="find=assignee", summary="a|b", **{"assignee-search": "bob"})
    form = page.form_with("assignee", "submission", "priority")
    bob = next(each for each in form.named("assignee") if "Bob" in each.value)
    [(priority, name)] = re.findall(r'<option value="(\d+)"[^>]*>\s*(High)\s*<', page.html)
    desk.sandbox.fault(
        "status", method="POST", path=r"/issue$", status=400, body={"errorMessages": ["Nein"]}
    )
    desk.send(page, form, assignee=bob.value, priority=priority, labels="x|y")
    row = report()
    assert row.state == State.REJECTED
    page = desk.get(f"/reports/{row.pk}/")
    told = page.html.partition("What you typed")[2].partition("</details>")[0]
    for line in ("a|b", "Bob", name, "x|y"):
        assert line in told
    for word in (bob.value.partition("|")[0], f">{priority}<", "bob<"):
        assert word not in told


def test_what_a_draft_is_about_is_told_in_words_where_they_are_known(
    desk: Desk, alice: User
) -> None:
    values = {"assignee": ["5b10|Bob"], "assignee-search": ["bob"], "assignee-searched": ["bob"],
              "customfield_2-search": ["looked for"], "issuelinks": [], "issuelinks-relation": ["10000:inward"],
              "summary": ["a|b"]}  # fmt: skip
    names = {"assignee": "Assignee", "customfield_2": "Team", "summary": "Summary"}
    row = stored(desk, alice, State.DRAFT, values=values, field_names=names)
    text = desk.get(f"/reports/{row.pk}/").text
    for line in ("Assignee: Bob", "Team: looked for", "Summary: a|b"):
        assert line in text
    assert "10000:inward" not in text
    assert "Assignee: bob" not in text


def test_typed_text_is_escaped(desk: Desk, alice: User) -> None:
    nasty = "<script>alert(1)</script>"
    row = stored(
        desk, alice, State.REJECTED, summary=nasty, values={"summary": [nasty]}, messages=[nasty]
    )
    for url in (f"/reports/{row.pk}/", "/reports/", "/"):
        assert nasty not in desk.get(url).html


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans otherwise")
def test_the_list_of_reports_is_read_in_its_order_from_an_index(desk: Desk, alice: User) -> None:
    """A sort would cost what there is, as soon as PostgreSQL has planned the statement for any owner."""
    with CaptureQueriesContext(connection) as seen:
        report_search.page(alice, Search())
        report_search.projects(alice)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_seqscan = off")
        for each in seen:
            cursor.execute(f"EXPLAIN {each['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "submission_by_owner" in plan
            assert "Sort" not in plan
