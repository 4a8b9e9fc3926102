"""CPU of an issue's page with 100 comments, warm, beside a bare call; and the calls that it costs, by Jira's log."""

from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import requests

from tests.bench.alternating import cpu_by_turns, ratio
from tests.bench.linked_account import Seat, link_alice
from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

ROUNDS, COMMENTS = 7, 100
WORDS = (
    "It **happens** with `voucher 3`, too:\n\n- open the [shop](https://shop.example/cart)\n- add it\n\n"
    "> The total is wrong.\n\nThanks for looking into this!"
)


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """Rows of *size* pages a turn."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    seat = link_alice(sandbox)
    key = issue_with_comments(sandbox, seat)
    page, bare = contestants(sandbox, seat, key)
    yield Row.exactly("calls upstream for an issue's page, cold", calls(sandbox, page), 3)
    yield Row.exactly("calls upstream for an issue's page, warm", calls(sandbox, page), 1)
    spent = cpu_by_turns({"page": page, "bare": bare}, rounds=ROUNDS, calls=size or 20)
    more = f" ({median(spent['page']) * 1e3:.1f} ms; {median(spent['bare']) * 1e3:.1f} ms)"
    what = f"CPU of an issue's page with {COMMENTS} comments, warm, {database}: against a bare call"
    yield Row.at_most(what, ratio(spent["page"], spent["bare"]), 6, more=more)


def issue_with_comments(sandbox: Sandbox, seat: Seat) -> str:
    """The key of an issue."""
    from integrations import jira
    from issues.richtext import to_adf

    at = seat.account_id, seat.cloud_id
    made = jira.create_issue(*at, fields=seat.fields, marker="bench", marker_in="properties")
    where = {"cloud_id": seat.cloud_id, "account_id": seat.account_id, "issue": made.key}
    many = {**where, "body": to_adf(WORDS), "count": COMMENTS}
    sandbox.control("POST", "/seed", {"comments": [many]})
    return made.key


def contestants(
    sandbox: Sandbox, seat: Seat, key: str
) -> tuple[Callable[[], object], Callable[[], object]]:
    """The page through all of Lodge, and the one call that it makes, by a bare Session."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from integrations import connections
    from integrations.jira import issue_details

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    backend = "accounts.authentication.NameOrEmailBackend"
    client.force_login(User.objects.get(username="alice"), backend=backend)
    token = connections.access(seat.connection_id).token.reveal()
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    wanted = issue_details.get(key, viewed=True)
    address = f"{sandbox.url}/ex/jira/{seat.cloud_id}{wanted.path}"

    def page() -> object:
        answer = client.get(f"/issue/{seat.cloud_id}/{key}/")
        assert answer.status_code == 200, answer.status_code
        return answer

    def bare() -> object:
        found: Any = session.get(address, params=dict(wanted.query)).json()
        return found["key"]

    return page, bare


def calls(sandbox: Sandbox, act: Callable[[], object]) -> int:
    """How many calls reach Jira."""
    before = len(sandbox.calls())
    act()
    return len(sandbox.calls()) - before
