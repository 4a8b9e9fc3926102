"""Memory of a query's file: how much the process grows by the rows, from Jira's answers to the last byte."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.linked_account import Seat, link_alice
from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

FEW, LIMIT_MB = 200, 10
COLUMNS = ("issuekey", "summary", "status", "created", "description")


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """Rows for files of *size* issues."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    seat = link_alice(sandbox)
    few, many = (queries(sandbox, seat, count) for count in (FEW, size))
    for kind in ("csv", "xlsx"):
        taken(few, kind)  # imports, and what is made once
        before = forget_peak()
        started = perf_counter()
        sent = taken(many, kind)
        seconds, grown = perf_counter() - started, memory("VmHWM") - before
        more = f" ({sent / 1024:.0f} KB in {seconds:.1f} s)"
        what = f"growth of the process by a query of {size} rows to {kind.upper()}, {database}"
        yield Row.at_most(what, grown, LIMIT_MB, " MB", more=more)


def queries(sandbox: Sandbox, seat: Seat, count: int) -> Any:
    """A saved query that finds *count* issues, each with a description."""
    from accounts.models import User
    from issues.models import SavedQuery

    word = f"many{count}"
    fields = {"summary": word, "description": seat.fields["description"]}
    where = {"cloud_id": seat.cloud_id, "account_id": seat.account_id, "project": "DEMO"}
    issues = [{**where, "issue_type": "Bug", "fields": fields, "count": count}]
    sandbox.control("POST", "/seed", {"issues": issues})
    return SavedQuery.objects.create(
        owner=User.objects.get(username="alice"),
        name=word,
        cloud_id=seat.cloud_id,
        jql=f"project = DEMO AND summary ~ {word} ORDER BY key",
        columns=[{"id": each, "name": each.title()} for each in COLUMNS],
    )


def taken(saved: Any, kind: str) -> int:
    """Take the whole file of a query, as a browser does; how many bytes it has."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    backend = "accounts.authentication.NameOrEmailBackend"
    client.force_login(saved.owner, backend=backend)
    answer: Any = client.get(f"/queries/{saved.pk}/{kind}/")
    assert answer.status_code == 200, answer.status_code
    sent = sum(map(len, answer.streaming_content))
    answer.close()
    return sent


def forget_peak() -> float:
    """Let the kernel measure the most memory from now on; what the process has now, in MB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return memory("VmRSS")


def memory(name: str) -> float:
    """VmRSS: what this process has; VmHWM: the most that it has had. In MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (found,) = (line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return int(found) / 1024
