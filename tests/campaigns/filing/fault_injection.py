"""Faults on four calls of ten, knobs that turn, foreign issues, and processes that die."""

import random
import threading
import time
from abc import ABC, abstractmethod
from typing import Any

from django.db import connections as databases

from issues.models import State, Submission
from tests.campaigns.filing import receipt_check
from tests.campaigns.filing.lodge_stack import Stage

SHARE = 0.4
KILL_EVERY, TURN_EVERY = 5.0, 3.0
LONGEST_LAG = 60
REVIVAL = 30.0  # seconds that web processes get to be up again before the next kill: slow machines get on, too
SURELY = 2  # at least so many hits are to be settled in each way
FOREIGN = 20  # issues of somebody else at each turn

Kind = tuple[str, dict[str, Any]]
SPOILED: tuple[Kind, ...] = (
    ("drop_before", {}),
    ("drop_after_commit", {}),
    ("commit_late", {"seconds": 2}),
    ("malformed", {}),
    ("truncate", {}),
    ("status_after_commit", {"status": 502}),
    ("status_after_commit", {"status": 503}),
    ("status", {"status": 500}),
    ("status", {"status": 408}),
    ("html", {"status": 503}),
    ("redirect", {}),
    ("delay", {"seconds": 1}),
    ("drip", {"seconds_per_byte": 0.002}),
    ("rate_limit", {"retry_after": 0}),
    ("rate_limit", {"retry_after": 2}),
    ("expired_as", {"status": 401}),
)
REFUSED: Kind = (
    "status",
    {"status": 400, "body": {"errorMessages": [], "errors": {"summary": "Not like this."}}},
)


def break_loose(stage: Stage) -> None:
    """Switch the faults on: each of them strikes the same share of all calls."""
    stage.sandbox.fault(
        REFUSED[0], method="POST", path=r"/issue$", times=None, chance=0.02, **REFUSED[1]
    )
    each, left = SHARE / len(SPOILED), 1.0
    for kind, options in SPOILED:
        stage.sandbox.fault(
            kind, path=stage.place.faults, times=None, chance=each / left, **options
        )
        left -= each


def calm_down(stage: Stage) -> None:
    """Everything works again, but for the search index, which has not caught up."""
    stage.sandbox.control("DELETE", "/faults")
    stage.sandbox.config(index_lag_seconds=LONGEST_LAG, key_gap=0, automation_move=None)


class Background(threading.Thread, ABC):
    """Does *act* again and again, until it is stopped."""

    def __init__(self, stage: Stage, every: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.stage, self.every = stage, every
        self.chance = random.Random(seed)
        self.over = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Until `stop`; what went wrong is kept for the campaign to raise."""
        try:
            while not self.over.wait(self.every):
                self.act()
        except BaseException as error:
            self.failure = error
        finally:
            databases.close_all()

    @abstractmethod
    def act(self) -> None:
        """Once."""

    def stop(self) -> None:
        """Wait for its end; raises what went wrong."""
        self.over.set()
        self.join(60)
        if self.failure:
            raise self.failure


class Knobs(Background):
    """Index lag, a gap between keys, automation that moves issues, issues that others file meanwhile."""

    gaps, foreign = 3, 200

    def act(self) -> None:
        """Another weather."""
        sandbox, project = self.stage.sandbox, self.chance.choice(self.stage.projects)
        wanted = wanted_lag(self.stage.ways)
        sandbox.config(
            index_lag_seconds=self.chance.choice([0, 5, LONGEST_LAG]) if wanted is None else wanted,
            automation_move=self.chance.choice(
                [None, None, f"{self.chance.choice(self.stage.elsewhere)}:1"]
            ),
        )
        if self.foreign:
            self.stage.seed(project, FOREIGN)
            self.foreign -= FOREIGN
        if self.gaps:
            project = self.stage.projects[self.gaps]
            self.stage.gapped.add(project)
            sandbox.config(key_gap=150)
            self.stage.seed(project, 1)
            sandbox.config(key_gap=0)
            self.gaps -= 1


def wanted_lag(ways: frozenset[str]) -> int | None:
    """Seconds of lag for those to be settled by search, or past it, of whom there were too few; None: any will do.

    Only while the process of one of them is dead, and it is not yet known what became of it.
    """
    in_doubt = Submission.objects.filter(
        pk__in=receipt_check.interrupted(), state=State.UNCONFIRMED
    )
    if in_doubt.exists():
        settled = receipt_check.settlements()
        for how, lag in (("search", 0), ("looking past the index", LONGEST_LAG)):
            if how in ways and settled[how] < SURELY:
                return lag
    return None


class Killer(Background):
    """SIGKILL, every few seconds; more often than not when a report is just being sent."""

    def act(self) -> None:
        """One process dies, or all of them at once as in a power cut; they are started again."""
        self.stage.await_webs(REVIVAL)
        kind = self.chance.random()
        if kind < 0.3:
            self.stage.kill(self.chance.choice(self.stage.processes))
            return
        self._await_sending()
        webs = [process for process in self.stage.processes if process.name.startswith("web")]
        self.stage.kill(*(self.stage.processes if kind < 0.4 else [self.chance.choice(webs)]))

    def _await_sending(self) -> None:
        until = time.monotonic() + 3
        while (
            time.monotonic() < until and not Submission.objects.filter(state=State.SENDING).exists()
        ):
            time.sleep(0.01)
