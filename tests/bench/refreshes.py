"""CPU per refresh in a worker with many due, beside a bare Session that posts the same body; each exactly once."""

import random
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from time import perf_counter, process_time
from typing import Any

import requests
from django.conf import settings
from django.utils import timezone

from tests.bench.alternating import ratio
from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

People = list[dict[str, Any]]
BARE = 50


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """*size* links fall due at once; a worker takes its batches, a bare Session posts after each."""
    everybody = crowd(sandbox, (size or 1000) + BARE)
    people, others = store(everybody[BARE:]), everybody[:BARE]
    ours, bare, seconds = by_turns(others)
    what = f"per refresh with {len(people)} due, {database}"
    more = f" ({median(ours) * 1e6:.0f} µs; {median(bare) * 1e6:.0f} µs; {len(people) / seconds:.0f}/s)"
    yield Row.at_most(
        f"CPU {what}: a worker against a bare Session", ratio(ours, bare), 7, more=more
    )
    yield Row.exactly(
        f"Refreshes upstream, {what.removeprefix('per refresh ')}",
        times(sandbox, people),
        "each exactly once",
    )


def crowd(sandbox: Sandbox, count: int) -> People:
    """So many accounts at Atlassian that have consented."""
    found: People = sandbox.control("POST", "/crowd", {"people": count})["people"]
    return found


def store(people: People) -> People:
    """A link for each, in use and due."""
    from integrations import vault
    from integrations.connections import load_connection
    from integrations.models import Connection, Token

    now = timezone.now()
    made = Connection.objects.bulk_create(
        Connection(
            account_id=person["account_id"],
            display_name=person["name"],
            scopes=" ".join(settings.ATLASSIAN_SCOPES),
            last_used_at=now - timedelta(hours=1),
            refresh_after=now - timedelta(seconds=random.random() * 60),
        )
        for person in people
    )
    Token.objects.bulk_create(
        Token(
            connection=row,
            expires_at=now + timedelta(minutes=8),
            saved_at=now - timedelta(minutes=52),
            **{
                column: vault.seal(person[column], load_connection.context(row.pk, column))
                for column in ("access_token", "refresh_token")
            },
        )
        for row, person in zip(made, people, strict=True)
    )
    return people


def by_turns(others: People) -> tuple[list[float], list[float], float]:
    """CPU seconds per refresh of ours and of the bare Session, batch by batch; ours in wall-clock seconds."""
    from integrations import connections, tasks

    tokens = [person["refresh_token"] for person in others]
    session = requests.Session()
    ours: list[float] = []
    bare: list[float] = []
    seconds = 0.0
    while True:
        began, started = perf_counter(), process_time()
        found = connections.due(tasks.DUE_AT_ONCE)
        ticked = process_time() - started
        seconds += perf_counter() - began
        if not found:
            return ours, bare, seconds
        for start in range(0, len(found), tasks.BATCH):
            batch = found[start : start + tasks.BATCH]
            began, started = perf_counter(), process_time()
            tasks.refresh_batch.apply(args=(batch,))
            ours.append((process_time() - started) / len(batch) + ticked / len(found))
            seconds += perf_counter() - began
            started = process_time()
            tokens = [post(session, token) for token in tokens]
            bare.append((process_time() - started) / len(tokens))


def post(session: requests.Session, token: str) -> str:
    """What a refresh is without Lodge; the next refresh token."""
    body = {
        "grant_type": "refresh_token",
        "client_id": settings.ATLASSIAN_CLIENT_ID,
        "client_secret": settings.ATLASSIAN_CLIENT_SECRET,
        "refresh_token": token,
    }
    answer = session.post(f"{settings.ATLASSIAN_AUTH_URL}/oauth/token", json=body)
    return str(answer.json()["refresh_token"])


def times(sandbox: Sandbox, people: People) -> str:
    """How often Atlassian saw each of *people* refresh, by its own books, and what the ledger says."""
    from integrations.models import RefreshAttempt

    ours = {person["account_id"] for person in people}
    seen = [grant["refreshes"] for grant in sandbox.grants() if grant["account_id"] in ours]
    saved = RefreshAttempt.objects.filter(outcome="saved").count()
    if seen == [1] * len(people) and saved == len(people) == RefreshAttempt.objects.count():
        return "each exactly once"
    return f"{sum(seen)} upstream for {len(people)}, at most {max(seen)} each; {saved} saved by the ledger"
