"""The active faults, and which call each one affects."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.refusals import REFUSALS
from sandbox.world import World

KINDS: dict[str, dict[str, Any]] = {
    "delay": {"seconds": 1.0},
    "answer_late": {"seconds": 1.0},
    "drop_before": {},
    "drop_after_commit": {},
    "commit_late": {"seconds": 1.0},
    "rate_limit": {"retry_after": 1, "reason": "jira-burst-based", "status": 429},
    "status_after_commit": {
        "status": 503,
        "content_type": "text/html; charset=utf-8",
        "body": "<h1>Gateway</h1>",
    },
    "status": {
        "status": 500,
        "body": "",
        "content_type": "text/plain; charset=utf-8",
        "headers": {},
    },
    "html": {"status": 502},
    "malformed": {},
    "truncate": {},
    "drip": {"seconds_per_byte": 0.05},
    "redirect": {"location": "/", "status": 302},
    "expired_as": {"status": 401},
    "refusal": {"name": "token_refused"},
}
"""Every kind with its parameters and their defaults."""

TYPES: dict[str, tuple[type, ...]] = {
    "method": (str, type(None)),
    "path": (str, type(None)),
    "times": (int, type(None)),
    "skip": (int,),
    "chance": (int, float),
    "seconds": (int, float),
    "seconds_per_byte": (int, float),
    "retry_after": (int, float, str, type(None)),
    "reason": (str, type(None)),
    "status": (int,),
    "body": (str, dict, list, int, float, bool, type(None)),
    "content_type": (str,),
    "headers": (dict,),
    "location": (str,),
    "name": (str,),
}
"""What may stand in each parameter."""


@dataclass
class Fault:
    """One fault. It skips `skip` matching calls, then affects `times` calls (None: all), each with `chance`."""

    id: str
    kind: str
    method: str | None = None
    path: str = ""  # regular expression, searched in the path
    times: int | None = 1
    skip: int = 0
    chance: float = 1.0
    options: dict[str, Any] = field(default_factory=dict)
    seen: int = 0  # matching calls so far
    hits: int = 0  # affected calls

    @property
    def spent(self) -> bool:
        """Whether it will not affect any more calls."""
        return self.times is not None and self.hits >= self.times

    def matches(self, method: str, path: str) -> bool:
        """Whether this call is one of its kind."""
        return (self.method is None or self.method == method) and re.search(
            self.path, path
        ) is not None

    def as_dict(self) -> dict[str, Any]:
        """As JSON, with the parameters at the top level."""
        own = {
            name: getattr(self, name)
            for name in ("id", "kind", "method", "path", "times", "skip", "chance", "hits")
        }
        return {**own, **self.options}


def add_fault(world: World, facts: dict[str, Any]) -> Fault:
    """Switch a fault on. Raises ValueError, which names what is wrong."""
    facts = dict(facts)
    kind = facts.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    general: dict[str, Any] = {
        name: facts.pop(name)
        for name in ("method", "path", "times", "skip", "chance")
        if name in facts
    }
    if unknown := set(facts) - set(KINDS[kind]):
        raise ValueError(f"{kind} takes no {', '.join(sorted(unknown))}")
    for name, value in {**general, **facts}.items():
        if not isinstance(value, TYPES[name]):
            raise ValueError(f"{name} cannot be {value!r}")
    if kind == "refusal" and facts.get("name", "token_refused") not in REFUSALS:
        raise ValueError(f"name must be one of {', '.join(REFUSALS)}")
    if general.get("method"):
        general["method"] = general["method"].upper()
    try:
        re.compile(general.get("path") or "")
    except re.error as error:
        raise ValueError(f"path is no regular expression: {error}") from error
    general["path"] = general.get("path") or ""
    with world.lock:
        number = 1 + max((int(fault.id) for fault in world.table(Fault).all()), default=0)
        fault = Fault(id=str(number), kind=kind, options={**KINDS[kind], **facts}, **general)
        return world.table(Fault).put(fault)


def take_fault(world: World, method: str, path: str) -> Fault | None:
    """The fault for this call, counted. The first one that was switched on wins."""
    table = world.table(Fault)
    if not len(table):
        return None
    with world.lock:
        for fault in table.all():
            if fault.spent or not fault.matches(method, path):
                continue
            fault.seen += 1
            struck = fault.seen > fault.skip and random.random() < fault.chance  # noqa: S311
            fault.hits += struck
            table.put(fault)
            if struck:
                return fault
    return None
