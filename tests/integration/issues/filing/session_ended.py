"""Somebody whose session ends while they write, and who comes back."""

from collections.abc import Callable
from typing import Any

from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from issues.models import Submission
from tests.conftest import PASSWORD
from tests.integration.issues.filing.conftest import Desk
from tests.support.http_visitor import Form, Page


def come_back_with(
    desk: Desk, meanwhile: Callable[[], object] = lambda: None, **typed: Any
) -> Page:
    """Alice's session ends, she presses the button all the same, and signs in again."""
    _page, form = desk.open_form()
    desk.client.logout()
    meanwhile()
    page = desk.post(form.action, {**form.values(), **typed})
    return desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )


def in_a_strict_browser(desk: Desk, alice: User) -> Desk:
    """Alice, behind a browser whose cookie and form must agree, as in production."""
    client = Client(headers={"host": "lodge.test"}, enforce_csrf_checks=True)
    client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    return Desk(client, desk.sandbox)


def session_is_deleted(_user: User) -> None:
    """Those who run Lodge end it."""
    Session.objects.all().delete()


def files_of(row: Submission) -> list[str]:
    return [each.name for each in row.attachments.order_by("position")]


def signed_out_again(desk: Desk, form: Form, **typed: Any) -> Page:
    """The session ends, the button is pressed, and alice signs in."""
    desk.client.logout()
    page = desk.post(form.action, {**form.values(), **typed})
    return desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )


def grown_old(alice: User) -> None:
    """What the form says of its writer proves too little from now on, though nothing else is another."""
    alice.set_password("another")
    alice.save()
    alice.set_password(PASSWORD)
    alice.save()
