"""Time of "your reports" for a person with 20 000 reports, in a table of a million, beside one with 100."""

from collections.abc import Iterator, Mapping
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection as database_connection

from tests.bench.alternating import ratio
from tests.bench.linked_account import Seat, connected, link_alice
from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

MANY, FEW, OF_OTHERS, ROUNDS, VIEWS = 20_000, 100, 1000, 7, 5
PATHS = {"all": "/reports/", "open": "/reports/?show=open", "first page": "/"}
# Each like one that Lodge itself made. What is not named here is as in the first row.
SUBMISSION = {
    "id": "gen_random_uuid()",
    "owner_id": "%(owner)s",
    "account_id": "%(account)s",
    "issue_id": "(%(first)s + n)::text",
    "issue_key": "'DEMO-' || (%(first)s + n)",
    "created_at": "now() - n * interval '1 minute'",
    "state_since": "now() - n * interval '1 minute'",
}
ISSUE = {"issue_id": "(%(first)s + n)::text", "issue_key": "'DEMO-' || (%(first)s + n)"}


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """Rows with *size* reports of all people in the table."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from accounts.models import User

    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    seat = link_alice(sandbox)
    pattern(seat)
    people = [User.objects.get(username="alice")]
    people += [User.objects.create_user(f"p{n}", f"p{n}@lodge.test") for n in range(OF_OTHERS)]
    bob = connected(people[1], sandbox, "bob")  # so that both pages show the same
    fill(people[0].pk, MANY, 1_000, seat.account_id)
    fill(people[1].pk, FEW, 100_000, bob.account_id)
    each = max(1, (size - MANY - FEW) // (OF_OTHERS - 1))
    for number, person in enumerate(people[2:]):
        fill(person.pk, each, 1_000_000 + number * each, f"account {number}")
    followers()
    clients = {}
    for name, person in (("many", people[0]), ("few", people[1])):
        clients[name] = Client()
        clients[name].force_login(person, backend="accounts.authentication.NameOrEmailBackend")
    for what, path in PATHS.items():
        spent = by_turns(clients, path)
        more = f" ({median(spent['many']) * 1e3:.1f} ms; {median(spent['few']) * 1e3:.1f} ms)"
        title = f"Your reports ({what}), {MANY:,} of one person among {size:,}, against {FEW}, {database}"
        yield Row.at_most(title, ratio(spent["many"], spent["few"]), 1.2, more=more)


def by_turns(clients: Mapping[str, Any], path: str) -> dict[str, list[float]]:
    """Seconds of a view in each round, the database's time included, after a round that warms up."""
    spent: dict[str, list[float]] = {name: [] for name in clients}
    for number in range(ROUNDS + 1):
        for name, client in clients.items():
            started = perf_counter()
            for _ in range(VIEWS):
                assert client.get(path).status_code == 200
            if number:
                spent[name].append((perf_counter() - started) / VIEWS)
    return spent


def pattern(seat: Seat) -> None:
    """The rows that all others are copies of: of nobody's reports."""
    from django.utils import timezone

    from accounts.models import User
    from issues.models import MirroredIssue, State, Submission

    now = timezone.now()
    nobody = User.objects.create_user("nobody", "nobody@lodge.test")
    place = {"cloud_id": seat.cloud_id, "project_id": "1", "issue_id": "1", "issue_key": "DEMO-1"}
    Submission.objects.create(
        owner=nobody,
        account_id=seat.account_id,
        project_key="DEMO",
        summary="Checkout total is wrong",
        state=State.FILED,
        sent_at=now,
        followed=True,
        **place,
    )
    MirroredIssue.objects.create(
        status="To Do",
        category="new",
        shared=True,
        read_at=now,
        content_at=now,
        issue_updated=now,
        summary="Checkout total is wrong",
        **place,
    )


def fill(owner: int, count: int, first: int, account_id: str) -> None:
    """Insert so many reports of *owner*, filed as this account, and their issues."""
    from issues.models import MirroredIssue, Submission

    for model, varied in ((Submission, SUBMISSION), (MirroredIssue, ISSUE)):
        values = {"owner": owner, "count": count, "first": first, "account": account_id}
        copy_rows(model, varied, values)


def copy_rows(model: type[Any], varied: dict[str, str], values: dict[str, Any]) -> None:
    """Copies of the first row of *model*, with some columns that vary."""
    meta = model._meta
    columns = [
        str(field.column)
        for field in meta.local_concrete_fields
        if not field.primary_key or field.column in varied
    ]
    chosen = [varied.get(column, column) for column in columns]
    with database_connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({', '.join(columns)}) SELECT {', '.join(chosen)}"
            f" FROM {meta.db_table}, generate_series(1, %(count)s::bigint) AS n WHERE issue_key = 'DEMO-1'",
            values,
        )


def followers() -> None:
    """A follower for each report, proven now; then let PostgreSQL look at the tables as its autovacuum would."""
    with database_connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO issues_issuefollower (user_id, issue_id, submission_id, account_id, since, proven_at,"
            " next_proof_at, bucket, waits) SELECT s.owner_id, m.id, s.id, s.account_id, s.state_since, now(),"
            " now() + interval '20 hours', 'open', false FROM issues_submission s"
            " JOIN issues_mirroredissue m ON m.cloud_id = s.cloud_id AND m.issue_id = s.issue_id"
        )
        for table in ("issues_submission", "issues_mirroredissue", "issues_issuefollower"):
            cursor.execute(f"VACUUM ANALYZE {table}")
