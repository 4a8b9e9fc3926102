"""`make conformance`: play the journeys with recording on and write one HAR 1.2 file of all that was said.

The demo first, then every test marked `journey`. What a fault switch spoiled is marked `_fault` by the sandbox.
A second argument is a folder that an earlier run (`LODGE_HAR=folder make test`) recorded: nothing is played again.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def play(folder: Path) -> None:
    """Run both parts, each process recording into a file of its own in *folder*."""
    subprocess.run(
        [sys.executable, "-m", "tests.demo", "--har", str(folder / "demo.har")], check=True
    )
    processes = os.environ.get("LODGE_TEST_PROCESSES", "4")
    command = [sys.executable, "-m", "pytest", "-m", "journey", "-q", "-n", processes]
    status = subprocess.run(
        command, env={**os.environ, "LODGE_HAR": str(folder)}, check=False
    ).returncode
    if status not in (0, 1):
        raise SystemExit(status)
    if status:  # `make test` judges them; here only what was said counts, and it was recorded
        print(
            "Some journeys failed. What they said is held against the contracts all the same.",
            flush=True,
        )


def main(target: Path, recorded: Path | None = None) -> int:
    """Record into *target*, or gather there what is *recorded*."""
    with tempfile.TemporaryDirectory() as scratch:
        if recorded is None:
            play(recorded := Path(scratch))
        logs = [
            json.loads(file.read_text(encoding="utf-8")) for file in sorted(recorded.glob("*.har"))
        ]
    if not logs:
        print(f"{recorded}: nothing is recorded there")
        return 1
    merged = logs[0]
    for log in logs[1:]:
        merged["log"]["entries"].extend(log["log"]["entries"])
    target.write_text(json.dumps(merged), encoding="utf-8")
    print(f"{target}: {len(merged['log']['entries'])} exchanges recorded")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*map(Path, sys.argv[1:])))
