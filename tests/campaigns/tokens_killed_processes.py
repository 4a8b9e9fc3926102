"""kill -9 at every point of an exchange; then only beat is left to mend the link."""

import signal
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from integrations.connections import lease, refresh_attempts
from integrations.models import Connection, ConnectionState
from tests.campaigns.forked_processes import Process, stopping_at
from tests.campaigns.tokens_environment import REUSE, Stage, renewing
from tests.campaigns.tokens_environment import ledger as outcomes
from tests.campaigns.tokens_report import Report

HOLD_SECONDS = 0.15
LEASE_OVER, WITHIN, PAST = 61.0, 9 * 60.0, 11 * 60.0
LATER = 11 * 60.0


def at_claim(stage: Stage, linked: Connection) -> None:
    """Claimed, nothing sent: the process stops itself before the ledger's line."""
    _kill_stopped(Process(stopping_at(refresh_attempts, "begin", renewing(linked))))


def at_request_received(stage: Stage, linked: Connection) -> None:
    """The sandbox has the request and goes on with it; who sent it is dead."""
    last = _hold(stage)
    process = Process(renewing(linked))
    stage.sandbox.wait_for("request_received", after=last)
    process.kill()
    stage.sandbox.wait_for(stage.rotated, after=last)


def at_answer_sent(stage: Stage, linked: Connection) -> None:
    """The answer has left the sandbox and nobody has read it."""
    last = _hold(stage)
    process = Process(renewing(linked))
    stage.sandbox.wait_for("request_received", after=last)
    process.signal(signal.SIGSTOP)
    stage.sandbox.wait_for("answer_sent", after=last)
    process.kill()


def before_save(stage: Stage, linked: Connection) -> None:
    """The answer was read and not saved: the process stops itself there."""
    _kill_stopped(Process(stopping_at(lease, "save", renewing(linked))))


Kill = Callable[[Stage, Connection], None]
POINTS: dict[str, Kill] = {
    "claim": at_claim,
    "request received": at_request_received,
    "answer sent": at_answer_sent,
    "before save": before_save,
}


def _hold(stage: Stage) -> int:
    """Hold the next exchange for a moment; the number of the latest event."""
    stage.sandbox.fault("delay", path=stage.token_path, seconds=HOLD_SECONDS, times=1)
    return stage.sandbox.last_event()


def _kill_stopped(process: Process) -> None:
    if not process.await_stop():
        raise RuntimeError("the process ended before the point at which it was to be killed")
    process.kill()


@dataclass
class Killed:
    """So many links whose exchange was killed at each point, and when."""

    links: dict[str, list[Connection]]
    first: float
    last: float
    misplaced: int

    @property
    def all(self) -> list[Connection]:
        """Every one of them."""
        return [each for group in self.links.values() for each in group]


def run(stage: Stage, report: Report, kills: int) -> None:
    """Each point, each way to answer a reuse, and three times at which beat comes."""
    for reuse in REUSE:
        report.title(
            f"kill -9 during an exchange, {kills} at each of {len(POINTS)} points, reuse {reuse}:"
        )
        _mended(stage, report, _kill_all(stage, kills, reuse), LEASE_OVER, "beat at hand")
        _mended(stage, report, _kill_all(stage, kills, reuse), WITHIN, "all down for 9 minutes")
        _told(stage, report, _kill_all(stage, kills, reuse), PAST, "all down for 11 minutes")


def run_without_reuse(stage: Stage, report: Report, kills: int) -> None:
    """Each point, at a Data Center: what it exchanged is lost with the answer, at whatever time beat comes."""
    report.title(f"kill -9 during an exchange, {kills} at each of {len(POINTS)} points:")
    for until, when in ((LEASE_OVER, "beat at hand"), (PAST, "all down for 11 minutes")):
        _told(stage, report, _kill_all(stage, kills, REUSE[0]), until, when)


def run_mended(stage: Stage, report: Report, kills: int) -> None:
    """Each point, for client credentials: nothing rotates there, so no interval can pass."""
    report.title(f"kill -9 during an exchange, {kills} at each of {len(POINTS)} points:")
    for until, when in ((LEASE_OVER, "beat at hand"), (PAST, "all down for 11 minutes")):
        _mended(stage, report, _kill_all(stage, kills, REUSE[0]), until, when)


def _kill_all(stage: Stage, kills: int, reuse: str) -> Killed:
    people = iter(stage.fresh(kills * len(POINTS), reuse=reuse))
    links = {point: [next(people) for _ in range(kills)] for point in POINTS}
    first = timezone.now().timestamp()
    for point, group in links.items():
        for linked in group:
            POINTS[point](stage, linked)
    last = timezone.now().timestamp()
    everyone = Connection.objects.filter(
        exchange_started_at__isnull=False, lease_until__isnull=False
    )
    return Killed(links, first, last, kills * len(POINTS) - everyone.count())


def _mended(stage: Stage, report: Report, killed: Killed, until: float, when: str) -> None:
    """Beat comes within the reuse interval: every link lives, now and when the interval is over."""
    spent = timezone.now().timestamp() - killed.first
    stage.advance(max(until - spent, LEASE_OVER))
    after = stage.last_call()
    stage.mend()
    resent = stage.exchanges(after)
    stage.advance(LATER)
    dead = [
        point
        for point, group in killed.links.items()
        for each in group
        if not _mended_link(stage, each)
    ]
    count, points = len(killed.all), ", ".join(killed.links)
    report.line(
        f"{when}: {count} killed ({points}), {resent} sent again by beat, {len(dead)} dead",
        broken=bool(dead) or bool(killed.misplaced) or resent != count,
        why=[
            *(f"dead, killed at {point}" for point in dead),
            f"{killed.misplaced} not killed where meant to",
        ],
    )


def _mended_link(stage: Stage, linked: Connection) -> bool:
    """A line without outcome tells of the crash, the next of the mending; both tokens are good."""
    return outcomes(linked)[-1:] == ["saved"] and stage.lives(linked)


def _told(stage: Stage, report: Report, killed: Killed, until: float, when: str) -> None:
    """Beat comes after the interval: one resend each, whose answer decides, and the ledger says so."""
    stage.advance(max(until - (timezone.now().timestamp() - killed.last), LEASE_OVER))
    after = stage.last_call()
    stage.mend()
    resent = stage.exchanges(after)
    never_sent, sent = killed.links.pop("claim"), killed.all
    alive = [each for each in never_sent if _mended_link(stage, each)]
    refused = [each for each in sent if outcomes(each)[-1:] == ["refused"]]
    needy = Connection.objects.filter(state=ConnectionState.RECONNECT).count()
    count = len(never_sent) + len(sent)
    report.line(
        f"{when}: {count} killed, {resent} sent again; {len(alive)} had never been sent and live, "
        f"{len(refused)} refused by Atlassian and told",
        broken=(resent, len(alive), len(refused), needy)
        != (count, len(never_sent), len(sent), len(sent)),
        why=[f"{needy} links wait for their owner"],
    )
