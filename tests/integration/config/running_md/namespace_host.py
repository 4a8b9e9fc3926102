"""A host of its own for a test: namespaces of this machine with a copy of its files, its own network and systemd."""

import ctypes
import fcntl
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from tests.integration.config.running_md import build_namespace
from tests.integration.config.running_md.answering_terminal import converse

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NAMESPACES = ("--mount", "--net", "--pid", "--uts", "--ipc", "--cgroup")
_TOOLS = (
    "unshare",
    "nsenter",
    "mount",
    "chroot",
    "setpriv",
    "useradd",
    "runuser",
    "git",
    "redis-server",
)
# What pip needs to know of this machine's way out.
_FETCHES = re.compile(r"pip install|docker build")
_ONLINE = (
    "PIP_",
    "SSL_CERT_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)


def missing() -> str:
    """Why there can be no such host here; empty if there can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "needs root on Linux, for namespaces"
    if lacking := [tool for tool in _TOOLS if not shutil.which(tool)]:
        return f"needs {', '.join(lacking)}"
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return "needs Debian's PostgreSQL"
    python = [
        "/usr/bin/python3",
        "-c",
        "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))",
    ]
    if (
        not Path(python[0]).exists()
        or subprocess.run(python, check=False, stderr=subprocess.DEVNULL).returncode
    ):
        return "needs Debian's Python 3.11 with venv"
    return ""


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Host:
    """Its root user, and the user called *lodge* once there is one."""

    def __init__(self, source: Path) -> None:
        """*source* is to be seen at /mnt. Raises OSError where this machine allows no such thing."""
        self.scratch = Path(tempfile.mkdtemp(prefix="lodge-host-"))
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        self.where = {"root": "/", "lodge": "/"}
        apart = ["unshare", *_NAMESPACES, "--fork", "--kill-child", "--propagation", "private"]
        self._outer = subprocess.Popen(
            [*apart, sys.executable, build_namespace.__file__, str(self.scratch), str(source)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  (it calls the kernel and nothing else)
        )
        assert self._outer.stdout is not None
        if self._outer.stdout.readline() != "made\n":
            _out, error = self._outer.communicate()
            self.stop()
            raise OSError(error.strip().splitlines()[-1] if error.strip() else "no namespaces here")
        children = Path(f"/proc/{self._outer.pid}/task/{self._outer.pid}/children").read_text()
        self.first = children.split()[0]
        self.run_in_network([sys.executable, "-c", f"from {__name__} import loop_up; loop_up()"])

    def inner(
        self, command: Sequence[str], user: str = "root", *, online: bool = False
    ) -> list[str]:
        """*command* as it is called from outside; *online*: in this machine's network instead of its own."""
        spaces = [each for each in _NAMESPACES if not (online and each == "--net")]
        home = {"root": "/root", "postgres": "/var/lib/postgresql"}.get(user, "/var/lib/lodge")
        environment = {"PATH": PATH, "HOME": home, "USER": user, "LANG": "C.UTF-8", "TERM": "dumb"}
        if online:
            environment |= {
                name: value for name, value in os.environ.items() if name.startswith(_ONLINE)
            }
        become = (
            []
            if user == "root"
            else ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        )
        return [
            *(
                "nsenter",
                f"--target={self.first}",
                *spaces,
                "--",
                "chroot",
                str(self.scratch / "root"),
                *become,
            ),
            *("env", "-i", *(f"{name}={value}" for name, value in environment.items()), *command),
        ]

    def run(
        self, *command: str, user: str = "root", check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run *command* there, without a terminal."""
        done = subprocess.run(
            self.inner(command, user), capture_output=True, text=True, timeout=120, check=False
        )
        assert not (check and done.returncode), f"{command}: {done.stdout}{done.stderr}"
        return done

    def type(self, lines: str, user: str, answers: Mapping[str, str], seconds: float = 300) -> str:
        """Type *lines* into a shell of *user*, where the last ones left it. What it printed; fails as the shell does.

        What has to fetch something goes out by this machine's network.
        """
        printed = ""
        for online, together in groupby(
            lines.splitlines(), lambda line: _FETCHES.search(line) is not None
        ):
            typed = "\n".join(together)
            script = f"cd {self.where[user]}\nset -e\n{typed}\npwd > /tmp/where-{user}\n"
            command = self.inner(["sh", "-c", script], user, online=online)
            status, said = converse(command, answers, seconds)
            printed += said
            assert status == 0, f"{typed}\nended with {status}:\n{printed}"
            self.where[user] = self.run("cat", f"/tmp/where-{user}").stdout.strip()
        return printed

    def start(self, line: str, user: str, log: Path) -> None:
        """Type *line* into a shell of its own, and leave it there; `end` ends it."""
        note = f"/tmp/started-{len(self._started)}"
        script = f"echo $$ > {note}; cd {self.where[user]} && exec {line}"
        with log.open("ab") as sink:
            command = self.inner(["sh", "-c", script], user)
            self._started[note] = subprocess.Popen(
                command, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL
            )

    def end(self) -> None:
        """As Ctrl-C in each of those shells; waits until they are gone."""
        for note in self._started:
            self.run("sh", "-c", f"kill -INT $(cat {note})", check=False)
        for process in self._started.values():
            process.wait(120)
        self._started.clear()

    def run_in_network(self, command: Sequence[str], **more: str) -> str:
        """Run *command* of the tests, with their files, in the network of this host. What it prints."""
        done = subprocess.run(
            ["nsenter", f"--target={self.first}", "--net", "--", *command],
            env={**os.environ, **more},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def has_systemd(self) -> bool:
        """Whether systemd starts services there. Waits for it."""
        if not build_namespace.SYSTEMD.exists():
            return False
        for _ in range(100):
            said = self.run("systemctl", "is-system-running", check=False).stdout.strip()
            if said in ("running", "degraded"):
                self.run("systemctl", "start", "systemd-journald", check=False)
                return True
            time.sleep(0.2)
        return False

    def stop(self) -> None:
        """End everything in it."""
        with suppress(ProcessLookupError):
            self._outer.kill()  # and its children go with it
        self._outer.communicate(timeout=30)
        shutil.rmtree(self.scratch, ignore_errors=True)


def loop_up() -> None:
    """Bring up the network card `lo`, as `ip link set lo up` does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh", b"lo", 0x1 | 0x40)  # IFF_UP, IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS
