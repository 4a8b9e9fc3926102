"""Puts messages until it has noted COUNT of them as put: `python -m tests.campaigns.queue.writer COUNT`.

Killed and started again, it goes on after the last one that it noted; one that was put and not noted is no promise.
"""

import os
import sys
from uuid import uuid4

from config.celery import app
from tests.campaigns.queue.celery_app import NOTES, deliver, note


def main(count: int) -> None:
    """Put what is left to be put."""
    app.loader.import_default_modules()  # sets Django up
    name = os.environ["CAMPAIGN_NAME"]
    notes = NOTES / f"{name}.notes"
    done = len(notes.read_bytes().splitlines()) if notes.exists() else 0
    for number in range(done, count):
        message = f"{name}-{number}-{uuid4().hex}"
        deliver.delay(message)
        note(notes.name, message)


if __name__ == "__main__":
    main(int(sys.argv[1]))
