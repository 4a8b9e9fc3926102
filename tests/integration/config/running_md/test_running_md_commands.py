"""docs/running.md, word by word: every command in it, by the user that it names, on an empty host.

The host is a copy of this machine in namespaces, with a network, a PostgreSQL, a Redis and a systemd of its own; Docker
is a stand-in that follows the Containerfile. What the document leaves to its reader is done here: the address of the
repository, what stands empty in `.env`, the answers to questions.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.config.running_md.namespace_host import Host, missing
from tests.integration.config.running_md.simulated_operator import ADDRESS, Reader
from tests.integration.config.test_requirements import canonical, pinned
from tests.support.paths import ROOT
from tests.support.sandbox import CLIENT_ID, CLIENT_SECRET

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.timeout(1800),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository of what lies here, committed or not."""
    made = tmp_path / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes((ROOT / name).read_bytes())
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@lodge.test"]
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        ["commit", "--quiet", "--message", "as it lies here"],
    ):
        subprocess.run([*git, *command], cwd=made, check=True)
    return made


@pytest.fixture
def host(source: Path) -> Iterator[Host]:
    """An empty host with PostgreSQL and Redis."""
    try:
        made = Host(source)
    except OSError as error:
        pytest.skip(f"no namespaces here: {error}")
    try:
        start_services(made)
        made.run(
            "install",
            "/mnt/tests/integration/config/running_md/fake_docker.py",
            "/usr/local/bin/docker",
        )
        yield made
    finally:
        # Shown where the test failed.
        logs = "journalctl --no-pager -u 'lodge-*'; tail -n 200 /tmp/docker/*.log"
        print(made.run("sh", "-c", logs, check=False).stdout)
        made.stop()


def start_services(host: Host) -> None:
    """As Debian's packages do it: PostgreSQL knows its users by their names at its socket, by passwords elsewhere."""
    programs = next(Path("/usr/lib/postgresql").glob("*/bin/initdb")).parent
    data = "/var/lib/postgresql/lodge"
    host.run("install", "--directory", "--owner", "postgres", "/run/postgresql", data)
    ways_in = ("--auth-local=peer", "--auth-host=scram-sha-256")
    host.run(f"{programs}/initdb", *ways_in, "--no-sync", data, user="postgres")
    start = ("--pgdata", data, "--log", f"{data}/log", "-o", "-F -k /run/postgresql", "-w", "start")
    host.run(f"{programs}/pg_ctl", *start, user="postgres")
    host.run("redis-server", "--daemonize", "yes", "--save", "", "--dir", "/tmp")


@pytest.fixture
def atlassian(host: Host) -> Iterator[None]:
    """The simulated Atlassian, in the network of that host."""
    command = ["nsenter", f"--target={host.first}", "--net", "--", sys.executable, "-m", "sandbox"]
    command += ["--port", "8001", "--callback", f"{ADDRESS}/link/complete/atlassian/"]
    app = {"SANDBOX_CLIENT_ID": CLIENT_ID, "SANDBOX_CLIENT_SECRET": CLIENT_SECRET}
    environment = app | {"PATH": "/usr/bin:/bin:/usr/sbin"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert "ready" in process.stdout.readline()
        yield
        process.terminate()


def only_what_production_runs(host: Host) -> None:
    """What pip installed there."""
    listed = host.run("/srv/lodge/.venv/bin/pip", "list", "--format=freeze", user="lodge").stdout
    installed = {canonical(line.partition("==")[0]) for line in listed.split()} - {
        "pip",
        "setuptools",
    }
    assert installed <= set(pinned(ROOT, "requirements"))
    assert installed.isdisjoint({"flask", "werkzeug", "jinja2"})


def with_systemd(host: Host, reader: Reader) -> None:
    """Its units: they are right, they start Lodge, and do not try again with settings that are wrong."""
    units = [f"lodge-{name}" for name in ("web", "worker", "beat")]
    said = host.run(
        "systemd-analyze",
        "verify",
        *(f"/srv/lodge/deploy/systemd/{unit}.service" for unit in units),
    )
    assert said.stdout + said.stderr == ""
    reader.follow("With systemd")
    reader.wait_until_ready()
    assert reader.file_a_bug("with systemd")
    reader.follow("Afterwards")
    reader.wait_until_ready()

    reader.write_env(LOG_LEVEL="kittiwake")
    host.run("systemctl", "restart", *units, check=False)
    for unit in units:
        assert reader.result_of(unit) == "ExecMainStatus=78 NRestarts=0 Result=exit-code"
    assert "LOG_LEVEL is none of DEBUG" in (printed := host.run("journalctl", "--no-pager").stdout)
    assert "kittiwake" not in printed
    reader.write_env(LOG_LEVEL="INFO")


def test_the_document_is_performed_word_by_word(
    host: Host, atlassian: None, tmp_path: Path
) -> None:
    reader = Reader(host, tmp_path)
    reader.follow("From an empty host to the first report", reader.fill_in)
    only_what_production_runs(host)

    reader.follow("From a shell")
    assert reader.file_a_bug()
    host.end()
    reader.forget_heartbeats()

    if host.has_systemd():
        with_systemd(host, reader)
        reader.forget_heartbeats()

    reader.follow("In containers")
    reader.wait_until_ready()
    assert reader.file_a_bug("in containers")
    host.run("docker", "stop", "lodge-web", "lodge-worker", "lodge-beat")

    left = [str(block) for block in reader.blocks if block not in reader.performed]
    if not host.has_systemd():
        pytest.skip(f"all but this, for which there is no systemd here: {left}")
    assert left == []
