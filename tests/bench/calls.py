"""CPU per create call: our client, a bare Session, bare urllib3, PyPI's `jira` and `atlassian-python-api`, by turns."""

import uuid
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import requests
import urllib3
from atlassian import Jira as AtlassianClient
from jira import JIRA

from tests.bench.alternating import cpu_by_turns, ratio
from tests.bench.linked_account import Seat, link_alice
from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

ROUNDS = 9


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """Rows of *size* calls a turn."""
    seat = link_alice(sandbox)
    spent = cpu_by_turns(contestants(sandbox, seat), rounds=ROUNDS, calls=size or 60)
    ours, bare = spent["lodge"], spent["bare"]
    more = f" ({median(ours) * 1e6:.0f} µs; {median(bare) * 1e6:.0f} µs)"
    what = f"CPU per create call, {database}: Lodge's client against"
    yield Row.at_most(f"{what} a bare Session", ratio(ours, bare), 0.5, more=more)
    for name, limit in (("urllib3", 0.9), ("jira", 0.19), ("atlassian-python-api", 0.85)):
        more = f" ({median(spent[name]) * 1e6:.0f} µs)"
        yield Row.at_most(f"{what} {name}", ratio(ours, spent[name]), limit, more=more)


def contestants(sandbox: Sandbox, seat: Seat) -> dict[str, Callable[[], object]]:
    """Each creates one issue, with a token that lives."""
    from integrations import connections, jira

    token = connections.access(seat.connection_id).token.reveal()
    root = f"{sandbox.url}/ex/jira/{seat.cloud_id}"
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    python_jira: Any = JIRA(server=root, token_auth=token, max_retries=0)
    atlassian: Any = AtlassianClient(url=root, token=token, cloud=True)
    plain = {**seat.fields, "description": "The total is wrong after the second voucher. " * 10}

    def lodge() -> object:
        return jira.create_issue(
            seat.account_id,
            seat.cloud_id,
            fields=seat.fields,
            marker=str(uuid.uuid4()),
            marker_in="properties",
        )

    def bare() -> object:
        properties = [{"key": "lodge.submission", "value": {"id": str(uuid.uuid4())}}]
        answer = session.post(
            f"{root}/rest/api/3/issue", json={"fields": seat.fields, "properties": properties}
        )
        return answer.json()["key"]

    pool = urllib3.PoolManager()
    headers = {"Authorization": f"Bearer {token}"}

    def lower() -> object:
        properties = [{"key": "lodge.submission", "value": {"id": str(uuid.uuid4())}}]
        body = {"fields": seat.fields, "properties": properties}
        answer = pool.request("POST", f"{root}/rest/api/3/issue", json=body, headers=headers)
        return answer.json()["key"]

    return {
        "lodge": lodge,
        "bare": bare,
        "urllib3": lower,
        "jira": lambda: python_jira.create_issue(fields=plain),
        "atlassian-python-api": lambda: atlassian.create_issue(fields=plain),
    }
