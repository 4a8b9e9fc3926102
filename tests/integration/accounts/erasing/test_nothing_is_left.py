"""Nothing is left of a person who was erased, by whichever way."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import tasks
from accounts.erasing import erasure_request, erasure_steps
from accounts.models import Erasure, User
from integrations.models import Connection
from issues.models import BugForm, State, Submission
from tests.integration.accounts.erasing.conftest import identifiers, matches

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

LIST = "/admin/accounts/user/"


def by_page(office: Client, user: User) -> None:
    """From her own page."""
    office.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}, follow=True)
    tasks.carry_out_erasures()  # the page leaves to the worker what it has no time for


def by_list(office: Client, user: User) -> None:
    """From the list."""
    chosen = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}
    office.post(LIST, chosen, follow=True)
    tasks.carry_out_erasures()


def by_hand(office: Client, user: User) -> None:
    """As somebody deletes a row in a shell."""
    User.objects.get(pk=user.pk).delete()


def by_query(office: Client, user: User) -> None:
    """As somebody deletes rows in a shell."""
    User.objects.filter(pk=user.pk).delete()


def by_command(office: Client, user: User) -> None:
    """From the command line."""
    call_command("erase_person", user.email, "--yes", stdout=StringIO())


@pytest.mark.parametrize("erase", [by_page, by_list, by_hand, by_query, by_command])
def test_nothing_is_left_in_any_table_or_file(
    everything: User, office: Client, folder: Path, erase: Any
) -> None:
    names = identifiers(everything)
    before = matches(names, folder)
    assert {"files", "accounts_user", "issues_submission", "sessions"} <= before.keys() | {
        "sessions"
    }
    erase(office, everything)
    assert matches(names, folder) == {}
    assert not any(path.is_file() for path in folder.rglob("*"))
    assert cache.get("jira:somebody:found") is None
    erasure = Erasure.objects.get()
    assert (erasure.person, erasure.finished_at is not None) == (None, True)
    assert erasure.counts["issues.submission"] == 6


def test_data_of_other_users_stays(everything: User, office: Client, bob: User) -> None:
    by_page(office, everything)
    assert Submission.objects.get().owner == bob
    assert BugForm.objects.get().created_by is None
    assert LogEntry.objects.count() == 3  # what the boss did, about whom is not said
    assert {(entry.object_repr, entry.change_message) for entry in LogEntry.objects.all()} == {
        ("–", "")
    }


def test_an_earlier_link_is_hers_until_somebody_else_links_that_account(
    alice: User, bob: User, link: Any
) -> None:
    first = link(alice, "bob")
    first.state = "disconnected"
    first.save()
    link(alice)
    first.refresh_from_db()
    assert (first.user, first.former_user) == (None, alice)
    link(bob, "bob")
    first.refresh_from_db()
    assert (first.user, first.former_user) == (bob, None)
    alice.delete()
    assert Connection.objects.get().user == bob


def test_erase_command_prints_remaining_data(everything: User, bob: User) -> None:
    Submission.objects.filter(owner=bob).update(
        summary="alice said so", values={"summary": ["alice said so"]}
    )
    out = StringIO()
    call_command("erase_person", "alice", "--yes", stdout=out)
    table = {line.split()[0]: line.split()[1:] for line in out.getvalue().splitlines() if line}
    assert "What is in Jira stays." in out.getvalue()
    assert table["issues_submission"] == ["1", "0", "1"]  # what Bob wrote is Bob's
    assert table["files"][:2] == ["0", "0"]
    assert {each[1] for name, each in table.items() if name.count("_") and len(each) == 3} == {"0"}


def test_erase_command_erases_nobody_if_one_name_is_unknown(alice: User) -> None:
    with pytest.raises(CommandError, match="nobody"):
        call_command("erase_person", "alice", "nobody-here", "--yes", stdout=StringIO())
    assert User.objects.filter(pk=alice.pk).exists()


def test_erase_command_asks_for_confirmation(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _prompt: "no")
    with pytest.raises(CommandError, match="Nobody was erased"):
        call_command("erase_person", "alice", stdout=StringIO())
    assert User.objects.filter(pk=alice.pk).exists()


def test_user_is_locked_out_when_erasure_is_requested(alice: User, sign_in: Any) -> None:
    client = sign_in(alice)
    erasure_request.ask(alice)
    assert client.get("/").status_code == 302
    alice.refresh_from_db()
    assert not alice.has_usable_password()


def test_interrupted_erasure_is_resumed(
    everything: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = identifiers(everything)
    erasure = erasure_request.ask(everything)
    monkeypatch.setattr("accounts.erasing.delete_rows.BATCH", 1)
    theirs = Submission.objects.filter(owner=everything)
    monkeypatch.setattr(erasure_steps, "monotonic", lambda: float(theirs.count() < 4))
    assert not erasure_steps.carry_out(erasure, seconds=0.5)
    assert User.objects.filter(pk=everything.pk).exists()
    assert theirs.count() == 3
    monkeypatch.undo()
    assert erasure_steps.carry_out(erasure_steps.unfinished()[0])
    assert matches(names, folder) == {}
    assert not erasure_steps.unfinished()


def test_two_processes_do_not_erase_at_once(alice: User) -> None:
    erasure = erasure_request.ask(alice)
    assert erasure_steps._claim(erasure)
    assert not erasure_steps.carry_out(erasure)


def test_drafts_of_somebody_else_are_not_touched(everything: User, bob: User) -> None:
    row = Submission.objects.get(owner=bob)
    everything.delete()
    row.refresh_from_db()
    assert row.state == State.DRAFT
