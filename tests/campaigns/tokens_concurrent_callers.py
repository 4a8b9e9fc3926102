"""However many processes want one token, and however long its endpoint takes: one refresh goes out."""

from integrations import jira
from integrations.jira import client, users_and_groups
from integrations.models import Connection
from tests.campaigns.forked_processes import at_once, attempt
from tests.campaigns.tokens_environment import Stage
from tests.campaigns.tokens_report import Report

CALLERS, FEW = 64, 8
HELD, SLOW = 3.0, 15.0
UNHURRIED = 120.0  # seconds for a call: so many processes at once are slow themselves
TOO_LATE = {
    "Unavailable: no time was left to ask Jira",
    "Unavailable: another process is renewing this token and takes long",
    "TakesLong: the token endpoint takes long; the exchange goes on in the background",
}


def run(stage: Stage, report: Report) -> None:
    """Both campaigns with callers at a barrier."""
    _held(stage, report)
    _slow(stage, report)


def _held(stage: Stage, report: Report) -> None:
    """64 processes, one expired token, its answer held for 3 s."""
    (linked,) = stage.fresh(1)
    refreshes, found, calls = _call_at_once(stage, linked, CALLERS, HELD, UNHURRIED)
    good = found.count("good")
    report.line(
        f"{CALLERS} processes, one expired token, answer held {HELD:.0f} s: "
        f"{refreshes} refresh, {good} good calls ({calls} at Jira)",
        broken=refreshes != 1 or good != CALLERS or calls != CALLERS,
        why=sorted(set(found) - {"good"}),
    )


def _slow(stage: Stage, report: Report) -> None:
    """The token endpoint takes as long as a whole call may: nobody sends again, and the next call is good."""
    (linked,) = stage.fresh(1)
    _, found, _ = _call_at_once(stage, linked, FEW, SLOW, client.DEADLINE)
    later = at_once(FEW, lambda: attempt(lambda: jira.myself(linked.account_id, stage.cloud_id)))
    refreshes, good = stage.exchanges(), later.count("good")
    told = len([each for each in found if each != "good"])
    report.line(
        f"token endpoint answers after {SLOW:.0f} s: {refreshes} refresh; of {FEW} callers {FEW - told} served, "
        f"{told} told to come again; then {good} of {FEW} calls good",
        broken=refreshes != 1 or good != FEW or bool(set(found) - {"good", *TOO_LATE}),
        why=sorted({*found, *later} - {"good", *TOO_LATE}),
    )


def _call_at_once(
    stage: Stage, linked: Connection, count: int, seconds: float, deadline: float
) -> tuple[int, list[str], int]:
    """The token expires, its endpoint takes so long: refreshes, what each caller got, good calls at Jira."""

    def call() -> None:
        client.call(linked.account_id, stage.cloud_id, users_and_groups.myself(), deadline=deadline)

    stage.advance(stage.lifetime)
    stage.sandbox.fault("delay", path=stage.token_path, seconds=seconds, times=None)
    found = at_once(count, lambda: attempt(call))
    stage.sandbox.control("DELETE", "/faults")
    calls = stage.sandbox.calls(method="GET", path="/myself$", after=stage.began)
    return stage.exchanges(), found, len([call for call in calls if call["status"] == 200])
