"""A webhook: a colleague changes the issue in Jira, and Lodge hears of it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from config.child_processes import die_with_parent
from tests.support.paths import ROOT
from tests.support.sandbox import Sandbox

WORKER = ("-m", "celery", "--app", "config.celery", "--quiet", "worker", "--pool", "solo")
PATIENCE = 60  # seconds


def hear_of_a_change(sandbox: Sandbox, key: str) -> str:
    """Register a webhook, let a colleague comment, and wait for what Lodge then shows; what changed."""
    from issues.models import MirroredIssue, Webhook
    from issues.reading.background_tick import tick
    from issues.reading.webhooks import maintain_registrations

    for _adopted_then_read in range(2):
        tick()
    maintain_registrations.keep()
    webhook = Webhook.objects.get()
    assert webhook.jira_id is not None, webhook.error
    issue = MirroredIssue.objects.get(issue_key=key)
    bob = sandbox.account("bob")
    with worker():
        sandbox.control(
            "POST",
            f"/sites/{issue.cloud_id}/issues/{key}",
            {"account_id": bob["account_id"], "comment": {"text": "Which version is it?"}},
        )
        until = time.monotonic() + PATIENCE
        while issue.comment_author != bob["name"] and time.monotonic() < until:
            time.sleep(0.1)
            issue.refresh_from_db()
    webhook.refresh_from_db()
    assert issue.comment_author == bob["name"], "nothing was heard"
    return (
        f"deliveries {webhook.deliveries}, {issue.comment_author} commented: {issue.comment_text}"
    )


@contextmanager
def worker() -> Iterator[None]:
    """A worker beside the web server."""
    process = subprocess.Popen(
        [sys.executable, *WORKER, "--loglevel", "error"],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,  # noqa: PLW1509  (this process has one thread)
    )
    try:
        yield
    finally:
        process.kill()
        process.wait(30)
