"""Who asked for a change and left is told once that it needs them, and only if they like."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from accounts.models import Mail, User
from issues import tasks
from issues.models import Comment, IssueAct, State
from issues.outbox.states import Reason
from issues.wording import act_mails
from tests.support import mails

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = {"account_id": "a", "cloud_id": "c", "site_name": "Demo team", "site_url": "https://x.test"}


@pytest.fixture
def owner(db: None) -> User:
    """Who wanted something."""
    return User.objects.create(username="alice", email="alice@lodge.test", time_zone="Asia/Tokyo")


def late(model: type[Any], owner: User, state: State, **more: Any) -> Any:
    """One that came to its state an hour after it was asked for."""
    kind = {"kind": "transition", "payload": {"to_name": "Done"}} if model is IssueAct else {}
    now = timezone.now()
    facts = {**PLACE, **kind, "issue_key": "DEMO-7", "issue_summary": "It broke", **more}
    facts = {"first_sent_at": now - timedelta(hours=1), "state_since": now, **facts}
    return model.objects.create(owner=owner, state=state, **facts)


def told() -> list[EmailMessage]:
    """What was sent because of what needs somebody now."""
    mails.forget()
    act_mails.tell_owners()
    return mails.delivered()


@pytest.mark.parametrize(
    ("state", "why", "said"),
    [
        (State.BLOCKED, Reason.DENIED, "Jira does not let you do this to DEMO-7."),
        (State.BLOCKED, Reason.ASK, "Lodge could not tell whether your change of DEMO-7"),
        (State.REJECTED, "changed", "Somebody changed DEMO-7 meanwhile."),
        (State.REJECTED, "not_possible", "This is no longer possible for DEMO-7."),
    ],
)
def test_an_act_that_needs_its_owner_is_mailed_once(
    owner: User, state: State, why: str, said: str
) -> None:
    act = late(IssueAct, owner, state, blocked_reason=why)
    [mail] = told()
    assert (mail.to, mail.subject) == (["alice@lodge.test"], "DEMO-7 needs you")
    assert said in mail.body
    assert f"http://lodge.test/acts/{act.pk}/" in mail.body
    assert told() == []


def test_a_comment_is_told_too_and_all_share_a_mail(owner: User) -> None:
    comment = late(Comment, owner, State.REJECTED, text="My secret words")
    for _ in range(21):
        late(IssueAct, owner, State.BLOCKED, blocked_reason=Reason.SITE)
    [mail] = told()
    assert mail.subject == "22 of your changes need you"
    assert mail.body.count("http://lodge.test/acts/") == 21
    assert "And 2 more: http://lodge.test/acts/" in mail.body
    assert f"/comments/{comment.pk}/" not in mail.body, "the first twenty are told, acts first"
    assert "My secret words" not in mail.body
    Mail.objects.update(created_at=F("created_at") - timedelta(hours=1))
    IssueAct.objects.update(state_since=F("state_since") - timedelta(hours=2))
    Comment.objects.update(state_since=timezone.now())
    [mail] = told()
    assert f"http://lodge.test/comments/{comment.pk}/" in mail.body
    assert "/acts/" not in mail.body, "told before"


@pytest.mark.parametrize(
    "more",
    [
        {"first_sent_at": timezone.now()},  # still on the page
        {"state": State.FILED},
        {"state": State.QUEUED},
        {"blocked_reason": Reason.LINK},
        {"blocked_reason": Reason.MISCONFIGURED},
        {"state_since": timezone.now() - timedelta(days=2)},
    ],
)
def test_nothing_else_is_mailed(owner: User, more: dict[str, Any]) -> None:
    if "first_sent_at" in more:
        more = {"first_sent_at": timezone.now()}
    late(IssueAct, owner, **{"state": State.BLOCKED, "blocked_reason": Reason.DENIED, **more})
    assert told() == []


@pytest.mark.parametrize("how", ["off", "deactivated"])
def test_who_wants_or_gets_no_mails_has_none(owner: User, how: str) -> None:
    changes: dict[str, dict[str, Any]] = {
        "off": {"mail_when_report_changes": False},
        "deactivated": {"is_active": False},
    }
    late(IssueAct, owner, State.BLOCKED, blocked_reason=Reason.DENIED)
    User.objects.filter(pk=owner.pk).update(**changes[how])
    assert told() == []


def test_what_was_mended_before_the_mail_left_is_not_told(owner: User) -> None:
    act = late(IssueAct, owner, State.BLOCKED, blocked_reason=Reason.DENIED)
    assert tasks.tell_writers() == 1
    IssueAct.objects.filter(pk=act.pk).update(state=State.FILED)
    assert mails.delivered() == []
