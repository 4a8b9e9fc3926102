"""What there is of a person, by one statement: each number and flag by itself, and nothing of others."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from issues.models import (
    AddedFile,
    Attachment,
    BugForm,
    Comment,
    Inspection,
    IssueAct,
    IssueFollower,
    IssueLink,
    MirroredIssue,
    SavedQuery,
    State,
    Submission,
)
from issues.outbox.states import Reason
from issues.views.overview import MOST_WAITING, Overview, overview

pytestmark = pytest.mark.django_db
NOTHING = {"all": 0, "needy": 0}
EMPTY = Overview(NOTHING, NOTHING, 0, 0, False, False, False, False, False)


def report(owner: User, state: State = State.FILED, **more: Any) -> Submission:
    return Submission.objects.create(
        owner=owner, state=state, cloud_id="c", issue_key="D-1", project_key="D", **more
    )


def part(model: Any, owner: User, state: State, of: State = State.FILED) -> None:
    more = {"name": "a.txt", "size": 1} if model is Attachment else {"words": "blocks"}
    model.objects.create(submission=report(owner, of), state=state, **more)


def follow(owner: User, **more: Any) -> None:
    row = report(owner)
    issue = MirroredIssue.objects.create(cloud_id="c", issue_id=str(row.pk)[:30], issue_key="D-1")
    now = timezone.now()
    IssueFollower.objects.create(user=owner, issue=issue, submission=row, since=now, **more)


def form(owner: User, **more: Any) -> None:
    made = BugForm.objects.create(name="Shop", slug="shop", cloud_id="c", **more)
    made.groups.add(group_of(owner))


def group_of(owner: User) -> Group:
    group, _made = Group.objects.get_or_create(name=f"of {owner.username}")
    owner.groups.add(group)
    return group


def shared_query(owner: User) -> None:
    other = User.objects.create_user("other", "other@lodge.test")
    made = SavedQuery.objects.create(owner=other, name="q", cloud_id="c", jql="x", on_home=True)
    made.groups.add(group_of(owner))


def comment(owner: User, state: State) -> Comment:
    return Comment.objects.create(owner=owner, state=state, text="x")


def act(owner: User, state: State) -> None:
    IssueAct.objects.create(owner=owner, state=state, digest=str(state))


def file(owner: User, state: State, of: State | None = None) -> None:
    said = comment(owner, of) if of else None
    AddedFile.objects.create(owner=owner, state=state, comment=said, name="a", size=1)


CASES: dict[str, tuple[Callable[[User], object], dict[str, Any]]] = {
    "a filed report": (report, {}),
    "a draft": (lambda u: report(u, State.DRAFT), {"drafts": 1}),
    "a rejected report": (lambda u: report(u, State.REJECTED), {"needy": True}),
    "a report with a question": (
        lambda u: report(u, State.BLOCKED, blocked_reason=Reason.ASK),
        {"needy": True},
    ),
    "what an admin must mend": (
        lambda u: report(u, State.BLOCKED, blocked_reason=Reason.MISCONFIGURED),
        {},
    ),
    "a rejected file": (lambda u: part(Attachment, u, State.REJECTED), {"needy_parts": True}),
    "a rejected link": (lambda u: part(IssueLink, u, State.REJECTED), {"needy_parts": True}),
    "a file of a withdrawn report": (
        lambda u: part(Attachment, u, State.REJECTED, State.WITHDRAWN),
        {},
    ),
    "a comment": (lambda u: comment(u, State.FILED), {"comments": {"all": 1, "needy": 0}}),
    "a refused comment": (
        lambda u: comment(u, State.REJECTED),
        {"comments": {"all": 1, "needy": 1}},
    ),
    "an act": (lambda u: act(u, State.QUEUED), {"acts": {"all": 1, "needy": 0}}),
    "a refused act": (lambda u: act(u, State.REJECTED), {"acts": {"all": 1, "needy": 1}}),
    "a file on an issue": (lambda u: file(u, State.REJECTED), {"acts": {"all": 1, "needy": 1}}),
    "a file of a draft": (
        lambda u: file(u, State.DRAFT, State.DRAFT),
        {"comments": {"all": 1, "needy": 0}},
    ),
    "a followed issue": (follow, {"follows": True}),
    "an issue that waits": (lambda u: follow(u, waits=True), {"follows": True, "waiting": 1}),
    "a form": (form, {"forms": True}),
    "a form that is not in use": (lambda u: form(u, is_active=False), {}),
    "a query": (
        lambda u: SavedQuery.objects.create(owner=u, name="q", jql="x", on_home=True),
        {"queries": True},
    ),
    "a query elsewhere": (lambda u: SavedQuery.objects.create(owner=u, name="q", jql="x"), {}),
    "a shared query": (shared_query, {"queries": True}),
}


@pytest.mark.parametrize("case", CASES)
def test_each_is_told_to_its_owner_alone(case: str, alice: User, bob: User) -> None:
    make, expected = CASES[case]
    assert overview(alice) == EMPTY
    make(alice)
    assert overview(alice) == Overview(**{**vars(EMPTY), **expected})
    assert overview(bob) == EMPTY


def test_what_waits_is_counted_up_to_a_number(alice: User) -> None:
    for _each in range(3):
        follow(alice, waits=True)
    assert overview(alice).waiting == 3
    assert MOST_WAITING == 100


def test_it_is_one_statement(alice: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        overview(alice)


def counted(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_pages_of_someone_with_plain_reports_take_few_statements(
    sign_in: Any, alice: User, link: Any
) -> None:
    """Session, user and link; what there is; the newest reports. Home also reads forms, the list its projects."""
    link(alice)
    rows = [report(alice, sent_at=timezone.now()) for _each in range(3)]
    client = sign_in(alice)
    assert counted(client, "/") == 4
    assert counted(client, "/reports/") == 4
    assert counted(client, f"/reports/{rows[0].pk}/") == 3


def test_what_is_beside_a_report_is_read_where_there_is_some(
    sign_in: Any, alice: User, bob: User
) -> None:
    row = report(alice, sent_at=timezone.now())
    client = sign_in(alice)
    address = f"/reports/{row.pk}/"
    plain = client.get(address).content.decode()
    Attachment.objects.create(submission=row, name="seen.txt", size=1, state=State.FILED)
    Inspection.objects.create(report=row, viewer=bob)
    text = client.get(address).content.decode()
    assert "seen.txt" not in plain
    assert "seen.txt" in text
    assert "<bdi>bob" not in plain
    assert "<bdi>bob" in text
