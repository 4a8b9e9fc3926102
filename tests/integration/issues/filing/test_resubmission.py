"""The same form again after it was sent, where files or an overflow make a detour: asked about, never filed twice."""

import pytest

from issues import attachments
from issues.models import Attachment, State, Submission
from tests.integration.issues.attachments.conftest import folder, upload
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import CREATE, Desk, report

__all__ = ["folder"]
pytestmark = pytest.mark.django_db(transaction=True)
LONG = "One more line of the log.\n\n" * 3000


@pytest.fixture
def overflowing(desk: Desk) -> Tab:
    """A text that is too long, and whose end is to become a file."""
    tab = Tab(desk, desk.open_form()[0])
    again = Tab(desk, tab.file(summary="It broke", description=LONG))
    again.values["description-overflow"] = ["attach"]
    return again


@pytest.fixture
def letting_go(desk: Desk) -> Tab:
    """A draft with a file, which is let go by the post that files it."""
    tab = with_a_file(desk)
    tab.values["drop-file"] = [str(Attachment.objects.get().pk)]
    return tab


def with_a_file(desk: Desk) -> Tab:
    tab = Tab(desk, desk.open_form()[0])
    tab.write(summary="It br")
    attachments.keep(report(), [upload()])
    return Tab(desk, desk.get(f"{desk.form_url()}?report={report().pk}"))


@pytest.mark.parametrize("kind", ["overflowing", "letting_go"])
def test_same_form_sent_twice_is_filed_once(
    desk: Desk, request: pytest.FixtureRequest, kind: str
) -> None:
    tab: Tab = request.getfixturevalue(kind)
    tab.file(summary="It broke")
    assert report().state == State.FILED
    again = tab.file(summary="It broke")
    assert str(report().pk) in again.url
    assert (Submission.objects.count(), len(desk.creates())) == (1, 1)


@pytest.mark.parametrize("kind", ["overflowing", "letting_go"])
def test_changed_text_asks_before_filing_again(
    desk: Desk, request: pytest.FixtureRequest, kind: str
) -> None:
    tab: Tab = request.getfixturevalue(kind)
    tab.file(summary="It broke")
    assert report().state == State.FILED
    assert tab.file(summary="It broke, too").status == 409
    states = dict(Submission.objects.values_list("summary", "state"))
    assert (states, len(desk.creates())) == ({"It broke": "filed", "It broke, too": "draft"}, 1)


def test_another_text_is_asked_about_while_the_first_is_in_doubt(
    desk: Desk, letting_go: Tab
) -> None:
    desk.sandbox.fault("status", path=CREATE, method="POST", times=1, status=503)
    letting_go.file(summary="It broke")
    assert report().state == State.UNCONFIRMED
    assert letting_go.file(summary="It broke, too").status == 409
    assert len(desk.creates()) == 1


def test_a_new_one_with_the_files_of_the_first_is_asked_about_when_it_changes(desk: Desk) -> None:
    tab = with_a_file(desk)
    tab.file(summary="It broke")
    asks = tab.file(summary="Anew")
    assert asks.status == 409
    form = asks.form_with("submission", "summary")
    desk.send(asks, form)
    assert Submission.objects.filter(state=State.FILED).count() == 2
    assert desk.send(asks, form, summary="Anew, but other").status == 409
    assert len(desk.creates()) == 2
