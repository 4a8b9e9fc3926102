"""Shared links: service accounts through kills, and API tokens through mistakes on the way and through their end."""

from integrations import jira, tasks
from integrations.models import Connection, ConnectionState
from tests.campaigns import tokens_concurrent_callers, tokens_killed_processes
from tests.campaigns.forked_processes import at_once, attempt
from tests.campaigns.tokens_environment import Stage
from tests.campaigns.tokens_report import Report

CALLERS, CALLS = 32, 20
MISTAKES = 0.03  # the share of calls that are refused on the way, though the token is good


def run(stage: Stage, report: Report, kills: int) -> None:
    """What fits the kind of the stage."""
    if stage.kind == "service_account":
        tokens_concurrent_callers.run(stage, report)
        tokens_killed_processes.run_mended(stage, report, kills)
        _deleted(stage, report)
    else:
        mistakes(stage, report)
    revoked(stage, report)


def _ask(stage: Stage, linked: Connection) -> str:
    return attempt(lambda: jira.myself(linked.account_id, stage.cloud_id))


def mistakes(stage: Stage, report: Report) -> None:
    """Some calls are answered 401 although the token is good: no link ends by that."""
    links = stage.fresh(4)
    stage.sandbox.fault(
        "expired_as", status=401, path="/rest/api/[23]/", times=None, chance=MISTAKES
    )

    def ask_often() -> str:
        found = [_ask(stage, each) for each in links for _ in range(CALLS)]
        return str(found.count("good"))

    good = sum(map(int, at_once(CALLERS, ask_often)))
    stage.sandbox.control("DELETE", "/faults")
    dead = Connection.objects.exclude(state=ConnectionState.ACTIVE).count()
    count = CALLERS * CALLS * len(links)
    report.line(
        f"{CALLERS} processes, {count} calls, {MISTAKES:.0%} refused on the way: {good} good, {dead} dead",
        broken=dead > 0 or good < 0.9 * count,
    )


def _deleted(stage: Stage, report: Report) -> None:
    """A service account whose credential is deleted ends its own link and pauses no other."""
    gone, other = stage.fresh(2)
    stage.revoke(gone)
    stage.advance(stage.lifetime)
    at_once(CALLERS, lambda: _ask(stage, gone))
    good = at_once(CALLERS, lambda: _ask(stage, other)).count("good")
    states = [Connection.objects.get(pk=each.pk).state for each in (gone, other)]
    report.line(
        f"credential deleted: its link {states[0]}, another one {states[1]}, {good} of {CALLERS} calls of that good",
        broken=states != ["reconnect", "active"] or good != CALLERS,
    )


def revoked(stage: Stage, report: Report) -> None:
    """Many processes meet a revoked secret at once: the link ends once, and is told once."""
    (linked,) = stage.fresh(1)
    before = linked.generation
    stage.revoke(linked)
    if stage.kind == "service_account":
        stage.advance(stage.lifetime)
    found = at_once(CALLERS, lambda: _ask(stage, linked))
    for _ in range(3):
        tasks.tend_links()
    row = Connection.objects.get(pk=linked.pk)
    mails = stage.mails()
    report.line(
        f"{CALLERS} processes, one secret that was deleted: {found.count('good')} good calls, link {row.state}, "
        f"{mails} mails",
        broken=bool(found.count("good"))
        or row.state != ConnectionState.RECONNECT
        or mails != (2 if stage.is_shared else 1),
        why=[f"generation moved by {row.generation - before}", *sorted(set(found))],
    )
