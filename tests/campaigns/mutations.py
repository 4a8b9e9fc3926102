"""Puts defects into a copy of the code, one at a time, and sees that the tests of that room catch each.

`python -m tests.campaigns.mutations` prints a line for each, `... lease secret` for some of them. It exits with 1
where a defect was not caught, or where its place in the code is not found any more.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.support.paths import ROOT


@dataclass(frozen=True)
class Defect:
    """*before* in *file* becomes *after*; *tests* must then fail."""

    file: str
    before: str
    after: str
    tests: str


DEFECTS = {
    "fence": Defect(
        "issues/outbox/states.py",
        "        rows = rows.filter(lease_owner=holder)\n",
        "        pass\n",
        "tests/integration/issues/outbox",
    ),
    "lease": Defect(
        "integrations/connections/lease.py",
        "        free, pk=row.pk, generation=row.generation, state=ConnectionState.ACTIVE\n",
        "        pk=row.pk, state=ConnectionState.ACTIVE\n",
        "tests/integration/integrations/connections/test_refresh.py",
    ),
    "grace": Defect(
        "issues/outbox/backoff.py",
        "    return float(settings.OUTBOX_GRACE_SECONDS)\n",
        "    return 0.0\n",
        "tests/integration/issues/outbox",
    ),
    "owner": Defect(
        "issues/views/report_actions.py",
        "get_object_or_404(Submission, pk=submission_id, owner=request.user)",
        "get_object_or_404(Submission, pk=submission_id)",
        "tests/integration/urls/test_access_matrix.py",
    ),
    "copy": Defect(
        "installation/copy_guard.py",
        '    return "" if owner in (None, settings.INSTALLATION_ID) else str(owner)\n',
        '    return "" if owner else ""\n',
        "tests/integration/installation",
    ),
    "secret": Defect(
        "integrations/vault.py",
        "    def __repr__(self) -> str:\n        return _REDACTED\n",
        "    def __repr__(self) -> str:\n        return self._value\n",
        "tests/unit/integrations/test_vault.py",
    ),
    "escape": Defect(
        "issues/richtext/adf_to_html.py",
        '_tag("summary", escape(title))',
        '_tag("summary", title)',
        "tests/unit/issues/richtext",
    ),
    "path": Defect(
        "issues/attachments/file_names.py",
        '_SEPARATORS.split(name or "")[-1]',
        'name or ""',
        "tests/integration/issues/attachments/test_store_files.py",
    ),
    "jql": Defect(
        "integrations/jira/jql_building.py",
        """.replace('"', '\\\\"')""",
        "",
        "tests/unit/integrations/jira/test_requests_and_parsers.py",
    ),
    "guesses": Defect(
        "accounts/sign_in_throttle.py",
        'PASSWORDS = Limits("guesses", 10, 100, 200)',
        'PASSWORDS = Limits("guesses", 11, 100, 200)',
        "tests/integration/accounts/test_sign_in_throttle.py",
    ),
    "proof": Defect(
        "integrations/oauth.py",
        '{"code_verifier": verifier} if verifier is not None else {}',
        "dict[str, str]()",
        "tests/integration/integrations/linking/test_pkce.py",
    ),
}


def caught(defect: Defect, copy: Path) -> str:
    """What came of it, in a word."""
    path = copy / defect.file
    sound = path.read_text(encoding="utf-8")
    if sound.count(defect.before) != 1:
        return "NOT FOUND in the code"
    path.write_text(sound.replace(defect.before, defect.after), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", defect.tests]
    try:
        done = subprocess.run(
            command, check=False, cwd=copy, env=os.environ, capture_output=True, text=True
        )
    finally:
        path.write_text(sound, encoding="utf-8")
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    if done.returncode != 1 or not failed:
        return f"NOT CAUGHT (status {done.returncode}): {done.stdout[-200:]}"
    return "caught by " + failed[0].partition("::")[2].partition(" - ")[0]


def main(names: list[str]) -> int:
    """A line for each; 1 where one was not caught."""
    bad = 0
    with tempfile.TemporaryDirectory(prefix="lodge-mutations-") as scratch:
        copy = Path(scratch) / "lodge"
        left_out = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, copy, ignore=left_out)
        for name in names or DEFECTS:
            said = caught(DEFECTS[name], copy)
            bad += said.startswith("NOT")
            print(f"{name:20} {said}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
