"""Has npm's jira.js, unmodified, do the main things at both Data Centers of the sandbox.

Run by hand, with Node: `python -m tests.campaigns.jira_js_at_data_center`. Of the releases on the registry, the ones
up to 5 have a client that speaks REST v2 to any host and sends a Bearer token. It prints a line for each thing that
it did, and exits with 1 where one failed.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.data_center import DataCenter
from tests.support.paths import ROOT
from tests.support.sandbox import Sandbox

HERE = Path(__file__).parent
PACKAGE = "jira.js@5.4.0"


def installed() -> Path:
    """The folder of the package, which the first run installs."""
    folder = ROOT / "var" / "jira-js-5"
    if not (folder / "node_modules").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*npm, "--prefix", str(folder), PACKAGE], check=True, stdout=sys.stderr)
    return folder


def main() -> int:
    """1 where jira.js could not do something at one of the two."""
    sandbox, folder, status = Sandbox.start(), installed(), 0
    try:
        for slug in ("10", "11"):
            own = DataCenter(sandbox, slug)
            print(f"Data Center {own.facts['release']} at {own.url}", flush=True)
            script = ["node", str(HERE / "jira_js_at_data_center.mjs"), str(folder), own.url]
            given = {**os.environ, "JIRA_TOKEN": own.token("alice")}
            status |= subprocess.run(script, env=given, check=False).returncode
    finally:
        sandbox.stop()
    return status


if __name__ == "__main__":
    sys.exit(main())
