"""The recording: a valid HAR 1.2 with whole exchanges and not one secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.support.sandbox import Sandbox


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[tuple[Sandbox, Path]]:
    """A sandbox that records, and its file."""
    path = tmp_path / "traffic.har"
    sandbox = Sandbox.start(har=path)
    yield sandbox, path
    if sandbox.process.returncode is None:
        sandbox.stop()


def entries(path: Path) -> list[dict[str, Any]]:
    """The recorded exchanges."""
    log = json.loads(path.read_text())["log"]
    assert log["version"] == "1.2"
    found: list[dict[str, Any]] = log["entries"]
    return found


def header(part: dict[str, Any], name: str) -> str:
    """A recorded header."""
    return next(str(h["value"]) for h in part["headers"] if h["name"].lower() == name.lower())


def test_the_file_is_valid_before_any_traffic(recorded: tuple[Sandbox, Path]) -> None:
    assert entries(recorded[1]) == []


def test_an_exchange_is_recorded_whole(recorded: tuple[Sandbox, Path]) -> None:
    sandbox, path = recorded
    sandbox.get("/me?expand=a", sandbox.grant("alice")["access_token"])
    entry = entries(path)[-1]
    request, response = entry["request"], entry["response"]
    assert (request["method"], request["url"]) == ("GET", f"{sandbox.url}/me?expand=a")
    assert request["queryString"] == [{"name": "expand", "value": "a"}]
    assert header(request, "Authorization") == "Bearer ***"
    assert response["status"] == 200
    assert json.loads(response["content"]["text"])["name"] == "Alice"
    assert "json" in response["content"]["mimeType"]
    assert "_fault" not in entry


def test_control_calls_and_pages_are_not_recorded(recorded: tuple[Sandbox, Path]) -> None:
    sandbox, path = recorded
    sandbox.reset()
    sandbox.http.get(f"{sandbox.url}/_static/sandbox.css", timeout=5)
    sandbox.http.get(f"{sandbox.url}/", timeout=5)
    sandbox.http.get(f"{sandbox.url}/_dc/11/secure/attachment/1/a.txt", timeout=5)
    assert entries(path) == []


def test_no_secret_is_recorded_in_any_encoding(recorded: tuple[Sandbox, Path]) -> None:
    sandbox, path = recorded
    url, credentials = f"{sandbox.url}/oauth/token", (sandbox.client_id, sandbox.client_secret)
    codes = [sandbox.code("alice") for _ in range(2)]
    tokens = sandbox.exchange(codes[0]).json()
    form = {"grant_type": "authorization_code", "code": codes[1], "redirect_uri": sandbox.callback}
    secret_form = {**form, "client_id": credentials[0], "client_secret": credentials[1]}
    again = requests.post(url, data=secret_form, timeout=5).json()
    by_basic = {"grant_type": "refresh_token", "refresh_token": again["refresh_token"]}
    last = requests.post(url, json=by_basic, auth=credentials, timeout=5).json()
    requests.post(url, data=f'{{"refresh_token": "{last["refresh_token"]}"', timeout=5)
    broken = {"Content-Type": "application/json"}
    requests.post(
        url, data=f'{{"refresh_token": "{last["refresh_token"]}"', headers=broken, timeout=5
    )
    sandbox.get("/me", last["access_token"])
    text = path.read_text()
    basic = base64.b64encode(":".join(credentials).encode()).decode()
    pairs = (tokens, again, last)
    secrets = [
        *codes,
        *(p[k] for p in pairs for k in ("access_token", "refresh_token")),
        credentials[1],
        basic,
    ]
    for secret in secrets:
        for encoding in (
            secret,
            quote(secret, safe=""),
            base64.b64encode(secret.encode()).decode(),
        ):
            assert encoding not in text


def test_masked_bodies_keep_their_shape(recorded: tuple[Sandbox, Path]) -> None:
    sandbox, path = recorded
    sandbox.grant("alice")
    entry = entries(path)[-1]
    sent = json.loads(entry["request"]["postData"]["text"])
    got = json.loads(entry["response"]["content"]["text"])
    assert sent == {
        "client_id": sandbox.client_id,
        "client_secret": "***",
        "grant_type": "authorization_code",
        "code": "***",
        "redirect_uri": sandbox.callback,
    }
    assert (got["access_token"], got["refresh_token"], got["expires_in"]) == ("***", "***", 3600)
    consent = entries(path)[-2]["response"]
    assert consent["redirectURL"] == f"{sandbox.callback}?code=***&state=a-state"


def test_a_basic_header_keeps_its_scheme(recorded: tuple[Sandbox, Path]) -> None:
    sandbox, path = recorded
    body = {"grant_type": "refresh_token", "refresh_token": "x"}
    requests.post(f"{sandbox.url}/oauth/token", json=body, auth=("a", "b"), timeout=5)
    assert header(entries(path)[-1]["request"], "Authorization") == "Basic ***"


def test_spoiled_answers_are_marked(recorded: tuple[Sandbox, Path]) -> None:
    sandbox, path = recorded
    tokens = sandbox.grant("alice")
    for kind in ("html", "drop_after_commit"):
        sandbox.fault(kind, path="^/me$")
    sandbox.get("/me", tokens["access_token"])
    with pytest.raises(requests.ConnectionError):
        sandbox.get("/me", tokens["access_token"])
    marks = [(entry["_fault"], entry["response"]["status"]) for entry in entries(path)[-2:]]
    assert marks == [("html", 502), ("drop_after_commit", 0)]


def test_a_multipart_body_leaves_only_its_type(recorded: tuple[Sandbox, Path]) -> None:
    sandbox, path = recorded
    requests.post(f"{sandbox.url}/me", files={"file": ("a.txt", b"hello")}, timeout=5)
    posted = entries(path)[-1]["request"]["postData"]
    assert posted["mimeType"].startswith("multipart/form-data")
    assert posted["text"] == ""


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_the_file_is_valid_however_the_process_ended_and_is_continued(
    recorded: tuple[Sandbox, Path], end: str
) -> None:
    sandbox, path = recorded
    sandbox.get("/me", "nonsense")
    getattr(sandbox, end)()
    assert len(entries(path)) == 1
    again = sandbox.start_again()
    again.get("/me", "nonsense")
    again.stop()
    assert len(entries(path)) == 2


def test_two_processes_share_one_file(recorded: tuple[Sandbox, Path]) -> None:
    first, path = recorded
    second = Sandbox.start(har=path)
    for _ in range(5):
        first.get("/me", "nonsense")
        second.get("/me", "nonsense")
    second.stop()
    addresses = [entry["request"]["url"] for entry in entries(path)]
    assert addresses == [f"{first.url}/me", f"{second.url}/me"] * 5
