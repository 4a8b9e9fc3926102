"""Applies faults to calls: before a call is processed, after it, or on the wire."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sandbox.clock import isoformat
from sandbox.faults import Fault
from sandbox.refusals import REFUSALS
from sandbox.server import CutConnection
from sandbox.world import World


@dataclass
class Answer:
    """The answer to send. `status` 0: none, the connection is cut."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    wire: Callable[[bytes], Iterator[bytes]] | None = None  # how the body is sent, if not at once

    @property
    def cut(self) -> bool:
        """Whether the connection ends without an answer."""
        return self.status == 0


CUT = Answer(0)


@dataclass
class Struck:
    """A call with a fault: the fault's parameters, the real handler, and the account known to Jira."""

    world: World
    options: dict[str, Any]
    process: Callable[[], Answer]
    account_id: str = ""


def spoil(
    world: World, fault: Fault, process: Callable[[], Answer], account_id: str = ""
) -> Answer:
    """The answer to a call with this fault. `process` runs the real handler, once.

    *account_id*: the caller as Jira knows it. Empty where the call does not reach Jira.
    """
    return SPOILERS[fault.kind](Struck(world, fault.options, process, account_id))


def reply(status: int, content_type: str, body: str | bytes, **headers: str) -> Answer:
    """A made-up answer; header names are given with `_` for `-`."""
    data = body.encode() if isinstance(body, str) else body
    fixed = [("Content-Type", content_type), ("Content-Length", str(len(data)))]
    return Answer(
        status, fixed + [(name.replace("_", "-"), value) for name, value in headers.items()], data
    )


def delay(call: Struck) -> Answer:
    """Processed after a while."""
    time.sleep(call.options["seconds"])
    return call.process()


def answer_late(call: Struck) -> Answer:
    """Processed at once, answered after a while."""
    answer = call.process()
    time.sleep(call.options["seconds"])
    return answer


def drop_before(call: Struck) -> Answer:
    """Never processed, never answered."""
    return CUT


def drop_after_commit(call: Struck) -> Answer:
    """Processed, never answered."""
    call.process()
    return CUT


def commit_late(call: Struck) -> Answer:
    """Cut now, processed some real seconds later."""

    def later() -> None:
        time.sleep(call.options["seconds"])
        call.process()

    threading.Thread(target=later, name="commit-late", daemon=True).start()
    return CUT


def rate_limit(call: Struck) -> Answer:
    """Refused before any work, with the headers of atlassian.md h."""
    after, reason = call.options["retry_after"], call.options["reason"]
    headers = {"X_RateLimit_Limit": "100", "X_RateLimit_Remaining": "0"}
    if after is not None:
        headers["Retry_After"] = str(after)
    # a date, or any requested value
    seconds = float(after or 1) if not isinstance(after, str) else 60.0
    reset = call.world.clock.now() + timedelta(seconds=seconds)
    headers["X_RateLimit_Reset"] = isoformat(reset)
    if reason is not None:
        headers["RateLimit_Reason"] = str(reason)
    else:  # the gateway itself, before Jira
        headers["X_Failure_Category"] = "FAILURE CLIENT RATE LIMITED"
    body = json.dumps({"errorMessages": ["Rate limit exceeded."], "errors": {}})
    return reply(call.options["status"], "application/json", body, **headers)


def status(call: Struck) -> Answer:
    """The requested status, not processed. A body that is not a string is sent as JSON.

    An ErrorCollection is Jira's own answer, which always names the caller.
    """
    options = call.options
    body, content_type = options["body"], options["content_type"]
    headers = dict(options["headers"])
    if isinstance(body, dict) and {"errorMessages", "errors"} & set(body) and call.account_id:
        headers.setdefault("X-AAccountId", call.account_id)
    if not isinstance(body, str):
        body, content_type = json.dumps(body), "application/json"
    answer = reply(options["status"], content_type, body)
    answer.headers += [(str(name), str(value)) for name, value in headers.items()]
    return answer


def status_after_commit(call: Struck) -> Answer:
    """Processed, but a proxy answers that it failed."""
    call.process()
    return reply(call.options["status"], call.options["content_type"], call.options["body"])


def html(call: Struck) -> Answer:
    """A proxy's page instead of JSON."""
    page = "<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
    return reply(call.options["status"], "text/html; charset=utf-8", page)


def malformed(call: Struck) -> Answer:
    """Processed, and answered 200 with incomplete JSON."""
    answer = call.process()
    return reply(
        200, "application/json", answer.body[: max(1, len(answer.body) // 2)].rstrip() or b"{"
    )


def truncate(call: Struck) -> Answer:
    """Processed; the connection ends in the middle of the body."""

    def half(body: bytes) -> Iterator[bytes]:
        yield body[: len(body) // 2]
        raise CutConnection

    answer = call.process()
    answer.wire = half
    return answer


def drip(call: Struck) -> Answer:
    """Processed. The body is sent byte by byte, so that no single read times out."""

    def drops(body: bytes) -> Iterator[bytes]:
        yield b""  # the head is sent first
        for position in range(len(body)):
            time.sleep(call.options["seconds_per_byte"])
            yield body[position : position + 1]

    answer = call.process()
    answer.wire = drops
    return answer


def redirect(call: Struck) -> Answer:
    """Redirected, not processed."""
    return reply(call.options["status"], "text/plain", "", Location=call.options["location"])


def expired_as(call: Struck) -> Answer:
    """Refused as if the access token had expired."""
    code = call.options["status"]
    words = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
    return reply(
        code, "application/json", json.dumps({"code": code, "message": words.get(code, "Refused")})
    )


def refusal(call: Struck) -> Answer:
    """An answer that sources describe, by its name. Not processed."""
    found = REFUSALS[call.options["name"]]
    answer = reply(found.status, *found.content)
    answer.headers += list(found.headers.items())
    return answer


SPOILERS: dict[str, Callable[[Struck], Answer]] = {
    spoiler.__name__: spoiler
    for spoiler in (
        delay,
        answer_late,
        drop_before,
        drop_after_commit,
        commit_late,
        rate_limit,
        status,
        status_after_commit,
        html,
        malformed,
        truncate,
        drip,
        redirect,
        expired_as,
        refusal,
    )
}
