"""`make demo` plays the main job, against our sandbox and against an Atlassian it knows nothing about."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.run import free_port
from tests.support.sandbox import Sandbox
from tests.support.shared_links import make_key


def play(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the demo with *environment* and nothing else of ours."""
    inherited = {
        name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.demo"],
        cwd=root,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def ids(printed: str) -> tuple[str, str]:
    """The reporter's and the linked account's id, as printed."""
    found = re.search(r"reporter (\S+), linked account (\S+)", printed)
    assert found, printed
    return found.group(1), found.group(2)


def test_the_demo_files_one_issue_under_the_linked_account(repository: Path) -> None:
    done = play(repository)
    assert done.returncode == 0, done.stdout + done.stderr
    reporter, linked = ids(done.stdout)
    assert reporter == linked
    assert "creates seen upstream: 1\n" in done.stdout
    assert "file by a link that fills in the form: " in done.stdout
    assert "file by a prepared form: /f/demo-bug/, " in done.stdout
    assert "the pair rotated" in done.stdout


def test_the_demo_plays_against_any_other_atlassian(repository: Path) -> None:
    public_url = f"http://127.0.0.1:{free_port(0)}"
    client = ("another-client", "another-secret-of-another-client")
    callback = f"{public_url}/link/complete/atlassian/"
    other = Sandbox.start(salt="elsewhere", markup="plain", callbacks=[callback], client=client)
    try:
        done = play(
            repository,
            ATLASSIAN_AUTH_URL=other.url,
            ATLASSIAN_API_URL=other.url,
            ATLASSIAN_CLIENT_ID=client[0],
            ATLASSIAN_CLIENT_SECRET=client[1],
            PUBLIC_URL=public_url,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "creates seen upstream" not in done.stdout, "it made a control call"
        reporter, linked = ids(done.stdout)
        assert reporter == linked == other.account("alice")["account_id"]
        assert len(other.calls("POST", r"/rest/api/3/issue$")) == 3
        assert "the pair rotated" in done.stdout
    finally:
        other.stop()


@pytest.mark.parametrize("kind", ["data_center", "data_center_oauth"])
def test_the_demo_plays_at_two_data_centers(repository: Path, kind: str) -> None:
    done = play(repository, KIND=kind)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"reporter (\S+), linked account (\S+)", done.stdout)
    assert len(found) == 2
    assert all(reporter == linked for reporter, linked in found)
    assert done.stdout.count("the pair rotated") == (2 if kind == "data_center_oauth" else 0)


@pytest.mark.parametrize("kind", ["service_account", "api_token", "scoped_api_token"])
def test_the_demo_goes_from_a_shared_credential_to_the_issue_read_back(
    repository: Path, kind: str
) -> None:
    done = play(repository, KIND=kind)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"enter the credential ({kind}): Lodge can act as Lodge bot" in done.stdout
    assert re.search(r"read back: key DEMO-\d+, creator \S+, Reported by alice", done.stdout)


def test_a_shared_credential_of_another_atlassian_is_named_by_the_environment(
    repository: Path,
) -> None:
    public_url = f"http://127.0.0.1:{free_port(0)}"
    client = ("another-client", "another-secret-of-another-client")
    other = Sandbox.start(salt="elsewhere", callbacks=[f"{public_url}/x/"], client=client)
    try:
        key = make_key(other, "scoped_api_token")
        done = play(
            repository,
            KIND=key.kind,
            ATLASSIAN_AUTH_URL=other.url,
            ATLASSIAN_API_URL=other.url,
            ATLASSIAN_CLIENT_ID=client[0],
            ATLASSIAN_CLIENT_SECRET=client[1],
            PUBLIC_URL=public_url,
            DEMO_SITE=other.site("demo-team")["url"],
            DEMO_LOGIN=key.login,
            DEMO_SECRET=key.secret,
        )
    finally:
        other.stop()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The demo went well." in done.stdout


def test_an_unknown_kind_is_refused(repository: Path) -> None:
    done = play(repository, KIND="password")
    assert done.returncode == 2
    assert "KIND must be one of user, service_account" in done.stderr
