"""An earlier build in a folder of its own, with the packages that it pins."""

import subprocess
from pathlib import Path

from tests.support.paths import ROOT


def worktree(revision: str) -> Path:
    """The root of *revision*, installed; kept for the next run. Raises CalledProcessError."""
    name = ["git", "rev-parse", "--short", f"{revision}^{{commit}}"]
    commit = subprocess.run(name, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    root = ROOT / "var" / "against" / commit.strip()
    if not (root / "Makefile").exists():
        add = ["git", "worktree", "add", "--force", "--detach", str(root), commit.strip()]
        subprocess.run(add, cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["make", ".venv/tests"], cwd=root, check=True, capture_output=True)
    return root
