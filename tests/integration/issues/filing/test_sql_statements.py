"""How often the post of a form asks the database: each time gives the interpreter away and waits for it again."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from integrations import jira
from issues import attachments
from issues.attachments import copy_files, store_files
from issues.filing import filing_request, submit
from issues.forms import drafts
from issues.models import Attachment, State, Submission
from issues.outbox import engine
from issues.views.place_from_address import place_of
from tests.integration.issues.attachments.conftest import folder, upload
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk, report, sweep, told

__all__ = ["folder"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite does two things in two statements"
    ),
]
# Who is it (the session with its user), which link, store it in the hands of who sends it, a token, filed: the last two
# of these with their lines.
ALL = ["django_session", "integrations_connection", "issues_submission", "integrations_token",
       "issues_submission"]  # fmt: skip


def asked(tab: Tab, **values: Any) -> list[str]:
    """The first table that each statement names while *tab* files."""
    with CaptureQueriesContext(connection) as seen:
        tab.desk.client.post(tab.form.action or tab.page.url, {**tab.values, **values})
    said = (each["sql"] for each in seen.captured_queries)
    # The column of a subquery comes before its table.
    named = (sql[sql.index(' FROM "') :] if sql.startswith("SELECT (") else sql for sql in said)
    return [sql.split('"')[1] if '"' in sql else sql for sql in named]


def test_a_new_report_takes_five_statements(desk: Desk) -> None:
    assert asked(Tab(desk, desk.open_form()[0]), summary="It broke") == ALL
    assert (report().state, told(report())) == (State.FILED, ["sent", "filed"])


def test_saved_draft_takes_as_many_statements(desk: Desk) -> None:
    tab = Tab(desk, desk.open_form()[0])
    tab.write(summary="It br")
    draft = report()

    assert asked(tab, summary="It broke", description="story") == ALL

    row = report()
    assert (row.pk, row.state, told(row)) == (draft.pk, State.FILED, ["kept", "sent", "filed"])
    assert (row.version, row.tries, row.lease_owner) == (draft.version + 1, 1, "")
    assert (row.values["summary"], row.values["description"]) == (["It broke"], ["story"])
    assert row.fields["summary"] == row.summary == "It broke"
    assert None not in (row.sent_at, row.first_sent_at)


def test_a_draft_takes_three_statements_of_its_own_and_each_later_save_one(desk: Desk) -> None:
    tab = Tab(desk, desk.open_form()[0])
    who = ALL[: ALL.index("integrations_connection")]
    first = asked(tab, autosave="1", summary="It br")
    its_own = ["integrations_connection", "issues_submission", "issues_submission"]
    assert [each for each in first if each not in {"BEGIN", "COMMIT"}] == [*who, *its_own]
    later = asked(tab, autosave="1", summary="It broke", version="1")
    assert later == [*who, "issues_submission"]
    row = report()
    assert (row.state, row.version, row.summary) == (State.DRAFT, 2, "It broke")
    assert (row.values["summary"], told(row)) == (["It broke"], ["kept"])


def test_a_draft_with_a_file_takes_it_along(desk: Desk) -> None:
    tab = Tab(desk, desk.open_form()[0])
    tab.write(summary="It br")
    attachments.keep(report(), [upload()])
    assert len(asked(tab, summary="It broke")) > len(ALL)
    assert report().state == State.FILED
    sweep()
    assert report().attachments.get().state != State.DRAFT


@pytest.mark.parametrize("copy_is_gone", [False, True])
def test_a_file_that_comes_while_the_draft_is_waited_for_is_not_overlooked(
    desk: Desk, alice: User, copy_is_gone: bool
) -> None:
    Tab(desk, desk.open_form()[0]).write(summary="It br")
    draft = report()
    place = place_of(jira.account_of(alice.pk), *desk.form_url().strip("/").split("/")[1:])
    edit = drafts.Edit(draft.pk, {"summary": ["It broke"]}, version=draft.version)
    wish, taken = filing_request.Wish(alice, edit, place, "digest", {"summary": "It broke"}), []

    def take() -> None:
        claim = engine.claimed()
        assert claim is not None
        taken.append(submit.send_draft(wish, claim))
        connection.close()

    other = Thread(target=take)
    with transaction.atomic():
        if copy_is_gone:
            copy_files._tell(draft, [Attachment(name="log.txt", size=5, sha256="x")])
        else:
            store_files._insert(
                draft, [Attachment(submission=draft, name="log.txt", size=5, sha256="x")]
            )
        other.start()
        other.join(1)
        assert taken == []  # it waits for the row
    other.join()
    assert (taken, report().state) == ([None], State.DRAFT)


def test_what_another_tab_saved_meanwhile_is_not_sent_over(desk: Desk) -> None:
    page = desk.open_form()[0]
    tab, other = Tab(desk, page), Tab(desk, page)
    tab.write(summary="It br")
    Submission.objects.update(version=7, edited_in="other", values={"summary": ["Another story"]})
    other.values |= {"version": ["1"], "tab": ["mine"]}
    asked(other, summary="It broke")
    states = sorted(Submission.objects.values_list("state", "summary"))
    assert [state for state, _summary in states] == [State.DRAFT, State.FILED]
    assert Submission.objects.get(state=State.FILED).summary == "It broke"
