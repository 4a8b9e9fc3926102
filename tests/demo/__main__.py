"""`make demo`: sign in, link, file, read back, file by a link and by a prepared form, comment, change the status, run a
saved query, hear of a change by a webhook, refresh.

Prints each step with its time; exits 0 when all is well.

Two environment variables choose where it files: DEMO_PROJECT (a key) and DEMO_SUMMARY. KIND chooses the kind of
credential: "user" (the usual one), one that is shared (shared_account.py), or one of a
Data Center (data_center.py).
"""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.demo import data_center, shared_account
from tests.demo.acts_on_issue import comment_on, take_a_step
from tests.demo.environment import Stage
from tests.demo.prefilled_and_prepared import file_by_a_form, file_by_a_link, prepare_a_form
from tests.demo.saved_query import run_a_query
from tests.demo.webhook import hear_of_a_change
from tests.support.http_visitor import Visitor
from tests.support.main_job import file_a_bug, link_account, sign_in

SUMMARY = os.environ.get("DEMO_SUMMARY", "The demo filed this")
DESCRIPTION = """### What I did
1. Ran `make demo`

### What I saw
**One** issue, under my own name."""


@contextmanager
def step(name: str) -> Iterator[list[str]]:
    """Print *name*, how long it took, and what was appended to the list."""
    started = time.perf_counter()
    facts: list[str] = []
    yield facts
    took = (time.perf_counter() - started) * 1000
    print(f"{took:7.0f} ms  {name}{': ' if facts else ''}{', '.join(facts)}", flush=True)


def read_back(key: str) -> None:
    """Through Lodge's own door: the issue is there, and its reporter is the linked account."""
    from integrations import jira
    from integrations.models import Connection

    connection = Connection.objects.select_related("default_site").get()
    from issues.models import Submission

    cloud_id = Submission.objects.get(issue_key=key).cloud_id
    with step("read back") as facts:
        issue = jira.get_issue(connection.account_id, cloud_id, key, fields=("summary", "reporter"))
        reporter = issue.fields["reporter"]["accountId"]
        site = next(
            site
            for site in jira.account_of(connection.user_id or 0).sites
            if site.cloud_id == cloud_id
        )
        facts += [f"key {issue.key}", f"site {site.name} {site.url}", f"reporter {reporter}"]
        facts.append(f"linked account {connection.account_id}")
    assert issue.fields["summary"] == SUMMARY
    assert reporter == connection.account_id, "filed under somebody else's name"


def refresh() -> None:
    """The pair is exchanged for a new one, through the function that web, worker and schedule use."""
    from integrations import connections
    from integrations.models import Connection, Token

    connection = Connection.objects.get()
    before = Token.objects.get(connection=connection)
    with step("refresh") as facts:
        connections.refresh(connection.pk, asked_by="admin")
        after = Token.objects.get(connection=connection)
        moved = Connection.objects.get().generation - connection.generation
        rotated = (
            connections.access(connection.pk).token.reveal()
            and before.access_token != after.access_token
        )
        facts += [
            "the pair rotated" if rotated else "THE PAIR DID NOT ROTATE",
            f"generation moved by {moved}",
        ]
    assert rotated


def play(stage: Stage) -> None:
    """The main job as alice with a link of her own, and what follows it."""
    visitor = Visitor()
    with step("sign in"):
        sign_in(visitor, stage.url, "alice", stage.passwords["alice"])
    with step("link"):
        link_account(visitor, stage.url)
    with step("file") as facts:
        key = file_a_bug(
            visitor, stage.url, SUMMARY, DESCRIPTION, os.environ.get("DEMO_PROJECT", "")
        )
        facts.append(key)
    read_back(key)
    if stage.sandbox:
        creates = stage.sandbox.calls("POST", r"/rest/api/[23]/issue$")
        print(f"            creates seen upstream: {len(creates)}", flush=True)
        assert len(creates) == 1
    with step("file by a link that fills in the form") as facts:
        facts.append(file_by_a_link(visitor, stage.url, f"{SUMMARY}, by a link", key))
    with step("file by a prepared form") as facts:
        address = prepare_a_form(key)
        facts += [address, file_by_a_form(visitor, stage.url, f"{SUMMARY}, by a form", address)]
    with step("comment") as facts:
        facts.append(comment_on(visitor, stage.url, key, "It is **one** issue."))
    with step("change the status") as facts:
        facts.append(take_a_step(visitor, stage.url, key))
    with step("run a saved query to CSV") as facts:
        facts.append(f"{run_a_query(visitor, stage.url, key)} rows")
    if stage.sandbox:
        with step("hear of a change by a webhook") as facts:
            facts.append(hear_of_a_change(stage.sandbox, key))
    refresh()


def main() -> int:
    """Play it."""
    parser = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    parser.add_argument(
        "--har", type=Path, help="record what is said to the sandbox into this file"
    )
    options = parser.parse_args()
    kind = os.environ.get("KIND") or "user"
    if kind in data_center.KINDS:
        return data_center.play(kind, options.har, step)
    if kind not in ("user", *shared_account.KINDS):
        known = ("user", *shared_account.KINDS, *data_center.KINDS)
        parser.error(f"KIND must be one of {', '.join(known)}")
    with Stage(options.har) as stage:
        import django

        django.setup()
        print(f"Lodge at {stage.url}, Atlassian at {os.environ['ATLASSIAN_AUTH_URL']}", flush=True)
        if kind in shared_account.KINDS:
            shared_account.play(stage, kind, SUMMARY, step)
            print("The demo went well.")
            return 0
        play(stage)
    print("The demo went well.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
