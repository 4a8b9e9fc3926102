"""A posted form goes through its steps one after the other, whichever button was pressed."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from issues.models import State, Submission
from issues.views.form.act import act
from issues.views.form.answer import answer
from issues.views.form.decide import decide
from issues.views.form.locate import locate
from issues.views.form.parse import read
from issues.views.form.signed_out.post import keep_unsent
from tests.integration.issues.attachments.conftest import folder
from tests.integration.issues.drafts.conftest import Tab, tab
from tests.integration.issues.filing.conftest import Desk, report

__all__ = ["folder", "tab"]
STEPS: dict[Any, str] = {
    step.__code__: step.__name__ for step in (read, locate, decide, act, answer, keep_unsent)
}
LINE = ["read", "locate", "decide", "act", "answer"]


def steps_of(send: Callable[[], Any]) -> list[str]:
    """The steps that are entered, in their order, while a post is sent."""
    entered: list[str] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code in STEPS:
            entered.append(STEPS[frame.f_code])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        send()
    finally:
        sys.setprofile(before)
    return entered


def log() -> SimpleUploadedFile:
    return SimpleUploadedFile("app.log", b"boom", "text/plain")


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ({"summary": "It broke"}, State.FILED),
        ({"summary": "", "description": "A story"}, State.DRAFT),
        ({"summary": "It broke", "preview": "1"}, State.DRAFT),
        ({"summary": "It broke", "elsewhere": "1"}, State.DRAFT),
        ({"summary": "It broke", "autosave": "1"}, State.DRAFT),
    ],
)
def test_each_step_is_taken_once(desk: Desk, tab: Tab, typed: dict[str, str], state: State) -> None:
    sent = {**tab.values, **typed}
    assert steps_of(lambda: desk.client.post(tab.form.action, sent)) == LINE
    assert report().state == state


def test_a_file_takes_the_same_steps(desk: Desk, tab: Tab) -> None:
    tab.write(summary="It broke")
    sent = {**tab.values, "upload": "1", "files": [log()]}
    assert steps_of(lambda: desk.client.post(tab.form.action, sent)) == LINE
    assert report().attachments.get().name == "app.log"


def test_similar_reports_take_the_same_steps(desk: Desk, tab: Tab) -> None:
    sent = {**tab.values, "summary": "It broke", "similar": "1"}
    url = f"{desk.form_url()}similar/"
    assert steps_of(lambda: desk.client.post(url, sent)) == LINE
    assert report().state == State.DRAFT


def test_what_was_sent_or_thrown_away_meanwhile_starts_nothing_over(desk: Desk, tab: Tab) -> None:
    tab.write(summary="It broke")
    Submission.objects.update(state=State.WITHDRAWN)  # as another tab does
    sent = {**tab.values, "summary": "It broke again", "files": [log()]}
    assert steps_of(lambda: desk.client.post(tab.form.action, sent)) == LINE
    assert report().state == State.FILED
    assert steps_of(lambda: desk.client.post(tab.form.action, {**sent, "summary": "No"})) == LINE
    assert Submission.objects.get(state=State.DRAFT).summary == "No"


def test_signed_out_posts_part_from_the_others_after_they_are_read(desk: Desk, tab: Tab) -> None:
    desk.client.logout()
    sent = {**tab.values, "summary": "It broke"}
    steps = steps_of(lambda: desk.client.post(tab.form.action, sent))
    assert steps == ["read", "keep_unsent", "locate", "answer"]
    assert report().state == State.DRAFT
