"""Who else reads `.env`: systemd and Docker, themselves, as far as they run without a manager and an engine."""

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

# Reads environment.d with the parser of `EnvironmentFile=`; only that it expands $ afterwards (systemd 252,
# src/basic/env-file.c: load_env_file and merge_env_file share parse_env_file_internal).
SYSTEMD = Path("/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator")
DOCKER = shutil.which("docker")


def by_systemd(folder: Path, content: str) -> dict[str, str]:
    """What a service gets to see of a file with *content*."""
    drop_in = folder / "environment.d" / "lodge.conf"
    drop_in.parent.mkdir(exist_ok=True)
    drop_in.write_text(content, encoding="utf-8", newline="")
    done = subprocess.run(
        [str(SYSTEMD)],
        env={"XDG_CONFIG_HOME": str(folder), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    # It prints NAME=value or NAME="value", with what a shell would not take literally there behind a backslash; and the
    # host may have files of its own beside ours.
    pairs = (line.partition("=") for line in done.stdout.splitlines())
    return {name: _unquoted(value) for name, _, value in pairs if name in content}


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    return re.sub(r'\\([\\"`$])', r"\1", value[1:-1])


def by_docker(folder: Path, content: str) -> dict[str, str] | None:
    """What a container gets to see, told to an engine that only listens; None where Docker refuses the file."""
    file = folder / "docker.env"
    file.write_text(content, encoding="utf-8", newline="")
    with _engine() as (address, told):
        command = [str(DOCKER), "-H", address, "create", "--env-file", str(file), "lodge"]
        done = subprocess.run(
            command, capture_output=True, check=False, env={"PATH": os.environ["PATH"]}
        )
    if done.returncode:
        return None
    return dict(line.split("=", 1) for line in told[0] if "=" in line)


@contextmanager
def _engine() -> Iterator[tuple[str, list[list[str]]]]:
    told: list[list[str]] = []

    class Engine(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self, status: int, body: object) -> None:
            content = b"" if self.command == "HEAD" else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Api-Version", "1.41")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_HEAD(self) -> None:
            self._answer(200, {})

        def do_GET(self) -> None:
            self._answer(200, {})

        def do_POST(self) -> None:
            told.append(
                json.loads(self.rfile.read(int(self.headers["Content-Length"])))["Env"] or []
            )
            self._answer(201, {"Id": "0" * 64, "Warnings": []})

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Engine)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{server.server_port}", told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
