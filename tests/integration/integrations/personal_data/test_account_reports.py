"""Atlassian is told whose data Lodge stores, and what it answers happens: closed accounts go, changed ones are read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import tasks
from integrations.models import AccountReport, Connection, StoredAccount, Token
from integrations.user_lifecycle import account_reports, stored_accounts
from tests.conftest import person
from tests.support.sandbox import SCOPES, Sandbox

pytestmark = pytest.mark.django_db
Link = Callable[..., Connection]
PATH = "/app/report-accounts/"
WITH_SCOPE = f"{SCOPES} report:personal-data"


@pytest.fixture(autouse=True)
def _scope(settings: Any) -> None:
    settings.ATLASSIAN_SCOPES = WITH_SCOPE.split()


@pytest.fixture
def alices(link: Link, alice: User) -> Connection:
    return link(alice, scopes=WITH_SCOPE)


def reports(sandbox: Sandbox) -> list[dict[str, Any]]:
    return sandbox.calls("POST", PATH)


def change(sandbox: Sandbox, connection: Connection, **facts: Any) -> None:
    """The account changes at Atlassian, after Lodge retrieved its data."""
    StoredAccount.objects.update(retrieved_at=timezone.now() - timedelta(hours=1))
    sandbox.control("PATCH", f"/accounts/{connection.account_id}", facts)


def due() -> None:
    StoredAccount.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def invented(number: int) -> None:
    """So many accounts of which something is stored."""
    now = timezone.now()
    StoredAccount.objects.bulk_create(
        StoredAccount(account_id=f"712020:{each:036}", retrieved_at=now, due_at=now)
        for each in range(number)
    )


def test_each_account_is_reported_once_in_a_cycle(sandbox: Sandbox, alices: Connection) -> None:
    tasks.note_accounts()
    tasks.report_accounts()
    tasks.report_accounts()
    assert len(reports(sandbox)) == 1
    [record] = AccountReport.objects.all()
    assert (record.accounts, record.status, record.closed, record.changed) == (1, 204, 0, 0)
    [stored] = StoredAccount.objects.all()
    assert stored.account_id == alices.account_id
    assert stored.due_at - record.at > timedelta(days=6.9)


@pytest.mark.parametrize(
    ("period", "days"), [("14", 14), ("P3D", 3), ("864000", 10), ("P400D", 30), ("rubbish", 7)]
)
def test_the_next_report_comes_when_atlassian_says(
    sandbox: Sandbox, alices: Connection, period: str, days: int
) -> None:
    sandbox.config(cycle_period=period)
    tasks.note_accounts()
    tasks.report_accounts()
    wait = StoredAccount.objects.get().due_at - timezone.now()
    assert timedelta(days=days - 0.1) < wait <= timedelta(days=days)


def test_a_call_names_ninety_accounts_at_most(sandbox: Sandbox, alices: Connection) -> None:
    invented(200)
    tasks.report_accounts()
    assert len(reports(sandbox)) == 3
    counts = list(AccountReport.objects.order_by("pk").values_list("accounts", "closed"))
    # The sandbox knows none of them: what is not there was closed.
    assert counts == [(90, 90), (90, 90), (20, 20)]
    assert not StoredAccount.objects.exists()


def test_after_429_nothing_is_sent_for_an_hour_at_least(
    sandbox: Sandbox, alices: Connection
) -> None:
    tasks.note_accounts()
    sandbox.fault("rate_limit", path=PATH, retry_after=2, times=1)
    tasks.report_accounts()
    due()
    tasks.report_accounts()
    assert len(reports(sandbox)) == 1
    [record] = AccountReport.objects.all()
    assert record.status == 429
    assert record.not_before is not None
    assert record.not_before - record.at >= timedelta(minutes=59)
    AccountReport.objects.update(not_before=timezone.now())
    tasks.report_accounts()
    assert len(reports(sandbox)) == 2


def test_an_outage_is_recorded_and_tried_again_later(sandbox: Sandbox, alices: Connection) -> None:
    tasks.note_accounts()
    sandbox.fault("status", path=PATH, status=503, times=1)
    tasks.report_accounts()
    assert AccountReport.objects.get().not_before is not None
    AccountReport.objects.update(not_before=None)
    due()
    tasks.report_accounts()
    assert AccountReport.objects.filter(status=204).count() == 1


def test_a_closed_account_is_erased_and_its_owner_stays(
    sandbox: Sandbox, alices: Connection, alice: User
) -> None:
    tasks.note_accounts()
    change(sandbox, alices, status="closed")
    tasks.report_accounts()
    assert not Connection.objects.exists()
    assert not Token.objects.exists()
    assert not StoredAccount.objects.exists()
    assert User.objects.filter(pk=alice.pk).exists()
    record = AccountReport.objects.get()
    assert (record.closed, record.changed) == (1, 0)
    assert record.erased_rows >= 1


def test_a_changed_account_is_read_again(sandbox: Sandbox, alices: Connection) -> None:
    tasks.note_accounts()
    change(sandbox, alices, name="Alice Married")
    tasks.report_accounts()
    alices.refresh_from_db()
    assert alices.display_name == "Alice Married"
    assert AccountReport.objects.get().changed == 1
    due()
    AccountReport.objects.all().delete()
    tasks.report_accounts()
    assert AccountReport.objects.get().changed == 0, "what was read anew counts from then on"


def test_the_old_name_goes_where_no_token_lives(
    sandbox: Sandbox, alices: Connection, link: Link, bob: User
) -> None:
    bobs = link(bob, "bob", scopes=WITH_SCOPE)
    tasks.note_accounts()
    Token.objects.filter(connection=alices).update(expires_at=timezone.now())
    change(sandbox, alices, name="Alice Married")
    tasks.report_accounts()
    alices.refresh_from_db()
    bobs.refresh_from_db()
    assert (alices.display_name, bobs.display_name) == ("", "Bob")


def test_the_token_of_a_link_without_the_scope_is_not_used(
    sandbox: Sandbox, link: Link, alice: User
) -> None:
    link(alice)
    tasks.note_accounts()
    tasks.report_accounts()
    assert reports(sandbox) == []
    assert "no link has a live token" in AccountReport.objects.get().detail


def test_nothing_is_sent_where_the_app_lacks_the_scope(
    sandbox: Sandbox, alices: Connection, settings: Any
) -> None:
    settings.ATLASSIAN_SCOPES = SCOPES.split()
    tasks.note_accounts()
    tasks.report_accounts()
    assert reports(sandbox) == []
    assert not AccountReport.objects.exists()


def test_an_account_of_which_nothing_is_left_is_not_reported(alices: Connection) -> None:
    stored_accounts.note()
    Connection.objects.all().delete()
    stored_accounts.note()
    assert not StoredAccount.objects.exists()


@pytest.mark.parametrize("other", ["unknown", "jdoe", "JIRAUSER10100", "a b", ""])
def test_names_of_data_center_are_not_reported(alices: Connection, other: str) -> None:
    Connection.objects.update(account_id=other)
    assert stored_accounts.note() == 0


def test_accounts_that_another_process_took_are_left_to_it(
    sandbox: Sandbox, alices: Connection
) -> None:
    tasks.note_accounts()
    first = account_reports._reserved()
    assert len(first) == 1
    tasks.report_accounts()
    assert reports(sandbox) == []


def test_the_administration_shows_the_proof_and_no_account(
    sandbox: Sandbox, alices: Connection, sign_in: Callable[[User], Client], settings: Any
) -> None:
    tasks.note_accounts()
    tasks.report_accounts()
    root = sign_in(person("root", is_staff=True, is_superuser=True))
    page = root.get("/admin/integrations/accountreport/").text
    assert "Accounts of which something is stored: 1." in page
    assert "next in 7 days" in page
    assert alices.account_id not in page
    settings.ATLASSIAN_SCOPES = SCOPES.split()
    page = root.get("/admin/integrations/accountreport/").text
    assert "lacks report:personal-data" in page


def test_records_are_kept_for_a_year_and_no_longer() -> None:
    def record(age: timedelta) -> datetime:
        at = timezone.now() - age
        AccountReport.objects.create(accounts=1, at=at)
        return at

    kept = record(timedelta(days=370))
    record(timedelta(days=401))
    tasks.clean_up()
    assert list(AccountReport.objects.values_list("at", flat=True)) == [kept]
