"""`make conformance`: play the journeys with recording on and write one HAR 1.2 file of all that was said.

The demo first, then every test marked `journey`. What a fault switch spoiled is marked `_fault` by the sandbox.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def play(folder: Path) -> list[Path]:
    """Run both parts, each recording into a file of its own in *folder*; the files."""
    demo, tests = folder / "demo.har", folder / "tests.har"
    subprocess.run([sys.executable, "-m", "tests.demo", "--har", str(demo)], check=True)
    command = [sys.executable, "-m", "pytest", "-m", "journey", "-q", "-n0"]
    status = subprocess.run(command, env={**os.environ, "LODGE_HAR": str(tests)}, check=False).returncode
    if status not in (0, 1):
        raise SystemExit(status)
    if status:  # `make test` judges them; here only what was said counts, and it was recorded
        print("Some journeys failed. What they said is held against the contracts all the same.", flush=True)
    return [demo, tests]


def main(target: Path) -> int:
    """Record into *target*."""
    with tempfile.TemporaryDirectory() as scratch:
        logs = [json.loads(file.read_text(encoding="utf-8")) for file in play(Path(scratch))]
    merged = logs[0]
    for log in logs[1:]:
        merged["log"]["entries"].extend(log["log"]["entries"])
    target.write_text(json.dumps(merged), encoding="utf-8")
    print(f"{target}: {len(merged['log']['entries'])} exchanges recorded")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
