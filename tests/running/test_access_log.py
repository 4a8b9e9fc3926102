"""What the web process of the Procfile writes down about each request."""

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import requests

from config.run import free_port
from tests.running.settings.support import HERE, SAID


def test_the_access_log_holds_no_code_and_no_link_to_a_new_password(tmp_path: Path, repository: Path) -> None:
    """Both open something for who reads the log: a link under way, or an account."""
    web = re.search(
        r"^web: gunicorn (.*)$", (repository / "Procfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert web
    port = free_port(0)
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= SAID | HERE | {"LODGE_ENV_FILE": os.devnull, "LODGE_VAR_DIR": str(tmp_path)}
    environment |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "DEBUG": "true", "REDIS_URL": "none"}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path}/lodge.sqlite3", "PORT": str(port)}
    environment |= {"LISTEN_ADDRESS": "127.0.0.1", "WEB_THREADS": "2", "WEB_CONCURRENCY": "1"}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrate, cwd=repository, env=environment, check=True)
    printed = tmp_path / "printed.log"
    with printed.open("wb") as sink:
        command = [sys.executable, "-m", "gunicorn", *shlex.split(web[1])]
        process = subprocess.Popen(command, cwd=repository, env=environment, stdout=sink, stderr=sink)
    try:
        for path in ("/healthz", "/reports/?x=1", "/link/complete/atlassian/?code=se-cret&state=se-cret"):
            ask(f"http://127.0.0.1:{port}{path}", process)
        ask(f"http://127.0.0.1:{port}/account/forgotten/Mzk/se-cret-key/", process)
    finally:
        process.terminate()
        process.wait(30)
    lines = [line for line in printed.read_text(encoding="utf-8").splitlines() if '"GET ' in line]
    paths = ["/reports/", "/link/complete/atlassian/", "/account/forgotten/…/"]
    assert [line.split()[2].rstrip('"') for line in lines[-3:]] == paths
    assert not [line for line in lines if "se-cret" in line or "healthz" in line]


def ask(url: str, process: subprocess.Popen[bytes]) -> None:
    """Send one request, however long the server takes to start; its answer does not matter."""
    for _ in range(300):
        try:
            requests.get(url, timeout=10, allow_redirects=False)
        except requests.ConnectionError:
            assert process.poll() is None, "the web process ended"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web process did not start")
