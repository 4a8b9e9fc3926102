"""Holds the simulated Jira's answers against the schemas of jira.js, which come from Atlassian's own document.

Run by hand, with Node: `make conformance`, then `python -m tests.campaigns.jira_js_against_sandbox`. It reads
var/traffic.har, or the recordings that are named. It prints each operation with its number of answers, and what a
schema does not accept; it exits with 1 where there is any.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.support.paths import ROOT

HERE = Path(__file__).parent
PACKAGE = "jira.js@6.2.0"
GATEWAY = "/ex/jira/"


def installed() -> Path:
    """The folder of the package, which the first run installs."""
    folder = ROOT / "var" / "jira-js"
    if not (folder / "node_modules").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*npm, "--prefix", str(folder), PACKAGE], check=True, stdout=sys.stderr)
    return folder


def exchanges(recording: Path) -> Iterator[dict[str, Any]]:
    """The exchanges with Jira through the gateway that succeeded and that no fault spoiled, each with its JSON body."""
    for entry in json.loads(recording.read_text(encoding="utf-8"))["log"]["entries"]:
        path, status = urlsplit(entry["request"]["url"]).path, entry["response"]["status"]
        if not path.startswith(GATEWAY) or not 200 <= status < 300 or "_fault" in entry:
            continue
        text = entry["response"]["content"].get("text") or "null"
        if not entry["response"]["content"].get("mimeType", "").startswith("application/json"):
            continue
        rest = "/" + path.removeprefix(GATEWAY).partition("/")[2]
        yield {
            "method": entry["request"]["method"],
            "path": unquote(rest),
            "status": status,
            "body": json.loads(text),
        }


def judged(found: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """For each exchange its operation, "" for none, and what the schema does not accept."""
    script = ["node", str(HERE / "jira_js_judge.mjs"), str(folder)]
    lines = "\n".join(map(json.dumps, found))
    said = subprocess.run(script, input=lines, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in said.splitlines()]


def main() -> int:
    """Print the figures; 1 where an answer does not fit, or belongs to no operation."""
    recordings = [Path(each) for each in sys.argv[1:]] or [ROOT / "var" / "traffic.har"]
    found = [each for recording in recordings for each in exchanges(recording)]
    answers: Counter[str] = Counter()
    troubles: Counter[str] = Counter()
    for exchange, verdict in zip(found, judged(found, installed()), strict=True):
        name = verdict["operation"]
        address = re.sub(r"/([A-Z]+-)?\d+(?=/|$)", "/…", exchange["path"])
        answers[name or f"unknown: {exchange['method']} {address}"] += 1
        troubles.update(f"{name} at {trouble}" for trouble in verdict["troubles"])
    for name, count in sorted(answers.items()):
        print(f"{count:6} {name}")
    for trouble, count in troubles.most_common():
        print(f"{count:6} × {trouble}")
    unknown = sum(name.startswith("unknown") for name in answers)
    total = sum(troubles.values())
    print(f"{len(found)} answers of {len(answers)} operations; unknown {unknown}, not fit {total}")
    return 1 if unknown or total else 0


if __name__ == "__main__":
    sys.exit(main())
