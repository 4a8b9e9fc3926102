"""Lets two builds take turns at the same acts, and says what each costs against the other."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.against.worktree import worktree
from tests.bench.alternating import ratio
from tests.bench.environment import environment, postgres_database
from tests.bench.result_row import Row
from tests.support.paths import ROOT

# Each act, and the most CPU that it may cost against the earlier build.
GOALS = {
    "journey": 0.40,
    "form 25": 0.30,
    "form 83": 0.15,
    "form 453": 0.15,
    "post": 0.62,
    "home": 0.45,
    "reports": 0.45,
    "report": 0.45,
}
MOST_STATEMENTS = 32  # of the journey
ROUNDS, TIMES = 5, 8
# A Redis has sixteen databases: the tests use the first ones, and a part of the bench the last.
REDIS_DATABASES = (13, 14)
CONTESTANT = Path(__file__).with_name("contestant.py")


class Contestant:
    """A process of one build."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._answer()

    def ask(self, act: str, times: int) -> dict[str, Any]:
        """CPU seconds of *act*, on average; for 0 times its statements and calls of functions."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"act": act, "times": times}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                answer: dict[str, Any] = json.loads(line)
                return answer
        raise RuntimeError("the build ended before it answered")


@contextmanager
def contestant(root: Path, server: str, redis: str, number: int) -> Iterator[Contestant]:
    """The build at *root*, on a database of its own."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lodge-bench-"))
        database = stack.enter_context(postgres_database(server))
        variables = environment(Path(folder), database, redis)
        variables["REDIS_URL"] = f"{redis}/{number}"
        log = stack.enter_context((Path(folder) / "log").open("w"))
        python = str(root / ".venv/bin/python") if root != ROOT else sys.executable
        process = stack.enter_context(
            subprocess.Popen(
                [python, str(CONTESTANT)],
                cwd=root,
                env=variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        )
        try:
            yield Contestant(process)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(60)


def compare(revision: str, server: str, redis: str) -> Iterator[Row]:
    """A row for each act. *revision*: a commit of this repository."""
    with ExitStack() as stack:
        roots = (ROOT, worktree(revision))
        ours, theirs = (
            stack.enter_context(contestant(root, server, redis, number))
            for root, number in zip(roots, REDIS_DATABASES, strict=True)
        )
        for act, goal in GOALS.items():
            counted = [each.ask(act, 0) for each in (ours, theirs)]
            turns = [(ours.ask(act, TIMES), theirs.ask(act, TIMES)) for _ in range(ROUNDS + 1)][1:]
            mine, other = ([turn[side]["cpu"] for turn in turns] for side in (0, 1))
            calls = counted[0]["calls"] / counted[1]["calls"]
            more = (
                f" ({median(mine) * 1e3:.1f} ms; {median(other) * 1e3:.1f} ms; calls of functions "
                f"{calls:.2f}×; statements {counted[0]['statements']}; {counted[1]['statements']})"
            )
            what = f"CPU of “{act}” against {revision}"
            yield Row.at_most(what, ratio(mine, other), goal, more=more)
            if act == "journey":
                what = "statements of the journey"
                sent = counted[0]["statements"]
                yield Row.at_most(what, sent, MOST_STATEMENTS, "")
