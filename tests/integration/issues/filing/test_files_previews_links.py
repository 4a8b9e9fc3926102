"""Files, previews, links and what is too long: kept with the draft, sent with the report."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from issues.models import Attachment, IssueLink, State, Submission
from issues.views.form import act
from issues.views.form.decision import AskFirst
from issues.views.form.outcome import Outcome
from issues.views.form.send_report import send
from tests.integration.issues.drafts.conftest import Tab, tab
from tests.integration.issues.filing.conftest import CREATE, Desk, report

__all__ = ["tab"]


def log(name: str = "app.log", content: bytes = b"boom") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, "text/plain")


def names() -> list[str]:
    """What is stored, by name."""
    return sorted(Attachment.objects.values_list("name", flat=True))


def test_files_of_a_failed_post_need_not_be_chosen_again(desk: Desk, tab: Tab) -> None:
    tab.values["files"] = [log(), log("second.log")]
    page = tab.file(summary="")
    assert (page.status, names()) == (422, ["app.log", "second.log"])
    assert "app.log" in page.text
    page = desk.get(f"{tab.form.action}&report={report().pk}")
    again = Tab(desk, page)
    second = Attachment.objects.get(name="second.log")
    again.values["drop-file"] = [str(second.pk)]
    again.file(summary="It broke")
    assert (report().state, names()) == (State.FILED, ["app.log"])


def test_a_file_sent_with_the_form_belongs_to_the_report(desk: Desk, tab: Tab) -> None:
    tab.values["files"] = [log()]
    tab.file(summary="It broke")
    assert (report().state, names()) == (State.FILED, ["app.log"])
    tab.values["files"] = [log()]
    tab.file()
    assert (len(desk.creates()), names()) == (1, ["app.log"])


def test_another_file_after_filing_is_asked_about_and_kept(desk: Desk, tab: Tab) -> None:
    tab.file(summary="It broke")
    tab.values["files"] = [log()]
    page = tab.file()
    assert page.status == 409
    page = desk.send(page, page.form_with("submission", "summary"))
    assert "Your report is in Jira as" in page.text
    assert Attachment.objects.get().submission.state == State.FILED


def test_files_and_text_are_kept_while_jira_is_down(desk: Desk, tab: Tab) -> None:
    cache.clear()
    desk.sandbox.fault("status", path="/rest/", times=None, status=503)
    tab.values["files"] = [log()]
    tab.file(summary="It broke")
    assert (report().state, names()) == (State.DRAFT, ["app.log"])


def test_saving_while_somebody_writes_takes_no_file(desk: Desk, tab: Tab) -> None:
    tab.values["files"] = [log()]
    tab.write(summary="It broke")
    assert names() == []


def test_a_preview_without_javascript_sends_nothing_and_complains_about_nothing(
    desk: Desk, tab: Tab
) -> None:
    page = desk.post(
        tab.form.action, {**tab.values, "description": "**Very** much", "preview": "1"}
    )
    assert page.status == 200
    assert "<strong>Very</strong>" in page.html
    assert "to correct" not in page.text
    assert (report().state, desk.creates()) == (State.DRAFT, [])


def test_a_text_too_long_for_jira_goes_on_in_a_file_when_its_writer_says_so(
    desk: Desk, tab: Tab
) -> None:
    long = "One more line of the log.\n\n" * 3000
    page = tab.file(summary="It broke", description=long)
    assert (page.status, desk.creates()) == (422, [])
    again = Tab(desk, page)
    again.values["description-overflow"] = ["attach"]
    again.file()
    assert (report().state, names()) == (State.FILED, ["description-rest.md"])
    assert report().values["description"][0].replace("\r\n", "\n").strip() == long.strip()


def test_two_posts_that_overlap_store_the_links_once_and_leave_it_to_the_one_that_was_first(
    desk: Desk, tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second was judged before the first was stored, and is stored after Jira told the first to wait."""
    desk.file("The other one")
    (other,) = desk.filed("The other one")
    opened = desk.send(tab.page, tab.form, press="find=issuelinks")
    (relation,) = opened.form_with("summary").named("issuelinks-relation")
    kind = next(value for value, _label, _chosen in relation.options if value)
    tab.values |= {
        "summary": ["It broke"],
        "issuelinks-relation": [kind],
        "issuelinks": [other["key"]],
    }
    desk.sandbox.fault("rate_limit", retry_after=1, method="POST", path=CREATE, times=1)
    before = len(desk.creates())

    def first_the_other(*judged: Any) -> "Outcome | AskFirst":
        monkeypatch.undo()
        tab.file()
        return send(*judged)

    monkeypatch.setattr(act, "send", first_the_other)
    page = tab.file()
    row = Submission.objects.get(summary="It broke")
    assert page.url == f"/reports/{row.pk}/"
    assert (row.state, row.tries, len(desk.creates()) - before) == (State.QUEUED, 1, 1)
    assert [link.other_key for link in IssueLink.objects.all()] == [other["key"]]
