"""A process of an installation under load: uses and refreshes links until its standard input ends.

Its keys and its database are those of its environment. The first line of its input is JSON: `{"ids": [...],
"threads": 4}`. For each ten things done, and at the end, it prints a line of JSON: what was good, what failed.
"""

import json
import os
import random
import sys
import threading
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection as database  # noqa: E402  # there are no models before django.setup()

from integrations import connections, oauth  # noqa: E402

REFRESHES = 0.3


class Traffic:
    """Threads that pick links at random, and what came of it."""

    def __init__(self, ids: list[int]) -> None:
        self._ids = ids
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._good = 0
        self._failed: Counter[str] = Counter()

    def run(self) -> None:
        """Until it is over; one of the threads."""
        while not self._stop.is_set():
            self._note(self._act(random.choice(self._ids)))
        database.close()

    def end(self) -> None:
        """Let the threads finish what they are at."""
        self._stop.set()

    def say(self) -> None:
        """The tally so far, as a line."""
        print(json.dumps({"good": self._good, "failed": self._failed}), flush=True)

    def _act(self, connection_id: int) -> str:
        """Refresh it, or call Atlassian with it; empty, or what went wrong."""
        try:
            if random.random() < REFRESHES:
                connections.refresh(connection_id, asked_by="admin")
            else:
                access = connections.access(connection_id)
                if oauth.me(access.token).account_id != access.account_id:
                    return "the token was somebody else's"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""

    def _note(self, failure: str) -> None:
        with self._lock:
            if failure:
                self._failed[failure] += 1
            else:
                self._good += 1
            if (self._good + self._failed.total()) % 10 == 0:
                self.say()


def main() -> None:
    """Read the job, work, end with the input."""
    job = json.loads(sys.stdin.readline())
    traffic = Traffic(job["ids"])
    threads = [threading.Thread(target=traffic.run) for _ in range(job["threads"])]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    traffic.end()
    for thread in threads:
        thread.join()
    traffic.say()


if __name__ == "__main__":
    main()
