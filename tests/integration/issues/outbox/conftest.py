"""A Submission of alice's in any state, and a sender that answers what a test tells it."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from issues.models import State, Submission
from issues.outbox import backoff
from issues.outbox.outcomes import Done, FindOutcome, SendOutcome

Make = Callable[..., Submission]


class Script:
    """A sender without Jira: answers in turn what it was given, and counts how often it was asked."""

    model: type[Any] = Submission

    def __init__(
        self, *answers: SendOutcome | Exception, finds: tuple[FindOutcome | Exception, ...] = ()
    ) -> None:
        self.answers, self.finds = list(answers), list(finds)
        self.sent = self.looked = 0
        self.is_mended = False
        self.before_answer: Callable[[], object] = lambda: None

    def seconds(self, submission: Any) -> float:
        """As the sender of reports."""
        return backoff.UNHURRIED

    def send(self, submission: Any, *, seconds: float) -> SendOutcome:
        """The next of the answers; `before_answer` plays what happens in the world meanwhile."""
        self.sent += 1
        answer = self.answers.pop(0) if self.answers else Done("10000", "DEMO-1")
        self.before_answer()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def find(self, submission: Any) -> FindOutcome:
        """The next of the finds."""
        self.looked += 1
        answer = self.finds.pop(0)
        self.before_answer()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def mended(self, submission: Any) -> bool:
        """What the test says."""
        return self.is_mended


@pytest.fixture
def owner(db: None) -> User:
    """Whose reports these are."""
    return User.objects.create(username="alice", email="alice@lodge.test")


def make_row(owner: User, state: State, **more: Any) -> Submission:
    """A row of *owner*'s in that state."""
    defaults: dict[str, Any] = {
        "owner": owner, "account_id": "712020:a", "cloud_id": "c", "site_name": "Demo team",
        "site_url": "https://demo.example", "project_id": "1", "project_key": "DEMO", "issue_type_id": "2",
        "issue_type_name": "Bug", "summary": "It broke", "fields": {"summary": "It broke"},
    }  # fmt: skip
    return Submission.objects.create(state=state, **{**defaults, **more})


@pytest.fixture
def make(owner: User) -> Make:
    """`make(State.QUEUED, …)`: a row in that state."""

    def in_state(state: State = State.QUEUED, **more: Any) -> Submission:
        return make_row(owner, state, **more)

    return in_state
