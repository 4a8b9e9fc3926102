"""Alice at her desk: linked, signed in, on her way through the pages without a browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection
from issues import tasks
from issues.models import Submission
from issues.outbox import backoff
from tests.support.http_visitor import Form, Page, _Reader
from tests.support.sandbox import Sandbox

CREATE = r"/rest/api/3/issue$"


class Desk:
    """One signed-in person, and what the simulated Jira saw of them."""

    def __init__(self, client: Client, sandbox: Sandbox) -> None:
        self.client, self.sandbox = client, sandbox
        self.site = sandbox.site("demo-team")

    def get(self, url: str) -> Page:
        """Open *url*, following redirects."""
        return self._read(self.client.get(url, follow=True))

    def post(self, url: str, values: dict[str, Any]) -> Page:
        """Post, following redirects."""
        return self._read(self.client.post(url, values, follow=True))

    def send(self, page: Page, form: Form, press: str = "", **values: Any) -> Page:
        """Send *form* of *page* as it stands, with *values* written over it; *press* is name=value of a button."""
        sent: dict[str, Any] = {**form.values(), **values}
        if press:
            name, _, value = press.partition("=")
            sent[name] = value
        return self.post(form.action or page.url, sent)

    def _read(self, answer: Any) -> Page:
        reader = _Reader()
        html = answer.content.decode()
        reader.feed(html)
        path = answer.request["PATH_INFO"]
        query = answer.request.get("QUERY_STRING", "")
        text = re.sub(r"\s+", " ", " ".join(reader.words)).strip()
        url = f"{path}?{query}" if query else path
        return Page(url, answer.status_code, html, reader.forms, reader.links, text)

    def form_url(self, type_name: str = "Bug", project: str = "DEMO") -> str:
        """Where the form of a type is, as the pages lead there."""
        page = self.get(f"/report/{self.site['cloud_id']}/{project}/")
        return urlsplit(page.link_to(f"^{type_name}$")).path

    def open_form(self) -> tuple[Page, Form]:
        """The form for a bug in DEMO."""
        page = self.get(self.form_url())
        return page, page.form_with("summary", "submission")

    def file(self, summary: str = "It broke", **values: Any) -> Page:
        """Open the form and send it."""
        page, form = self.open_form()
        return self.send(page, form, summary=summary, **values)

    def somebody_elses_issue(self) -> None:
        """Bob files one too, so that Alice can be seen to see what others file."""
        token = self.sandbox.grant("bob")["access_token"]
        project = next(each for each in self.site["projects"] if each["key"] == "DEMO")
        kind = self.form_url().rstrip("/").rpartition("/")[2]
        fields = {"project": {"id": project["id"]}, "issuetype": {"id": kind}, "summary": "of bob"}
        url = f"{self.sandbox.url}/ex/jira/{self.site['cloud_id']}/rest/api/3/issue"
        headers = {"Authorization": f"Bearer {token}"}
        self.sandbox.http.post(
            url, json={"fields": fields}, headers=headers, timeout=30
        ).raise_for_status()

    def creates(self) -> list[dict[str, Any]]:
        """Every create call of Alice's that reached Jira's door."""
        alice = self.sandbox.account("Alice")["account_id"]
        return [c for c in self.sandbox.calls("POST", CREATE) if c["account_id"] in (alice, None)]

    def filed(self, summary: str = "It broke") -> list[dict[str, Any]]:
        """Every issue in Jira with this summary."""
        return [issue for issue in self.sandbox.issues() if issue["summary"] == summary]


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


def report() -> Submission:
    """The only one there is."""
    return Submission.objects.get()


def told(row: Submission) -> list[str]:
    """The receipt."""
    return [event.what for event in row.events.all()]


def come_due(*, doubt: bool = True) -> None:
    """Time passes: what waits is due, and what is in doubt has been so for longer than any grace."""
    now = timezone.now()
    Submission.objects.update(next_attempt_at=now, lease_until=None)
    if doubt:
        Submission.objects.filter(state="unconfirmed").update(
            state_since=now - timedelta(seconds=backoff.before_asking_owner() + 60)
        )


def sweep() -> None:
    """What the worker does every few seconds, without the queue between."""
    tasks.tidy()
    for row_id, kind in tasks.waiting():
        tasks.send_one(row_id, kind)
