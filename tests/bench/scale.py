"""Work that repeats, with nothing due, among many filed reports, beside the same among 10 000."""

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection as database_connection

from tests.bench.linked_account import link_alice
from tests.bench.reports import fill, followers, pattern
from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

FEW, TURNS = 10_000, 15
# Long ago, so that nobody has to be told of them, and read lately, so that nothing of them is due.
SETTLED = (
    "UPDATE issues_submission SET state_since = now() - interval '20 days', next_attempt_at = NULL",
    "UPDATE issues_mirroredissue SET next_read_at = now() + interval '1 day'",
)


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """Milliseconds of each kind of work among *size* reports."""
    from accounts.models import User

    many = size or 200_000
    seat = link_alice(sandbox)
    pattern(seat)
    person = User.objects.get(username="alice")
    spent: list[dict[str, float]] = []
    for first, count in ((1_000, FEW), (1_000_000, many - FEW)):
        fill(person.pk, count, first, seat.account_id)
        if first > 1_000:
            with database_connection.cursor() as cursor:
                cursor.execute("DELETE FROM issues_issuefollower")
        followers()
        with database_connection.cursor() as cursor:
            for statement in SETTLED:
                cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE issues_submission")
            cursor.execute("VACUUM ANALYZE issues_mirroredissue")
        spent.append({name: milliseconds(work) for name, work in works().items()})
    few, lots = spent
    for name in few:
        more = f" ({lots[name]:.2f} ms; {few[name]:.2f} ms)"
        title = f"{name}, nothing due among {many:,} reports, against {FEW:,}, {database}"
        yield Row.at_most(title, lots[name] / few[name], 1.5, more=more)


def works() -> dict[str, Callable[[], Any]]:
    """What the schedule does."""
    from issues import tasks
    from issues.retention import delete_old_texts

    def sweep() -> None:
        tasks.tidy()
        assert not list(tasks.waiting())

    return {
        "The sweep": sweep,
        "A tick of reading": tasks.follow_issues,
        "Telling writers": tasks.tell_writers,
        "The night": delete_old_texts.purge,
    }


def milliseconds(work: Callable[[], Any]) -> float:
    """The median of some turns, after two that warm up."""
    taken = []
    for number in range(TURNS + 2):
        started = perf_counter()
        work()
        if number > 1:
            taken.append((perf_counter() - started) * 1e3)
    return median(taken)
