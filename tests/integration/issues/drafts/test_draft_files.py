"""The files of a text that is taken up again: they come along, or their writer is told which do not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from issues import attachments
from issues.attachments import cleanup
from issues.models import Attachment, State, Submission
from tests.conftest import PASSWORD
from tests.integration.issues.attachments.conftest import (
    folder,
    in_jira,
    keep,
    settle,
    sums,
    upload,
)
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk, report
from tests.integration.issues.filing.test_report_pages import stored
from tests.support.http_visitor import Page

__all__ = ["folder"]

BOTH = sums(("a.txt", b"a"), ("b.txt", b"b"))
GONE = "Lodge no longer has this file."


@pytest.fixture
def withdrawn(desk: Desk, alice: User) -> Submission:
    """A report of Alice's with two files, which she took back."""
    row = stored(desk, alice, State.WITHDRAWN)
    keep(row, [upload("a.txt", b"a"), upload("b.txt", b"b")])
    return row


def nights_pass() -> None:
    """Longer than copies of what was withdrawn are kept."""
    Submission.objects.filter(state=State.WITHDRAWN).update(
        state_since=timezone.now() - timedelta(days=99)
    )
    cleanup.let_go()
    cleanup.sweep_up()


def copied(desk: Desk, row: Submission) -> Page:
    """The form that the button on the report's page opens."""
    page = desk.get(f"/reports/{row.pk}/")
    return desk.get(page.link_to("File the same text as a new one"))


def fresh(row: Submission) -> Submission:
    """The other report."""
    return Submission.objects.exclude(pk=row.pk).get()


def test_the_same_text_as_a_new_one_has_the_same_files(desk: Desk, withdrawn: Submission) -> None:
    page = copied(desk, withdrawn)
    assert "a.txt" in page.text
    assert Submission.objects.count() == 1
    Tab(desk, page).file()
    new = fresh(withdrawn)
    theirs = {str(each.file.name) for each in attachments.of(withdrawn)}
    assert not theirs & {str(each.file.name) for each in attachments.of(new)}
    nights_pass()
    assert [each.deleted_at is None for each in attachments.of(new)] == [True, True]
    settle()
    assert in_jira(desk) == BOTH


def test_what_was_blocked_because_of_another_account_goes_anew_with_its_files(
    desk: Desk, alice: User
) -> None:
    row = stored(desk, alice, State.BLOCKED, blocked_reason="account")
    keep(row, [upload("a.txt", b"a"), upload("b.txt", b"b")])
    Tab(desk, copied(desk, row)).file()
    new = fresh(row)
    assert new.state == State.FILED
    assert [each.name for each in attachments.of(new)] == ["a.txt", "b.txt"]
    attachments.discard(attachments.of(row)[0])
    assert all(each.file.storage.exists(str(each.file.name)) for each in attachments.of(new))


@pytest.mark.parametrize("saved_before", [True, False])
def test_of_the_files_of_a_copy_one_can_be_left_out(
    desk: Desk, withdrawn: Submission, saved_before: bool
) -> None:
    tab = Tab(desk, copied(desk, withdrawn))
    if saved_before:
        tab.write(description="And more.")
        assert len(attachments.of(fresh(withdrawn))) == 2
    first, _second = attachments.of(withdrawn)
    tab.values["drop-file"] = [str(first.pk)]
    tab.write(description="And more of it.")
    tab.file()
    assert [each.name for each in attachments.of(fresh(withdrawn))] == ["b.txt"]
    assert len(attachments.of(withdrawn)) == 2


def test_a_copy_that_has_to_be_corrected_first_keeps_its_files(
    desk: Desk, withdrawn: Submission
) -> None:
    page = Tab(desk, copied(desk, withdrawn)).file(summary="")
    assert page.status == 422
    page = Tab(desk, page).file(summary="It broke again")
    settle()
    assert sorted(each.name for each in attachments.of(fresh(withdrawn))) == ["a.txt", "b.txt"]


def test_files_of_a_copy_outlive_the_end_of_the_session(desk: Desk, withdrawn: Submission) -> None:
    tab = Tab(desk, copied(desk, withdrawn))
    desk.client.logout()
    page = tab.file(description="And more.")
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert "a.txt" in page.text
    Tab(desk, page).file()
    assert [each.name for each in attachments.of(fresh(withdrawn))] == ["a.txt", "b.txt"]


def test_what_differs_from_what_was_sent_goes_as_a_new_one_with_its_files(
    desk: Desk, tab: Tab
) -> None:
    tab.file(summary="It broke", files=[upload("a.txt", b"a"), upload("b.txt", b"b")])
    sent = report()
    del tab.values["files"]
    page = tab.file(summary="It broke otherwise")
    assert page.status == 409
    assert "a.txt" in page.text
    first = attachments.of(sent)[0]
    desk.send(page, page.form_with("submission"), **{"drop-file": str(first.pk)})
    assert [each.name for each in attachments.of(fresh(sent))] == ["b.txt"]


def test_a_strangers_files_come_along_for_nobody(desk: Desk, bob: User, tab: Tab) -> None:
    his = stored(desk, bob, State.DRAFT)
    (file,) = keep(his, [upload("his.txt")])
    tab.values["shows-file"] = [str(file.pk), "nonsense"]
    tab.write(summary="It broke")
    tab.file()
    assert attachments.of(fresh(his)) == []


def ways_on(desk: Desk, page: Page, on: str) -> Page:
    """Choose the first file again, or go on without it."""
    tab = Tab(desk, page)
    if on == "chosen again":
        return tab.file(files=upload("a.txt", b"a"))
    (gone,) = Attachment.objects.filter(submission=report(), name="a.txt")
    return tab.file(**{"drop-file": str(gone.pk)})


@pytest.mark.parametrize("on", ["chosen again", "without it"])
def test_a_draft_had_back_after_its_copies_went_says_so_and_is_not_filed_without_them_in_silence(
    desk: Desk, tab: Tab, on: str
) -> None:
    tab.file(summary="", files=[upload("a.txt", b"a")])
    page = desk.post(f"/drafts/{report().pk}/discard/", {})
    nights_pass()
    page = desk.send(page, page.form_to("restore"))
    assert "Lodge no longer has these files of it: a.txt." in page.text
    page = desk.get(page.link_to("Without a summary"))
    assert GONE in page.text
    page = Tab(desk, page).file(summary="It broke")
    assert page.status == 422
    assert GONE in page.text
    assert (report().state, report().summary, desk.creates()) == (State.DRAFT, "It broke", [])
    page = ways_on(desk, page, on)
    assert report().state == State.FILED
    settle()
    assert in_jira(desk) == (sums(("a.txt", b"a")) if on == "chosen again" else [])


def test_a_tab_that_goes_on_with_a_draft_whose_copies_went_meets_the_same_question(
    desk: Desk, tab: Tab
) -> None:
    again = Tab(desk, tab.file(summary="", files=[upload("a.txt", b"a")]))
    desk.post(f"/drafts/{report().pk}/discard/", {})
    nights_pass()
    assert "Draft saved" in again.write(summary="It broke").text
    page = again.file()
    assert (page.status, GONE in page.text) == (422, True)
    assert ways_on(desk, page, "chosen again").status == 200
    assert report().state == State.FILED


@pytest.mark.parametrize("saved_before", [True, False])
def test_a_copy_of_a_report_whose_copies_went_says_which_are_to_be_chosen_again(
    desk: Desk, withdrawn: Submission, saved_before: bool
) -> None:
    nights_pass()
    page = copied(desk, withdrawn)
    assert page.text.count(GONE) == 2
    tab = Tab(desk, page)
    if saved_before:
        tab.write(description="And more.")
    page = tab.file()
    assert (page.status, page.text.count(GONE), desk.creates()) == (422, 2, [])
    gone = Attachment.objects.get(submission=fresh(withdrawn), name="b.txt")
    Tab(desk, page).file(files=upload("a.txt", b"other"), **{"drop-file": str(gone.pk)})
    settle()
    assert in_jira(desk) == sums(("a.txt", b"other"))


def test_a_tab_left_behind_does_not_lose_a_file_that_went(desk: Desk, tab: Tab) -> None:
    """Its text becomes a draft of its own, and says of the file what the first one does."""
    first = Tab(desk, tab.file(summary="", files=[upload("a.txt", b"a")]))
    second = Tab(desk, first.page)
    desk.post(f"/drafts/{report().pk}/discard/", {})
    nights_pass()
    first.write(summary="From the first tab")
    second.values["tab"] = ["another"]
    page = second.file(summary="From the second tab")
    assert (page.status, GONE in page.text, desk.creates()) == (422, True, [])
