"""Nothing starts with wrong settings: each of them is named, all at once, without a traceback."""

from pathlib import Path

import pytest

from tests.integration.config.settings.production_settings import HERE, SAID, run

WEB = (
    "-m",
    "gunicorn",
    "config.wsgi",
    "--config",
    "python:config.gunicorn",
    "--bind",
    "127.0.0.1:0",
)
PROCESSES = {
    "web": WEB,
    "worker": ("-m", "celery", "--app", "config.celery", "worker"),
    "beat": ("-m", "celery", "--app", "config.celery", "beat"),
    "check": ("manage.py", "check"),
    "migrate": ("manage.py", "migrate"),
}

AS_NOBODY = """
import os
from config import wsgi

if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
wsgi.refuse_to_start_if_wrong()
"""


def test_good_settings_pass_the_deploy_check(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("process", PROCESSES)
def test_every_missing_setting_is_named_at_once(tmp_path: Path, process: str) -> None:
    done = run(tmp_path, *PROCESSES[process], **dict.fromkeys(SAID, ""))
    printed = done.stdout + done.stderr
    assert done.returncode != 0
    assert [name for name in SAID if f"{name} is missing." not in printed] == []
    assert "Traceback" not in printed
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize("process", PROCESSES)
def test_a_wrong_setting_is_named_and_not_shown(tmp_path: Path, process: str) -> None:
    """Among them those that once ended in a traceback, or in parts of a password."""
    wrong = {
        "LOG_LEVEL": "kittiwake",
        "DATABASE_URL": "postgres://kittiwake:kitti?wake@host.test:5432/name",
        "REDIS_URL": "host.test:6379/kittiwake",
        "FILES_URL": "file:///dev/null/kittiwake",
    }
    done = run(tmp_path, *PROCESSES[process], **wrong)
    printed = done.stdout + done.stderr
    assert done.returncode != 0
    assert [name for name in wrong if f"{name} " not in printed] == []
    assert [
        word for word in ("kittiwake", "kitti", "Traceback", SAID["SECRET_KEY"]) if word in printed
    ] == []


def test_a_misspelt_name_is_told_with_the_one_that_is_meant(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        f"DATABSE_URL={SAID['DATABASE_URL']}\nWEB_TREADS=4\nAWS_REGION=x\nODDITY=kittiwake\n"
    )
    done = run(tmp_path, "manage.py", "check", DATABASE_URL="", LODGE_ENV_FILE=str(file))
    assert "DATABASE_URL is missing." in done.stderr
    assert "Is DATABSE_URL, which is set, meant for it?" in done.stderr
    assert "WEB_TREADS is no setting of Lodge; WEB_THREADS is." in done.stderr
    assert "ODDITY is no setting of Lodge." in done.stderr
    assert [word for word in ("AWS_REGION", "kittiwake", "bittern") if word in done.stderr] == []


def test_a_misspelt_name_is_told_by_what_starts_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("WEB_TREADS=4\n")
    done = run(tmp_path, "-c", "import config.wsgi", LODGE_ENV_FILE=str(file))
    assert done.returncode == 0, done.stderr
    assert "WEB_TREADS is no setting of Lodge; WEB_THREADS is." in done.stderr


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """As the user of the process: `check`, run by somebody else, may not have seen it."""
    (tmp_path / "theirs").mkdir(mode=0o500)
    done = run(
        tmp_path, "-c", AS_NOBODY, FILES_URL=f"file://{tmp_path}/theirs", LODGE_VAR_DIR="/tmp"
    )
    assert "FILES_URL names a folder that the user of this process cannot write to." in done.stderr


def test_checks_create_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", FILES_URL=f"file://{tmp_path}/files")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_demo_accounts_can_not_exist_without_debug(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "create_demo_accounts", DEBUG="false")
    assert done.returncode == 1
    assert "DEBUG" in done.stderr
    assert "Traceback" not in done.stderr


def test_development_needs_few_settings(tmp_path: Path) -> None:
    needed = (
        "SECRET_KEY",
        "PUBLIC_URL",
        "ATLASSIAN_CLIENT_ID",
        "ATLASSIAN_CLIENT_SECRET",
        "TOKEN_ENCRYPTION_KEYS",
    )
    nothing = {name: "" for name in SAID if name not in needed}
    done = run(
        tmp_path,
        "manage.py",
        "check",
        DEBUG="true",
        **(nothing | HERE | {"PUBLIC_URL": "http://127.0.0.1:8000"}),
    )
    assert (done.returncode, done.stderr) == (0, "")
