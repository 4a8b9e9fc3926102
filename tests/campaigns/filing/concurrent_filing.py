"""The storm: everybody files at once, until Lodge has taken all of it; then it calms down and settles.

It comes back, smaller, while there is a way of settling that no report of a killed process has met.
"""

import queue
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin
from uuid import UUID

import requests
from django.db import connections as databases
from django.db.models import Q

from issues.models import AddedFile, Attachment, Comment, IssueAct, State, Submission
from issues.outbox.states import Reason
from tests.campaigns.filing import receipt_check
from tests.campaigns.filing.acts_among_filings import Acting
from tests.campaigns.filing.fault_injection import (
    KILL_EVERY,
    LONGEST_LAG,
    TURN_EVERY,
    Background,
    Killer,
    Knobs,
    break_loose,
    calm_down,
    wanted_lag,
)
from tests.campaigns.filing.generated_reports import Report, written
from tests.campaigns.filing.lodge_stack import PASSWORD, Stage
from tests.campaigns.filing.shared_stage import slug_of
from tests.campaigns.filing.targeted_kills import Aim, Marksman
from tests.campaigns.tokens_report import Report as Printed
from tests.support.http_visitor import Form, Visitor
from tests.support.main_job import sign_in

WRITERS = 10
MOST_POSTS = 60
ACT_EVERY = 0.5
SETTLE_SECONDS = 900
SEED = 20261122
SURE_FROM = (
    300  # with so many reports every way of settling one is demanded; with fewer, chance decides
)
RETURNS, MORE = (
    4,
    100,
)  # how often the storm comes back at most, and how many reports are filed in it then
UNDER_WAY = (State.QUEUED, State.SENDING, State.UNCONFIRMED)


@dataclass
class Campaign:
    """What was filed, and how long it took."""

    asked_for: int
    ways: frozenset[str]
    reports: list[Report] = field(default_factory=list)
    printed: Printed = field(default_factory=Printed)
    started: float = field(default_factory=time.monotonic)
    kills: int = 0
    aimed_at: dict[UUID, Aim] = field(default_factory=dict)
    storm_seconds: float = 0.0
    seconds: float = 0.0
    returns: int = 0

    @property
    def demanding(self) -> bool:
        """Whether every way of settling is to be seen of reports whose process was killed."""
        return self.asked_for >= SURE_FROM

    def wants_more(self) -> bool:
        """Whether the storm is to come back."""
        seen = receipt_check.settlements()
        return self.demanding and self.returns < RETURNS and any(not seen[how] for how in self.ways)


def play(stage: Stage, count: int) -> Campaign:
    """File *count* reports in the storm and settle them, and more of them until every way of settling was seen."""
    campaign = Campaign(count, stage.ways)
    storm(stage, campaign, count)
    while campaign.wants_more():
        campaign.returns += 1
        storm(stage, campaign, MORE)
    campaign.seconds = time.monotonic() - campaign.started
    campaign.kills = sum(process.kills for process in stage.processes)
    return campaign


def storm(stage: Stage, campaign: Campaign, count: int) -> None:
    """File *count* reports in the storm, then wait until nothing is under way."""
    began, seed = time.monotonic(), SEED + campaign.returns
    reports = written(count, [person.name for person in stage.people], stage.projects, seed)
    campaign.reports += reports
    waiting: queue.SimpleQueue[Report] = queue.SimpleQueue()
    for report in reports:
        waiting.put(report)
    break_loose(stage)
    # A storm that came back hits nothing but what is still missing.
    of_each = 0 if campaign.returns else max(2, count // 200)
    marksman = Marksman(stage, campaign.reports, of_each, lambda: 1 - waiting.qsize() / count)
    background: list[Background] = [
        Killer(stage, KILL_EVERY, seed),
        Knobs(stage, TURN_EVERY, seed),
        marksman,
    ]
    if not stage.is_shared:  # acts on issues need a link of one's own
        background.append(Acting(stage, ACT_EVERY, seed))
    writers = [Writer(stage, waiting, number) for number in range(WRITERS)]
    for thread in (*background, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    campaign.storm_seconds += time.monotonic() - began
    for each in background:
        each.stop()
    calm_down(stage)
    for writer in writers:
        if writer.failure:
            raise writer.failure
    settle(stage)
    campaign.aimed_at |= marksman.hits


class Writer(threading.Thread):
    """Takes reports from the queue and sends each until Lodge has it, as somebody who presses the button again."""

    def __init__(self, stage: Stage, waiting: "queue.SimpleQueue[Report]", number: int) -> None:
        super().__init__(daemon=True)
        self.stage, self.waiting, self.number = stage, waiting, number
        self.failure: BaseException | None = None
        self.visitors: dict[str, Visitor] = {}
        self.forms: dict[tuple[str, str], tuple[str, Form]] = {}

    def run(self) -> None:
        """Until none is left; what went wrong is kept for the campaign to raise."""
        try:
            while True:
                self.file(self.waiting.get_nowait())
        except queue.Empty:
            pass
        except BaseException as error:
            self.failure = error
        finally:
            databases.close_all()

    def file(self, report: Report) -> None:
        """Send it again and again, to one web process or the other. Raises AssertionError when it is never taken."""
        said: object = ""
        for attempt in range(MOST_POSTS):
            web = self.stage.webs[(self.number + attempt) % len(self.stage.webs)]
            report.posted_to = web
            try:
                said = self.post(web, report)
            except (requests.RequestException, AssertionError) as error:
                said = error
                time.sleep(0.5)  # the process is down, or Jira shows no form just now
            finally:
                report.posted_to = ""
            report.posts += 1
            if Submission.objects.filter(pk=report.id).exclude(state=State.DRAFT).exists():
                return
        raise AssertionError(f"{report.id} was never taken: {said}")

    def post(self, web: str, report: Report) -> str:
        """The form as it was drawn once for this person and project, with this report in it."""
        visitor = self.visitors.get(report.person)
        if visitor is None:
            visitor = Visitor()
            sign_in(visitor, web, report.person, PASSWORD)
            self.visitors[report.person] = visitor
        at = (report.person, report.project)
        if at not in self.forms:
            self.forms[at] = self.draw(visitor, web, report.project)
        path, form = self.forms[at]
        values = {
            **form.values(),
            "submission": [report.marker],
            "summary": [report.summary],
            "description": [report.text],
        }
        parts: list[tuple[str, tuple[str | None, str | bytes]]] = [
            (name, (None, value)) for name, some in values.items() for value in some
        ]
        parts += [("files", (name, data)) for name, data in report.files]
        answer = visitor.session.post(
            urljoin(web, path),
            files=parts,
            headers={"Referer": urljoin(web, path)},
            timeout=60,
            allow_redirects=False,
        )
        return f"{answer.status_code} {answer.headers.get('Location', '')} {answer.text[:500]}"

    def draw(self, visitor: Visitor, web: str, project: str) -> tuple[str, Form]:
        """The form of a bug. Raises AssertionError where another page comes."""
        if self.stage.is_shared:
            page = visitor.get(f"{web}/f/{slug_of(project)}/")
        else:
            page = visitor.get(f"{web}/report/{self.stage.cloud_id}/{project}/")
            page = visitor.get(page.link_to(r"^Bug$"))
        form = page.form_with("summary", "description", "submission")
        return form.action, form


def settle(stage: Stage) -> None:
    """Wait until no report, file or act is under way; the index catches up meanwhile. Raises TimeoutError."""
    began = time.monotonic()
    while open_ones(stage) and time.monotonic() < began + SETTLE_SECONDS:
        time.sleep(1)
        caught_up = time.monotonic() > began + LONGEST_LAG
        lag = 0 if caught_up else wanted_lag(stage.ways)
        stage.sandbox.config(index_lag_seconds=LONGEST_LAG if lag is None else lag)
    if left := open_ones(stage):
        raise TimeoutError(f"{left} are still under way after {SETTLE_SECONDS} s")


def open_ones(stage: Stage) -> int:
    """How many reports, files and acts are neither done nor waiting for a person."""
    waits = Q(state__in=UNDER_WAY) | Q(state=State.BLOCKED, next_attempt_at__isnull=False)
    # Its writer is asked, and it looks again by itself in an hour; at a Data Center before the campaign ends.
    asked = Q(blocked_reason=Reason.ASK)
    waits &= ~(asked & Q(next_attempt_at=None) if stage.at_data_center else asked)
    files = Attachment.objects.filter(waits | Q(state=State.DRAFT), submission__state=State.FILED)
    acts = (
        rows.filter(waits).count()
        for rows in (Comment.objects, IssueAct.objects, AddedFile.objects)
    )
    follow = AddedFile.objects.filter(state=State.DRAFT, comment__state=State.FILED)
    return Submission.objects.filter(waits).count() + files.count() + sum(acts) + follow.count()
