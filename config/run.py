"""`make run`: Lodge on one machine from one command, with a simulated Atlassian, for trying and developing.

Starts sandbox, web, worker and schedule as child processes, restarts each that crashes, and stops all of them when it
stops. On Linux the kernel signals each child when its parent dies (PR_SET_PDEATHSIG), so nothing is left after SIGKILL.
Production does not use this: see Procfile.
"""

import argparse
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from cryptography.fernet import Fernet

from config.child_processes import Children, die_with_parent

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("LODGE_VAR_DIR", BASE_DIR / "var"))
ACCESS_LOG, MAILS = "access.log", "mails"
FALLS_AT_START = 3  # crashing this often before the first answer means a wrong configuration


def free_port(wanted: int) -> int:
    """*wanted* if the port is free, otherwise one that the system chooses."""
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
    """The values in var/env, created on the first run: random, readable by their owner only."""
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
            "ATLASSIAN_MEDIA_URL": "http://localhost:8001",
        }
        file.touch(mode=0o600)
        file.write_text(
            "".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8"
        )
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def only_one() -> TextIO:
    """Lock the folder until the result is closed or this process ends.

    Raises SystemExit where another process has the lock: two schedules and two sandboxes would share one database.
    """
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    lock = (VAR_DIR / "lock").open("a", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise SystemExit(
            f"Lodge runs already with the files in {VAR_DIR}. Stop it first."
        ) from None
    return lock


class Stopped(Exception):
    """Ctrl-C or SIGTERM."""


def wait_for(url: str, name: str, children: Children, check: Callable[[], None]) -> None:
    """Return when *url*, served by the child *name*, answers anything, however slow the machine is.

    Raises what *check* raises, and SystemExit when the child crashes again and again.
    """
    while children.running[name].falls < FALLS_AT_START:
        check()
        children.tend()
        if _answers(url):
            return
        time.sleep(0.1)
    raise SystemExit(f"{name} did not start: what it said stands above.")


def _answers(url: str) -> bool:
    """Whether *url* answers anything within two seconds."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def prepare(children: Children) -> str:
    """Migrate and create demo accounts. Returns the lines with their passwords."""
    children.once("manage.py", "migrate", "--verbosity=0")
    accounts = VAR_DIR / "demo-accounts"
    children.once("manage.py", "create_demo_accounts", "--file", str(accounts), "--verbosity=0")
    return accounts.read_text(encoding="utf-8")


def start_all(
    children: Children, web: int, sandbox: int, har: str, check: Callable[[], None]
) -> None:
    """Start the sandbox, then web, worker and schedule. Raises what *check* raises."""
    callback = f"{children.environment['PUBLIC_URL']}/link/complete/atlassian/"
    state = str(VAR_DIR / "sandbox.sqlite3")
    atlassian = ("-m", "sandbox", "--port", str(sandbox), "--state", state, "--callback", callback)
    children.start("sandbox", (*atlassian, *(("--har", har) if har else ())))
    wait_for(f"http://127.0.0.1:{sandbox}/_sandbox/health", "sandbox", children, check)
    gunicorn = ("-m", "gunicorn", "config.wsgi", "--config", "python:config.gunicorn")
    log = VAR_DIR / ACCESS_LOG
    log.unlink(missing_ok=True)
    quiet = ("--log-level", "warning", "--access-logfile", str(log))
    children.start(
        "web",
        (
            *gunicorn,
            "--bind",
            f"127.0.0.1:{web}",
            "--threads",
            children.environment.get("WEB_THREADS", "16"),
            *quiet,
        ),
    )
    # Quiet: their banners would scroll the address away.
    celery = ("-m", "celery", "--app", "config.celery", "--quiet")
    # Threads, not forks: no grandchild can outlive its parent.
    pool = ("--pool", "threads")
    children.start("worker", (*celery, "worker", *pool, "--loglevel", "warning"))
    children.start("schedule", (*celery, "beat", "--loglevel", "warning", "--pidfile="))
    wait_for(f"http://127.0.0.1:{web}/account/sign-in/", "web", children, check)


def environment(web: int, sandbox: int) -> dict[str, str]:
    """The environment of the children: var/env with the ports of this run; the caller's environment overrides it."""
    here = {
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "ATLASSIAN_AUTH_URL": f"http://127.0.0.1:{sandbox}",
        "ATLASSIAN_API_URL": f"http://127.0.0.1:{sandbox}",
        "ATLASSIAN_MEDIA_URL": f"http://localhost:{sandbox}",
        # Not printed: the log redacts secret links, which these mails are about.
        "EMAIL_URL": f"filemail://{urllib.parse.quote(str((VAR_DIR / MAILS).resolve()))}",
    }
    values = {"SINGLE_HOST": "true"} | secrets_of_this_machine() | here | dict(os.environ)
    values["LODGE_ENV_FILE"] = str(
        VAR_DIR / "env"
    )  # never the `.env` of an installation in the same folder
    values["SANDBOX_CLIENT_ID"] = values["ATLASSIAN_CLIENT_ID"]
    values["SANDBOX_CLIENT_SECRET"] = values["ATLASSIAN_CLIENT_SECRET"]
    return values


def tell(url: str, accounts: str, atlassian: str) -> None:
    """Print the address and the accounts."""
    print(f"\nLodge is ready: {url}\n", flush=True)
    print("Sign in as one of these (name, password):", flush=True)
    print("".join(f"  {line}\n" for line in accounts.splitlines()), flush=True)
    print(
        f"Each request is a line of {VAR_DIR / ACCESS_LOG}, each mail a file in {VAR_DIR / MAILS}",
        flush=True,
    )
    print(f"The simulated Atlassian: {atlassian}   Ctrl-C stops everything.\n", flush=True)


def main() -> int:
    """Start, print, wait, stop."""
    parser = argparse.ArgumentParser(prog="python -m config.run", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8000, help="of the web pages (default: %(default)s)"
    )
    parser.add_argument("--sandbox-port", type=int, default=8001, help="default: %(default)s")
    parser.add_argument(
        "--har", default="", help="record what is said to the simulated Atlassian into this file"
    )
    parser.add_argument(
        "--die-with-parent", action="store_true", help="stop when the caller dies (Linux)"
    )
    options = parser.parse_args()
    if options.die_with_parent:
        die_with_parent()
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: told.append(caught))

    def check() -> None:
        if told:
            raise Stopped

    os.umask(0o077)  # only the owner may read what is written under var/
    lock = only_one()
    web, sandbox = free_port(options.port), free_port(options.sandbox_port)
    children = Children(environment(web, sandbox))
    try:
        accounts = prepare(children)
        start_all(children, web, sandbox, options.har, check)
        tell(children.environment["PUBLIC_URL"], accounts, f"http://127.0.0.1:{sandbox}")
        while True:
            check()
            children.tend()
            time.sleep(0.2)
    except Stopped:
        return 0
    except subprocess.CalledProcessError as error:
        return 0 if told else error.returncode
    finally:
        children.stop()
        lock.close()


if __name__ == "__main__":
    raise SystemExit(main())
