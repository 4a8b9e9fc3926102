"""Builds at work beside each other, each in its own tree, with a database and a simulated Atlassian of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.bench.environment import environment, postgres_database
from tests.support.paths import ROOT

# A Redis has sixteen databases: the tests use the first ones, and a part of the bench the last.
REDIS_DATABASES = (13, 14)
CONTESTANT = Path(__file__).with_name("contestant.py")


class Contestant:
    """A process of one build. `root`: its tree; `variables`: its environment; `folder`: what its processes print."""

    def __init__(
        self,
        process: "subprocess.Popen[str]",
        root: Path,
        variables: dict[str, str],
        folder: Path,
    ) -> None:
        self._process = process
        self.root, self.folder = root, folder
        self.python = python_of(root)
        self.sandbox: str = self._answer()["sandbox"]
        upstream = {"ATLASSIAN_AUTH_URL": self.sandbox, "ATLASSIAN_API_URL": self.sandbox}
        self.variables = {**variables, **upstream}
        self.url = variables["PUBLIC_URL"]

    def ask(self, act: str, times: int) -> dict[str, Any]:
        """CPU seconds of *act*, on average; for 0 times its statements and calls of functions."""
        return self._say({"act": act, "times": times})

    def wish(self, wish: str, count: int = 0) -> Any:
        """What came of one of its `Wishes`."""
        return self._say({"wish": wish, "count": count})["said"]

    def _say(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                answer: dict[str, Any] = json.loads(line)
                return answer
        raise RuntimeError("the build ended before it answered")


def python_of(root: Path) -> str:
    """The interpreter of the build at *root*."""
    return str(root / ".venv/bin/python") if root != ROOT else sys.executable


@contextmanager
def contestant(root: Path, server: str, redis: str, number: int) -> Iterator[Contestant]:
    """The build at *root*, on a database of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lodge-bench-")))
        database = stack.enter_context(postgres_database(server))
        variables = environment(folder, database, redis)
        variables["REDIS_URL"] = f"{redis}/{number}"
        log = stack.enter_context((folder / "log").open("w"))
        process = stack.enter_context(
            subprocess.Popen(
                [python_of(root), str(CONTESTANT)],
                cwd=root,
                env=variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        )
        try:
            yield Contestant(process, root, variables, folder)
        except RuntimeError:
            print((folder / "log").read_text()[-3000:], file=sys.stderr)
            raise
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(60)
