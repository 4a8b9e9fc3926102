"""Two tabs on one draft never overwrite each other in silence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from issues.models import Submission
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk

pytestmark = pytest.mark.database


def two_tabs(desk: Desk, tab: Tab) -> tuple[Tab, Tab]:
    """One draft, opened twice."""
    tab.write(summary="Begun")
    url = f"{tab.form.action}&report={tab.values['submission'][0]}"
    return Tab(desk, desk.get(url)), Tab(desk, desk.get(url))


def texts() -> dict[str, str]:
    """State by summary, of all there is."""
    return dict(Submission.objects.values_list("summary", "state"))


def test_the_later_text_becomes_a_draft_of_its_own(desk: Desk, tab: Tab) -> None:
    first, second = two_tabs(desk, tab)
    first.write(summary="From the first tab")
    said = second.write(summary="From the second tab")
    assert "changed in another tab" in said.text
    assert said.has_link(first.values["submission"][0])
    assert texts() == {"From the first tab": "draft", "From the second tab": "draft"}
    second.write(summary="From the second tab, more")
    first.write(summary="From the first tab, more")
    assert texts() == {"From the first tab, more": "draft", "From the second tab, more": "draft"}


def test_the_same_text_in_both_is_no_conflict(desk: Desk, tab: Tab) -> None:
    first, second = two_tabs(desk, tab)
    first.write(summary="The same")
    second.write(summary="The same")
    assert texts() == {"The same": "draft"}


def test_an_answer_that_got_lost_is_no_conflict(desk: Desk, tab: Tab) -> None:
    tab.write(summary="Begun")
    seen = tab.values["version"]
    tab.write(summary="Saved, but the answer got lost")
    tab.values["version"] = seen
    tab.write(summary="Written on")
    assert texts() == {"Written on": "draft"}


def test_a_failed_post_of_a_tab_that_is_behind_is_kept_beside(desk: Desk, tab: Tab) -> None:
    first, second = two_tabs(desk, tab)
    first.write(summary="From the first tab")
    page = second.file(summary="", description="From the second tab")
    assert "This draft was changed in another tab." in page.text
    assert page.has_link(first.values["submission"][0])
    assert texts() == {"From the first tab": "draft", "": "draft"}
    Tab(desk, page).file(summary="From the second tab")
    assert texts() == {"From the first tab": "draft", "From the second tab": "filed"}


def test_sending_from_a_tab_that_is_behind_leaves_the_other_text(desk: Desk, tab: Tab) -> None:
    first, second = two_tabs(desk, tab)
    first.write(summary="From the first tab")
    page = second.file(summary="From the second tab")
    assert "It is kept as a draft of its own." in page.text
    assert texts() == {"From the first tab": "draft", "From the second tab": "filed"}
    again = second.file()
    assert again.url == page.url
    assert len(desk.creates()) == 1


def test_what_one_tab_sent_another_does_not_send_again(desk: Desk, tab: Tab) -> None:
    first, second = two_tabs(desk, tab)
    first.file(summary="It broke")
    page = second.file(summary="It broke otherwise")
    assert page.status == 409
    assert len(desk.creates()) == 1
    assert texts() == {"It broke": "filed", "It broke otherwise": "draft"}
    again = Tab(desk, desk.get(page.link_to("Go on writing")))
    assert again.values["summary"] == ["It broke otherwise"]


def test_a_tab_that_saved_before_may_send_at_once(desk: Desk, tab: Tab) -> None:
    """The save was still under way when the button was pressed."""
    tab.write(summary="It brok")
    tab.values["version"] = ["0"]
    tab.file(summary="It broke")
    assert texts() == {"It broke": "filed"}


def test_who_goes_on_after_sending_is_asked_before_a_second_one_is_filed(
    desk: Desk, tab: Tab
) -> None:
    """However much later, when what is typed is kept as a draft of its own."""
    tab.file(summary="It broke")
    Submission.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    said = tab.write(summary="It broke, with a comma")
    assert "This report was sent already." in said.text
    page = tab.file()
    assert (page.status, len(desk.creates())) == (409, 1)
    assert texts() == {"It broke": "filed", "It broke, with a comma": "draft"}
    desk.send(page, page.form_with("submission"))
    assert texts() == {"It broke": "filed", "It broke, with a comma": "filed"}


def test_it_is_asked_again_after_something_had_to_be_corrected(desk: Desk, tab: Tab) -> None:
    tab.file(summary="It broke")
    Submission.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    tab.write(summary="", description="And more")
    page = tab.file()
    assert page.status == 422
    assert Tab(desk, page).file(summary="It broke, too").status == 409


def test_a_draft_of_its_own_beside_another_tabs_text_is_filed_without_a_question(
    desk: Desk, tab: Tab
) -> None:
    first, second = two_tabs(desk, tab)
    first.write(summary="From the first tab")
    second.write(summary="From the second tab")
    second.file()
    assert texts() == {"From the first tab": "draft", "From the second tab": "filed"}
