"""A copy of the database under another installation's id: nothing leaves it, and nothing in it changes, until it is
adopted. Then everything that waited goes.
"""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from accounts import mailing
from accounts import tasks as account_tasks
from accounts.mailing.account_mails import RESET
from accounts.models import Mail, User
from installation import copy_guard
from installation.models import Installation
from integrations import connections
from integrations import tasks as link_tasks
from integrations.errors import Copied
from integrations.models import Connection
from integrations.transport import Request, send
from issues import tasks
from issues.models import Attachment, Comment, IssueLink, State, Submission
from tests.integration.issues.attachments.conftest import keep, time_passes, upload
from tests.integration.issues.filing.conftest import Desk, come_due, sweep
from tests.integration.issues.filing.test_report_pages import stored
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

OURS, COPY = "http://lodge.test", "staging"


@pytest.fixture
def desk(
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> Desk:
    """Alice, linked."""
    link(alice)
    return Desk(sign_in(alice), sandbox)


@pytest.fixture
def mails(settings: Any, tmp_path: Path) -> Callable[[], int]:
    """How many mails left, by the way that every mail takes, into a folder."""
    folder = tmp_path / "mails"
    settings.EMAIL_BACKEND = "accounts.mailing.email_backend.EmailBackend"
    settings.MAILS_LEAVE_BY = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder)
    return lambda: sum(each.read_text().count("Message-ID:") for each in folder.glob("*.log"))


def copied(settings: Any) -> None:
    """From here on this process belongs to another installation than the database."""
    copy_guard.check()
    settings.INSTALLATION_ID = COPY
    copy_guard.forget()


def full_queue(desk: Desk, alice: User) -> tuple[Submission, Submission]:
    """A report that waits, with a file and a link; one in doubt; a comment; a mail; a link to renew. All due."""
    desk.somebody_elses_issue()
    waits = stored(desk, alice, State.QUEUED, first_sent_at=None)
    keep(waits, [upload()])
    doubtful = stored(
        desk, alice, State.UNCONFIRMED, summary="In doubt", fields={"summary": "In doubt"}
    )
    dying = stored(
        desk, alice, State.SENDING, lease_owner="x", lease_until=timezone.now() - timedelta(hours=1)
    )
    stored(desk, alice, State.BLOCKED, blocked_reason="link", next_attempt_at=timezone.now())
    IssueLink.objects.create(
        submission=waits, type_id="10000", words="blocks", outward=True, other_key="DEMO-1"
    )
    Comment.objects.create(
        owner=alice, account_id=waits.account_id, cloud_id=waits.cloud_id, issue_key="DEMO-1", text="Me too",
        state=State.QUEUED,
    )  # fmt: skip
    mailing.post(RESET, person=alice)
    Connection.objects.update(
        refresh_after=timezone.now() - timedelta(minutes=1), sites_read_at=None
    )
    time_passes()
    return doubtful, dying


def rows() -> list[Any]:
    """All that waits, column by column."""
    models = (Submission, Attachment, IssueLink, Comment, Mail, Connection)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def everything_that_runs() -> None:
    """What worker and schedule do, without the queue between."""
    tasks.sweep()
    sweep()
    for model, kind in (
        (Submission, "submission"),
        (Attachment, "attachment"),
        (Comment, "comment"),
    ):
        for pk in model._default_manager.values_list("pk", flat=True):
            tasks.send_one(str(pk), kind)
    link_tasks.refresh_batch(list(Connection.objects.values_list("pk", flat=True)))
    link_tasks.refresh_batch(connections.due(10))
    link_tasks.reread_sites()
    link_tasks.tend_links()
    account_tasks.deliver_mails()


def test_of_a_full_queue_nothing_leaves_a_copy_and_all_of_it_once_it_is_adopted(
    desk: Desk, alice: User, settings: Any, mails: Callable[[], int]
) -> None:
    full_queue(desk, alice)
    copied(settings)
    before, seen = rows(), len(desk.sandbox.calls())
    everything_that_runs()
    assert len(desk.sandbox.calls()) == seen, "no call of any kind, uploads and renewals included"
    assert mails() == 0
    assert rows() == before

    said = StringIO()
    call_command("adopt_installation", stdout=said)
    assert f"belonged to {OURS}" in said.getvalue()
    for _ in range(6):
        everything_that_runs()
        time_passes()
    [issue] = [each for each in desk.filed() if each["attachments"]]
    assert [each["name"] for each in issue["attachments"]] == ["log.txt"]
    assert not Submission.objects.exclude(state=State.FILED).exists()
    assert mails() == 1
    assert desk.sandbox.calls("POST", "/oauth/token$")


def test_no_way_out_can_forget_to_ask(desk: Desk, settings: Any, mails: Callable[[], int]) -> None:
    copied(settings)
    seen = len(desk.sandbox.calls())
    for method in ("GET", "POST"):
        with pytest.raises(Copied, match=OURS):
            send(Request(method, f"{desk.sandbox.url}/rest/api/3/myself", write=method == "POST"))
    with pytest.raises(Copied):
        connections.refresh(Connection.objects.get().pk, asked_by="admin")
    with pytest.raises(copy_guard.CopyError, match=OURS):
        send_mail("Subject", "Body", None, ["dora@lodge.test"])
    assert (len(desk.sandbox.calls()), mails()) == (seen, 0)


def test_a_copy_deletes_nothing_in_a_storage_that_the_original_may_share(
    db: None, settings: Any
) -> None:
    name = default_storage.save("attachments/x/log.txt", ContentFile(b"hello"))
    copied(settings)
    default_storage.delete(name)
    assert default_storage.exists(name)
    call_command("adopt_installation", stdout=StringIO())
    default_storage.delete(name)
    assert not default_storage.exists(name)


def test_what_is_sent_in_a_copy_is_kept_and_goes_after_it_is_adopted(
    desk: Desk, settings: Any
) -> None:
    page, form = desk.open_form()
    copied(settings)
    seen = len(desk.sandbox.calls())
    page = desk.send(page, form, summary="It broke")
    assert page.status == 200
    row = Submission.objects.get()
    assert (row.state, row.tries) == (State.QUEUED, 0)
    assert (desk.filed(), len(desk.sandbox.calls())) == ([], seen)
    call_command("adopt_installation", stdout=StringIO())
    come_due()
    sweep()
    assert len(desk.filed()) == 1


def test_what_needs_jira_says_that_a_copy_asks_for_nothing(desk: Desk, settings: Any) -> None:
    copied(settings)
    begun = desk.post("/link/begin/atlassian/", {})
    for page in (desk.get(f"/report/{desk.site['cloud_id']}/DEMO/"), begun):
        assert page.status == 503
        assert page.text.count("This is a copy of Lodge: nothing leaves it.") == 2


def test_a_copy_is_not_ready_and_says_why_also_to_the_admins(
    sign_in: Callable[[User], Client], alice: User, settings: Any
) -> None:
    copied(settings)
    answer = Client(headers={"host": "lodge.test"}).get("/readyz/installation")
    assert (answer.status_code, answer.json()["checks"]) == (503, {"installation": "copy"})
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    text = sign_in(alice).get("/admin/").text
    assert (
        f"This is a copy: the database belongs to another installation, <bdi>{OURS}</bdi>" in text
    )
    assert "This is a copy of Lodge" in sign_in(alice).get("/admin/accounts/user/").text


def test_while_the_database_is_away_the_last_word_counts_and_without_one_nothing_leaves(
    db: None, settings: Any
) -> None:
    def away(*_statement: Any) -> None:
        raise OperationalError("no connection")

    copy_guard.check()
    known = copy_guard._seen
    assert known is not None
    copy_guard._seen = type(known)(known.owner, known.at - 2 * copy_guard.FRESH_SECONDS)
    with connection.execute_wrapper(away):
        copy_guard.check()
        settings.INSTALLATION_ID = COPY
        with pytest.raises(copy_guard.CopyError):
            copy_guard.check()
        copy_guard.forget()
        with pytest.raises(OperationalError):
            copy_guard.check()


def test_the_first_to_send_names_the_database_and_a_page_does_not(desk: Desk) -> None:
    Installation.objects.all().delete()
    copy_guard.forget()
    desk.get("/reports/")
    assert not Installation.objects.exists()
    copy_guard.check()
    assert [each.name for each in Installation.objects.all()] == [OURS]


@pytest.mark.parametrize("path", ["/", "/reports/", "/link/", "/account/preferences/"])
def test_every_page_of_a_copy_says_so(desk: Desk, settings: Any, path: str) -> None:
    copied(settings)
    page = desk.get(path)
    assert "This is a copy of Lodge: nothing leaves it." in page.text
    assert OURS not in page.text
    settings.INSTALLATION_ID = OURS
    assert "This is a copy" not in desk.get(path).text
