"""Lodge's Celery application as the campaign's workers run it: with a task of its own, and a lease that ends soon."""

import os
from pathlib import Path

from config.celery import app

LEASE = 5.0  # seconds instead of a minute, so that a run sees leases end
NOTES = Path(os.environ["LODGE_VAR_DIR"])

app.conf.broker_transport_options = {"visibility_timeout": LEASE}


def note(file: str, line: str) -> None:
    """Append *line* in one write, which is whole or not there when the process is killed."""
    descriptor = os.open(NOTES / file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)


@app.task(name="campaign.deliver")
def deliver(name: str) -> None:
    """A message arrived."""
    note(f"{os.environ['CAMPAIGN_NAME']}.notes", name)
