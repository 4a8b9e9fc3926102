"""Database time of each page of the administration among many reports, beside the same among 10 000."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.db import connection as database_connection

from tests.bench.linked_account import link_alice
from tests.bench.reports import fill, followers, pattern
from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

FEW, TURNS = 10_000, 5
# Short times are those of the machine: below this many milliseconds two sizes are alike.
ALIKE_MS = 2.0
# In a table of few rows PostgreSQL reads all of them, and rightly.
LARGE = ("issues_submission", "issues_mirroredissue", "issues_issuefollower", "issues_reportline")


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """The page that grows most, and the search for a key, with *size* reports."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from accounts.models import User

    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    seat, many = link_alice(sandbox), size or 200_000
    pattern(seat)
    person = User.objects.get(username="alice")
    client = Client()
    boss = User.objects.create_superuser("boss", "boss@lodge.test")
    client.force_login(boss, backend="accounts.authentication.NameOrEmailBackend")
    spent: list[dict[str, float]] = []
    for first, count in ((1_000, FEW), (1_000_000, many - FEW)):
        fill(person.pk, count, first, seat.account_id)
        with database_connection.cursor() as cursor:
            cursor.execute("DELETE FROM issues_issuefollower")
        followers()
        spent.append({path: milliseconds(client, path) for path in pages()})
    few, lots = spent
    ratios = {path: max(lots[path], ALIKE_MS) / max(few[path], ALIKE_MS) for path in few}
    for path in sorted(ratios, key=ratios.__getitem__, reverse=True)[:5]:
        more = f" ({lots[path]:.1f} ms; {few[path]:.1f} ms)"
        what = f"Database time of {path} among {many:,} reports, against {FEW:,}, {database}"
        yield Row.at_most(what, ratios[path], 3, more=more)
    scans = read_whole(client, "/admin/issues/submission/?q=DEMO-1000500")
    what = f"Tables read from end to end by the search for a key, {database}"
    yield Row.exactly(what, ", ".join(scans) or "none", "none")


def pages() -> list[str]:
    """The list of each model that the administration shows, and what is searched for in the largest."""
    from django.contrib import admin
    from django.urls import reverse

    names = [
        f"admin:{each._meta.app_label}_{each._meta.model_name}_changelist"
        for each in admin.site._registry
    ]
    reports = reverse("admin:issues_submission_changelist")
    searches = [f"{reports}?q={words}" for words in ("DEMO-1500", "DEMO-1000500", "alice")]
    return ["/admin/", *map(reverse, names), *searches, f"{reports}?p=20"]


def milliseconds(client: Any, path: str) -> float:
    """The least that the database took for the page, after one that warms up."""
    taken = []
    for number in range(TURNS + 1):
        with watched() as seconds:
            assert client.get(path).status_code == 200, path
        if number:
            taken.append(sum(seconds) * 1e3)
    return min(taken)


@contextmanager
def watched() -> Iterator[list[float]]:
    """Collects the seconds of each statement."""
    seconds: list[float] = []

    def note(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seconds.append(perf_counter() - began)

    with database_connection.execute_wrapper(note):
        yield seconds


def read_whole(client: Any, path: str) -> list[str]:
    """The large tables that a statement of the page reads from end to end."""
    found: set[str] = set()

    def explain(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if str(sql).startswith("SELECT"):
            with context["connection"].connection.cursor() as cursor:
                plan = cursor.execute(f"EXPLAIN {sql}", params).fetchall()
            lines = " ".join(str(line[0]) for line in plan)
            found.update(table for table in LARGE if f"Seq Scan on {table}" in lines)
        return execute(sql, params, many, context)

    with database_connection.execute_wrapper(explain):
        assert client.get(path).status_code == 200
    return sorted(found)
