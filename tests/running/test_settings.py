"""Missing or nonsensical settings are named, each one, before anything starts."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

GOOD = {
    "SECRET_KEY": "as long and as random as a key of production has to be: 0123456789abcdef",
    "PUBLIC_URL": "https://lodge.example.com",
    "ATLASSIAN_CLIENT_ID": "client",
    "ATLASSIAN_CLIENT_SECRET": "secret",
    "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "SINGLE_HOST": "true",
}


def run(folder: Path, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run *command* in an environment that holds GOOD, *changes* and nothing else of ours."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= GOOD | {"LODGE_ENV_FILE": str(folder / "none"), "LODGE_VAR_DIR": str(folder)} | changes
    environment = {name: value for name, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_good_settings_pass_the_deploy_check(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_every_missing_setting_is_named_at_once(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", **dict.fromkeys(GOOD, ""))
    assert done.returncode == 1
    assert [name for name in GOOD if name not in done.stderr] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("PUBLIC_URL", "lodge.example.com"),
        ("PUBLIC_URL", "https://lodge.example.com/with/a/path"),
        ("PUBLIC_URL", "ftp://lodge.example.com"),
        ("DATABASE_URL", "paper://drawer"),
        ("EMAIL_URL", "pigeon://loft"),
        ("ATLASSIAN_AUTH_URL", "auth.atlassian.com"),
        ("ATLASSIAN_API_URL", "https://api.atlassian.com/ex/jira"),
        ("ATLASSIAN_SCOPES", "read:me read:jira-work write:jira-work read:jira-user"),
        ("ATLASSIAN_SCOPES", "offline_access read:me"),
        ("TOKEN_ENCRYPTION_KEYS", "too-short"),
        ("OUTBOX_GRACE_SECONDS", "soon"),
        ("OUTBOX_GRACE_SECONDS", "-1"),
    ],
)
def test_a_nonsensical_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    done = run(tmp_path, "manage.py", "check", **{name: value})
    assert done.returncode == 1
    assert name in done.stderr


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_web_server_refuses_to_start_without(tmp_path: Path, name: str) -> None:
    done = run(tmp_path, "-c", "import config.wsgi", **{name: ""})
    assert done.returncode == 1
    assert "Lodge does not start with these settings" in done.stderr
    assert name in done.stderr


@pytest.mark.parametrize("process", ["worker", "beat"])
def test_the_worker_and_the_schedule_refuse_too(tmp_path: Path, process: str) -> None:
    done = run(tmp_path, "-m", "celery", "--app", "config.celery", process, ATLASSIAN_CLIENT_ID="")
    assert done.returncode != 0
    assert "ATLASSIAN_CLIENT_ID" in done.stdout + done.stderr


def test_a_missing_setting_leaves_no_secret_in_the_output(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", PUBLIC_URL="")
    assert [
        GOOD[n] for n in ("SECRET_KEY", "TOKEN_ENCRYPTION_KEYS") if GOOD[n] in done.stdout + done.stderr
    ] == []


def test_demo_accounts_can_not_exist_without_debug(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "create_demo_accounts", DEBUG="false")
    assert done.returncode == 1
    assert "DEBUG" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_setting_is_explained_in_the_example(repository: Path) -> None:
    settings = (repository / "config" / "settings.py").read_text(encoding="utf-8")
    example = (repository / ".env.example").read_text(encoding="utf-8")
    asked = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', settings))
    assert {name for name in asked if f"{name}=" not in example} == set()
    assert len(asked) > 10
