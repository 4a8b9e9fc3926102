"""`make run`: everything on one machine from one command, with a simulated Atlassian. For trying and developing.

Starts sandbox, web, worker and schedule as children, and stops them all when it stops. On Linux the kernel
tells each child when its parent dies (PR_SET_PDEATHSIG), so that nothing is left behind even after SIGKILL.
Production does not use this: see Procfile.
"""

import argparse
import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.fernet import Fernet

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("LODGE_VAR_DIR", BASE_DIR / "var"))
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies. Linux only; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port(wanted: int) -> int:
    """*wanted* if nobody listens there, otherwise one that the system picks."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SystemExit("No port is free on 127.0.0.1.")


def secrets_of_this_machine() -> dict[str, str]:
    """The values of var/env, made on the first run: random, readable by their owner only."""
    file = VAR_DIR / "env"
    if not file.is_file():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        values = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "ATLASSIAN_CLIENT_ID": f"lodge-{secrets.token_hex(6)}",
            "ATLASSIAN_CLIENT_SECRET": secrets.token_urlsafe(40),
            "INSTALLATION_ID": f"made-by-make-run-{secrets.token_hex(6)}",
            "DEBUG": "true",
            "SINGLE_HOST": "true",
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "ATLASSIAN_AUTH_URL": "http://127.0.0.1:8001",
            "ATLASSIAN_API_URL": "http://127.0.0.1:8001",
        }
        file.touch(mode=0o600)
        file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


class Children:
    """The processes that make up a running Lodge."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def once(self, *command: str) -> None:
        """Run *command* to its end; its failure ends everything."""
        subprocess.run([sys.executable, *command], cwd=BASE_DIR, env=self.environment, check=True)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start *command* in a session of its own, so that Ctrl-C reaches only us and we stop it in order."""
        self.running[name] = subprocess.Popen(
            [sys.executable, *command],
            cwd=BASE_DIR,
            env=self.environment,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509  (this process has one thread)
        )

    def fallen(self) -> str | None:
        """The name of a child that ended by itself."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def stop(self, patience: float = 10.0) -> None:
        """SIGTERM to all, newest first; SIGKILL to the session of whoever is still there after *patience* seconds."""
        for child in reversed(self.running.values()):
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + patience
        for child in reversed(self.running.values()):
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)


def wait_for(url: str, children: Children, seconds: float = 60.0) -> None:
    """Return when *url* answers anything at all; end everything when it does not within *seconds*."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not children.fallen():
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    children.stop()
    raise SystemExit(f"{children.fallen() or url} did not start.")


def prepare(children: Children) -> str:
    """Database and demo accounts; the lines that tell the accounts' passwords."""
    children.once("manage.py", "migrate", "--verbosity=0")
    accounts = VAR_DIR / "demo-accounts"
    children.once("manage.py", "create_demo_accounts", "--file", str(accounts), "--verbosity=0")
    return accounts.read_text(encoding="utf-8")


def start_all(children: Children, web: int, sandbox: int, har: str) -> None:
    """Sandbox first, then web, worker and schedule."""
    callback = f"{children.environment['PUBLIC_URL']}/link/complete/atlassian/"
    state = str(VAR_DIR / "sandbox.sqlite3")
    recording = ("--har", har) if har else ()
    atlassian = (
        "-m",
        "sandbox",
        "--port",
        str(sandbox),
        "--state",
        state,
        "--callback",
        callback,
        *recording,
    )
    children.start("sandbox", atlassian)
    wait_for(f"http://127.0.0.1:{sandbox}/_sandbox/health", children)
    gunicorn = ("-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{web}", "--worker-class", "gthread")
    children.start("web", (*gunicorn, "--threads", "16", "--log-level", "warning"))
    # Quiet: their banners would push the address away.
    celery = ("-m", "celery", "--app", "config.celery", "--quiet")
    # Threads, not forks: no grandchild can outlive its parent.
    children.start(
        "worker", (*celery, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "warning")
    )
    children.start("schedule", (*celery, "beat", "--loglevel", "warning", "--pidfile="))
    wait_for(f"http://127.0.0.1:{web}/account/sign-in/", children)


def environment(web: int, sandbox: int) -> dict[str, str]:
    """What the children see: our own var/env, with the ports of this run; the caller's environment wins."""
    here = {
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "ATLASSIAN_AUTH_URL": f"http://127.0.0.1:{sandbox}",
        "ATLASSIAN_API_URL": f"http://127.0.0.1:{sandbox}",
    }
    values = {"SINGLE_HOST": "true"} | secrets_of_this_machine() | here | dict(os.environ)
    values["SANDBOX_CLIENT_ID"] = values["ATLASSIAN_CLIENT_ID"]
    values["SANDBOX_CLIENT_SECRET"] = values["ATLASSIAN_CLIENT_SECRET"]
    return values


def watch(children: Children, stopped: Callable[[], bool]) -> int:
    """Wait until we are told to stop (0) or a child falls (1)."""
    while not stopped():
        if name := children.fallen():
            print(f"{name} ended by itself; stopping the others.", file=sys.stderr)
            return 1
        time.sleep(0.2)
    return 0


def main() -> int:
    """Start, tell where, wait for the end, stop."""
    parser = argparse.ArgumentParser(prog="python -m config.run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="of the web pages (default: %(default)s)")
    parser.add_argument("--sandbox-port", type=int, default=8001, help="default: %(default)s")
    parser.add_argument(
        "--har", default="", help="record what is said to the simulated Atlassian into this file"
    )
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the caller dies (Linux)")
    options = parser.parse_args()
    if options.die_with_parent:
        die_with_parent()
    stop: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: stop.append(caught))

    os.umask(0o077)  # what is written under var/ is for its owner only
    web, sandbox = free_port(options.port), free_port(options.sandbox_port)
    children = Children(environment(web, sandbox))
    try:
        accounts = prepare(children)
        start_all(children, web, sandbox, options.har)
        print(f"\nLodge is ready: {children.environment['PUBLIC_URL']}\n", flush=True)
        print("Sign in as one of these (name, password):", flush=True)
        print("".join(f"  {line}\n" for line in accounts.splitlines()), flush=True)
        print(f"The simulated Atlassian: http://127.0.0.1:{sandbox}   Ctrl-C stops everything.\n", flush=True)
        return watch(children, lambda: bool(stop))
    finally:
        children.stop()


if __name__ == "__main__":
    raise SystemExit(main())
