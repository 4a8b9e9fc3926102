"""Kills that are aimed: at the process that holds a report which Jira has by then, or certainly has not.

The process is stopped first (SIGSTOP), so that what the database and the sandbox say of the report still holds when
it is killed. Where the report is not of a kind that is looked for, the process goes on.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from issues.models import State, Submission
from tests.campaigns.filing import receipt_check
from tests.campaigns.filing.fault_injection import LONGEST_LAG, REVIVAL, SURELY, Background
from tests.campaigns.filing.generated_reports import Report
from tests.campaigns.filing.lodge_stack import Stage
from tests.campaigns.process import Process

BETWEEN = 1.5  # seconds from one kill to the hunt for the next
FRESH = 25.0  # seconds in which a report that was created when its process died is not in a lagging index for sure
LAST_STRETCH = 0.8  # when so much is filed, what is hit now is looked for when the storm is over
ALIVE = 3.0  # seconds that a report is sent for at most, mostly: who holds one for longer has been killed
LOOKS = 2  # as often a try is stopped and looked at
ARRIVAL, ANSWER = (
    0.05,
    0.4,
)  # seconds that a request takes to reach the sandbox, and to be done there


@dataclass(frozen=True)
class Aim:
    """A kind of kill: whether Jira had the report by then, and what sort of project it was in."""

    created: bool
    place: str  # as of Stage.sort_of

    @property
    def leads_to(self) -> tuple[str, ...]:
        """How it may be settled: one of these."""
        if self.created:
            return ("search", "looking past the index")
        return ("asking",) if self.place == "own" else ("resend",)


AIMS = tuple(
    Aim(created, place) for place in ("ordinary", "gap", "own") for created in (False, True)
)


@dataclass(frozen=True)
class Sending:
    """A report that is being sent: its project, which try it is, under whose lease."""

    id: UUID
    project: str
    tries: int
    lease: str


class Marksman(Background):
    """Kills of every kind, in step with what is filed, and more of them until each settlement is sure."""

    def __init__(
        self, stage: Stage, reports: list[Report], of_each: int, taken: Callable[[], float]
    ) -> None:
        super().__init__(stage, BETWEEN, 0)
        self.reports = {report.id: report for report in reports}
        self.taken = taken
        self.of_each = of_each
        self.hits: dict[UUID, Aim] = {}
        self.looks: Counter[str] = Counter()  # by lease

    def act(self) -> None:
        """Kill whoever is the next to hold a report of a kind that is wanted."""
        self.stage.await_webs(REVIVAL)
        aims = self.wanted()
        while aims and not self.over.is_set():
            if any(self.shoot(row, aims) for row in self.being_sent({aim.place for aim in aims})):
                return
            time.sleep(0.002)

    def wanted(self) -> set[Aim]:
        """What is not yet hit as often as it should be by now."""
        hit = Counter(self.hits.values())
        by_now = math.ceil(self.of_each * min(1.0, 0.3 + self.taken()))
        sure = receipt_check.settlements() + self.foreseen()
        return {
            aim
            for aim in AIMS
            if hit[aim] < by_now
            or any(sure[how] < SURELY for how in aim.leads_to if how in self.stage.ways)
        }

    def foreseen(self) -> Counter[str]:
        """How those will be settled that were hit and are still in doubt."""
        doubtful = Submission.objects.filter(
            pk__in=self.hits, state__in=[State.SENDING, State.UNCONFIRMED], blocked_reason=""
        )
        since = timezone.now() - timedelta(
            seconds=FRESH if self.taken() > LAST_STRETCH else LONGEST_LAG
        )
        there = doubtful.filter(pk__in=[report for report, aim in self.hits.items() if aim.created])
        found = Counter(
            self.hits[report].leads_to[0]
            for report in doubtful.exclude(pk__in=there).values_list("pk", flat=True)
        )
        found["search"] = there.count() // 2
        found["looking past the index"] = there.filter(first_sent_at__gt=since).count() // 2
        return found

    def being_sent(self, places: set[str]) -> Iterator[Sending]:
        """What is being sent just now in projects of these sorts."""
        since = timezone.now() - timedelta(seconds=ALIVE)
        rows = Submission.objects.filter(state=State.SENDING, state_since__gt=since).order_by()
        for values in rows.values_list("pk", "project_key", "tries", "lease_owner"):
            row = Sending(*values)
            if self.stage.sort_of(row.project) in places and self.looks[row.lease] < LOOKS:
                self.looks[row.lease] += 1
                yield row

    def shoot(self, row: Sending, aims: set[Aim]) -> bool:
        """Stop those who may hold it, look, and kill them if it is of a kind that is wanted; whether they were."""
        with self.stage.hands:
            holders = self.holders(row)
            for process in holders:
                process.stop()
            aim = self.aim_at(row)
            if aim in aims:
                self.hits[row.id] = aim
                self.stage.kill(*holders)
                return True
            for process in holders:
                process.go_on()
        return False

    def holders(self, row: Sending) -> list[Process]:
        """The web process that it is just posted to; the workers where there is none, or may be another try."""
        web = self.reports[row.id].posted_to
        names = [f"web{self.stage.webs.index(web)}"] if web else []
        if not web or row.tries > 1:
            names += ["worker0", "worker1"]
        return [process for process in self.stage.processes if process.name in names]

    def aim_at(self, row: Sending) -> Aim | None:
        """What the stopped report is. None: it got on after all, or nobody knows yet what becomes of its request."""
        created = self.is_there(row)
        if not created:
            time.sleep(ARRIVAL)
            if not self.is_quiet():
                return None
            created = self.is_there(row)
        held = Submission.objects.filter(pk=row.id, state=State.SENDING, lease_owner=row.lease)
        return Aim(created, self.stage.sort_of(row.project)) if held.exists() else None

    def is_there(self, row: Sending) -> bool:
        """Whether the sandbox has an issue with its mark."""
        mark = {"id": str(row.id)}
        return any(
            issue["properties"].get(receipt_check.PROPERTY) == mark
            for issue in self.stage.sandbox.issues()
        )

    def is_quiet(self) -> bool:
        """Wait for the create calls that the sandbox has now; whether they were all done before long."""
        until = time.monotonic() + ANSWER
        last = self.stage.sandbox.control("GET", "/log", params={"after": 10**9})["last"]
        while self._under_way(last):
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def _under_way(self, last: int) -> bool:
        calls = self.stage.sandbox.calls(method="POST", path=r"/issue$", after=last - 500)
        return any(
            call["status"] is None
            or (call["fault"] == "commit_late" and call["processed_status"] is None)
            for call in calls
            if call["n"] <= last
        )
