"""Lodge in processes of its own: who asks on a page gets the mail by the worker, whatever a mail server did before."""

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import requests

from accounts.models import Mail, MailServer, MailState, User
from tests.browser.lodge_processes import Served
from tests.integration.accounts.mailing.fake_mail_servers import Inbox, free_port
from tests.support.secret_search import hits_in_files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A mail server."""
    with Inbox() as server:
        yield server


@pytest.fixture
def lodge(repository: Path, tmp_path: Path, settings: Any, inbox: Inbox) -> Iterator[Served]:
    """A Lodge that is told of it."""
    made = Served(repository, tmp_path, settings)
    made.environment |= {"EMAIL_URL": f"smtp://127.0.0.1:{inbox.port}", "EMAIL_TIMEOUT": "2"}
    try:
        yield made
    finally:
        made.kill()


def ask(lodge: Served, address: str) -> None:
    """For a link to a new password, as a browser does."""
    with requests.Session() as browser:
        page = browser.get(f"{lodge.url}/account/forgotten/", timeout=120)
        [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[:1]
        form = {"csrfmiddlewaretoken": token, "email": address}
        answer = browser.post(f"{lodge.url}/account/forgotten/", form, timeout=120)
        assert "If a user here has that address" in answer.text


def arrived(inbox: Inbox, count: int) -> list[str]:
    """The mails, once there are so many."""
    until = monotonic() + 120
    while len(inbox.mails) < count and monotonic() < until:
        sleep(0.2)
    return inbox.mails


def test_the_worker_sends_what_a_page_was_asked_for(
    lodge: Served, inbox: Inbox, alice: User
) -> None:
    lodge.start()
    ask(lodge, "nobody@lodge.test")
    ask(lodge, "alice@lodge.test")
    assert inbox.mails == [], "nobody works"
    lodge.start_worker()
    [mail] = arrived(inbox, 1)
    link = re.search(r"/account/forgotten/\S+/(\S+)/", mail)
    assert link
    assert requests.get(lodge.url + link[0], timeout=120).url.endswith("/set-password/")
    until = monotonic() + 60
    while Mail.objects.filter(state=MailState.WAITING).exists() and monotonic() < until:
        sleep(0.2)
    assert list(Mail.objects.values_list("person", "about")) == [(alice.pk, "")]
    assert hits_in_files({"key": link[1]}, [lodge.log]) == []


def test_a_mail_server_that_was_away_gets_everything_once_it_is_back(
    lodge: Served, inbox: Inbox, alice: User, bob: User
) -> None:
    lodge.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{free_port()}"
    lodge.start()
    lodge.start_worker()
    ask(lodge, "alice@lodge.test")
    until = monotonic() + 120
    while not MailServer.objects.filter(failures__gt=0).exists() and monotonic() < until:
        sleep(0.2)
    ask(lodge, "bob@lodge.test")
    lodge.kill()
    lodge.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{inbox.port}"
    lodge.start_worker()
    assert sorted(re.findall(r"^To: (\S+)", "\n".join(arrived(inbox, 2)), re.MULTILINE)) == [
        "alice@lodge.test",
        "bob@lodge.test",
    ]
