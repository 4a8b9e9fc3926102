"""After a whole journey no token, code or client secret can be found outside the sealed Token table."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.integration.config.conftest import Running
from tests.support.http_visitor import Visitor
from tests.support.main_job import file_a_bug, link_account, sign_in
from tests.support.secret_search import dresses, hits, hits_in_files

UNSEAL = """
import django, json; django.setup()
from integrations import connections, vault
from integrations.models import Token
pairs = []
for token in Token.objects.all():
    for column in ("access_token", "refresh_token"):
        context = f"connection:{token.connection_id}:{column}"
        pairs.append(vault.unseal(getattr(token, column), context).reveal())
print(json.dumps(pairs))
"""
REFRESH = """
import django; django.setup()
from integrations import connections
from integrations.models import Connection
connections.refresh(Connection.objects.get().pk, asked_by="admin")
"""


def inside(running: Running, root: Path, program: str) -> str:
    """What *program* prints with the settings of this running Lodge."""
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    environment |= {
        "LODGE_VAR_DIR": str(running.folder),
        "LODGE_ENV_FILE": str(running.folder / "env"),
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ATLASSIAN_AUTH_URL": running.atlassian,
        "ATLASSIAN_API_URL": running.atlassian,
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def codes_in(visitor: Visitor) -> list[str]:
    """Every authorization code that travelled through this visitor's address bar."""
    queries = [parse_qs(urlsplit(url).query) for url in visitor.seen]
    return [code for query in queries for code in query.get("code", [])]


def test_a_secret_is_recognised_in_every_dress() -> None:
    secret = "s3cret/with+signs=and more"
    for before in ("", "x", "xy"):
        encoded = base64.b64encode(f"{before}{secret} and after".encode())
        assert hits({"it": secret}, b"..." + encoded + b"...") == ["it"]
    assert hits({"it": secret}, b"code=s3cret%2Fwith%2Bsigns%3Dand%20more&x") == ["it"]
    assert hits({"it": secret}, b"nothing of the kind") == []
    assert len(dresses(secret)) >= 5


def test_no_secret_is_left_anywhere_after_a_whole_journey(
    running: Running, repository: Path
) -> None:
    visitor = Visitor()
    sign_in(visitor, running.url, "alice", running.people["alice"])
    link_account(visitor, running.url)
    key = file_a_bug(visitor, running.url, "A bug that leaves no secret behind")
    assert key
    pairs = json.loads(inside(running, repository, UNSEAL))
    inside(running, repository, REFRESH)
    renewed = json.loads(inside(running, repository, UNSEAL))
    assert set(pairs).isdisjoint(renewed), "the refresh did not rotate the pair"
    codes = codes_in(visitor)
    assert len(codes) == 1
    values = dict(
        line.split("=", 1)
        for line in (running.folder / "env").read_text(encoding="utf-8").splitlines()
    )
    secrets = {f"token {i}": token for i, token in enumerate([*pairs, *renewed])}
    secrets |= {"code": codes[0], "client secret": values["ATLASSIAN_CLIENT_SECRET"]}

    running.process.terminate()
    running.process.wait(60)
    # Atlassian's own memory, and the environment's file, are where these may be.
    files = [
        f
        for f in running.folder.rglob("*")
        if not f.name.startswith("sandbox.sqlite3") and f.name != "env"
    ]
    files += [running.printed, running.har]
    assert running.har.stat().st_size > 1000
    assert any(file.name.startswith("lodge.sqlite3") for file in files)
    assert hits_in_files(secrets, files) == []
