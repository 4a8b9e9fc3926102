"""What administrators see of a link beside its page: what its end would stop, its record, and who changed what."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, RefreshAttempt, Token
from issues.models import Comment, SavedQuery, State, Submission, Webhook
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
LIST = "/admin/integrations/connection/"


@pytest.fixture
def root(db: None, sign_in: SignIn) -> Client:
    """An administrator."""
    return sign_in(User.objects.create_superuser("root", "root@lodge.test"))


@pytest.fixture
def place(linked: Connection, alice: User) -> dict[str, Any]:
    """Whose rows of the outbox are, and where."""
    site = linked.sites.get(name="Demo team")
    return {
        "owner": alice,
        "account_id": linked.account_id,
        "cloud_id": site.cloud_id,
        "site_name": site.name,
        "site_url": site.url,
    }


def text_of(answer: Any) -> str:
    """A page."""
    return str(answer.content.decode())


def counts(page: Any) -> dict[str, int]:
    """The lines of a rehearsal by the beginnings of their words."""
    return {str(each.words).partition(":")[0]: each.count for each in page.context["stops"]}


def test_a_rehearsal_counts_what_would_stop_and_changes_nothing(
    root: Client, linked: Connection, place: dict[str, Any], alice: User, sandbox: Sandbox
) -> None:
    for state in (State.QUEUED, State.UNCONFIRMED, State.BLOCKED, State.FILED, State.DRAFT):
        Submission.objects.create(**place, summary="It broke", state=state)
    Comment.objects.create(**place, issue_key="DEMO-1", text="Too", state=State.QUEUED)
    Webhook.objects.create(
        cloud_id=place["cloud_id"], account_id=linked.account_id, next_check_at=timezone.now()
    )
    SavedQuery.objects.create(owner=alice, name="Bugs", cloud_id=place["cloud_id"], jql="")
    after = sandbox.calls()[-1]["n"]
    page = root.get(f"{LIST}{linked.pk}/rehearse/")
    assert counts(page) == {
        "Sites that no other link opens": linked.sites.count(),
        "Reports on their way to Jira": 3,
        "Comments on their way": 1,
        "Webhooks that it holds": 1,
        "Drafts of its owner": 1,
        "Saved queries of its owner": 1,
    }
    assert sandbox.calls(after=after) == []
    linked.refresh_from_db()
    assert linked.state == "active"


def test_what_others_have_is_not_counted(
    root: Client, linked: Connection, link: Callable[..., Connection], bob: User, place: Any
) -> None:
    bobs = link(bob, "bob")
    Submission.objects.create(**place, summary="It broke", state=State.QUEUED)
    found = counts(root.get(f"{LIST}{bobs.pk}/rehearse/"))
    assert "Reports on their way to Jira" not in found


def test_a_link_that_nothing_needs_stops_nothing(root: Client, linked: Connection) -> None:
    linked.sites.all().delete()
    assert "Nothing would stop." in text_of(root.get(f"{LIST}{linked.pk}/rehearse/"))


def test_the_record_holds_what_helps_and_nothing_that_opens_or_names(
    root: Client, linked: Connection
) -> None:
    RefreshAttempt.objects.create(
        connection=linked,
        asked_by="schedule",
        generation=1,
        outcome="refused",
        status=403,
        detail="403 invalid_grant asked for alice@lodge.test",
    )
    token = Token.objects.get(connection=linked)
    page = text_of(root.get(f"{LIST}{linked.pk}/report/"))
    record = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "state: active" in record
    assert "schedule refused 403 403 invalid_grant asked for …@…" in record
    assert "read:jira-work" in record
    for secret in (linked.account_id, linked.display_name, token.access_token, "alice@"):
        assert secret not in record


def test_what_administrators_do_is_listed_with_who_and_when(
    root: Client, linked: Connection
) -> None:
    root.post(f"{LIST}{linked.pk}/check/")
    root.post(f"{LIST}{linked.pk}/disconnect/")
    page = text_of(root.get(f"{LIST}{linked.pk}/change/"))
    history = page.partition("Who changed what")[2]
    assert history.index("Disconnected.") < history.index("Checked: it works.")
    assert "root" in history


def test_what_owners_do_is_listed_too(
    root: Client, sign_in: SignIn, alice: User, linked: Connection
) -> None:
    sign_in(alice).post("/link/disconnect/")
    page = text_of(root.get(f"{LIST}{linked.pk}/change/"))
    assert "Disconnected by its owner." in page
    assert LogEntry.objects.get().user == alice


def test_a_link_that_nobody_changed_says_so(root: Client, linked: Connection) -> None:
    assert "Nobody so far." in text_of(root.get(f"{LIST}{linked.pk}/change/"))


@pytest.mark.parametrize("page", ["rehearse", "report"])
def test_staff_who_may_only_look_get_neither(
    sign_in: SignIn, bob: User, linked: Connection, page: str
) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_connection"))
    client = sign_in(bob)
    assert client.get(f"{LIST}{linked.pk}/{page}/").status_code == 403
    assert f"/{page}/" not in text_of(client.get(f"{LIST}{linked.pk}/change/"))


def test_links_are_found_by_the_end_of_their_credentials(root: Client, linked: Connection) -> None:
    assert text_of(root.get(LIST, {"ends": "month"})).count("field-whose") == 1
    soon = timezone.now().date() + timedelta(days=10)
    Connection.objects.filter(pk=linked.pk).update(credential_expires_on=soon)
    assert len(root.get(LIST, {"ends": "month"}).context["cl"].result_list) == 1
    assert len(root.get(LIST, {"ends": "week"}).context["cl"].result_list) == 0
    assert "a new one is to be entered" in text_of(root.get(LIST))
