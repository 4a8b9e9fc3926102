"""Starts a sandbox in a process of its own and speaks with it over HTTP. Imports nothing of the product."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import requests

from tests.support.paths import ROOT

CALLBACK = "http://testserver/callback"
SCOPES = "read:jira-work write:jira-work read:jira-user read:me offline_access"
CLIENT_ID, CLIENT_SECRET = "sandbox-client-id", "sandbox-client-secret-of-at-least-32-bytes"
STARTUP_SECONDS = 20


class Sandbox:
    """A running sandbox, and its control API as methods."""

    def __init__(self, process: subprocess.Popen[str], url: str, options: dict[str, Any]) -> None:
        self.process, self.url, self.options = process, url, options
        self.client_id, self.client_secret = options["client"]
        self.callback: str = options["callbacks"][0]
        self.http = requests.Session()
        self.http.trust_env = False

    @classmethod
    def start(
        cls,
        *,
        har: Path | None = None,
        state: Path | None = None,
        salt: str = "",
        markup: str = "cards",
        callbacks: Sequence[str] = (CALLBACK,),
        port: int = 0,
        client: tuple[str, str] = (CLIENT_ID, CLIENT_SECRET),
    ) -> Self:
        """Start a process and wait until it listens. Raises RuntimeError when it does not."""
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "--port",
            str(port),
            "--salt",
            salt,
            "--markup",
            markup,
        ]
        command += ["--die-with-parent"] if sys.platform == "linux" else []
        for callback in callbacks:
            command += ["--callback", callback]
        for name, path in (("--har", har), ("--state", state)):
            command += [name, str(path)] if path else []
        environ = {**os.environ, "SANDBOX_CLIENT_ID": client[0], "SANDBOX_CLIENT_SECRET": client[1]}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
        )
        options = {
            "har": har,
            "state": state,
            "salt": salt,
            "markup": markup,
            "callbacks": tuple(callbacks),
            "client": client,
        }
        return cls(process, ready_url(process), options)

    @property
    def media_url(self) -> str:
        """The host that files are read from: this process under another name."""
        return self.url.replace("127.0.0.1", "localhost")

    def stop(self) -> None:
        """End the process kindly, and wait for it."""
        self.http.close()
        self.process.send_signal(signal.SIGTERM)
        self._wait()

    def kill(self) -> None:
        """SIGKILL: nothing gets a chance to tidy up."""
        self.http.close()
        self.process.kill()
        self._wait()

    def start_again(self) -> Sandbox:
        """After `stop` or `kill`: another process with the same options, at the same address."""
        return Sandbox.start(port=urlsplit(self.url).port or 0, **self.options)

    def _wait(self) -> None:
        self.process.wait(timeout=STARTUP_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()

    # The control API

    def control(self, method: str, path: str, json: Any = None, params: Any = None) -> Any:
        """One control call; the answer's JSON. Raises requests.HTTPError with its text."""
        url = f"{self.url}/_sandbox{path}"
        answer = self.http.request(method, url, json=json, params=params, timeout=90)
        if not answer.ok:
            raise requests.HTTPError(
                f"{method} {path}: {answer.status_code} {answer.text}", response=answer
            )
        return answer.json()

    def reset(self) -> None:
        """The seeded world again."""
        self.control("POST", "/reset")

    def calls(
        self, method: str | None = None, path: str | None = None, after: int = 0
    ) -> list[dict[str, Any]]:
        """The call log, of one method and of paths that match a regular expression."""
        query = {"method": method, "path": path, "after": after}
        found: list[dict[str, Any]] = self.control("GET", "/log", params=query)["calls"]
        return found

    def issues(self, cloud_id: str | None = None) -> list[dict[str, Any]]:
        """Every issue there is, whoever may see it."""
        found: list[dict[str, Any]] = self.control("GET", "/issues", params={"cloud_id": cloud_id})[
            "issues"
        ]
        return found

    def grants(self) -> list[dict[str, Any]]:
        """Every grant and the state of its token family."""
        found: list[dict[str, Any]] = self.control("GET", "/grants")["grants"]
        return found

    def fault(self, kind: str, **options: Any) -> str:
        """Switch a fault on (`method`, `path`, `times`, `skip` and the kind's own); its id."""
        return str(self.control("POST", "/faults", {"kind": kind, **options})["id"])

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock forward."""
        self.control("POST", "/clock", {"advance": seconds})

    def config(self, **knobs: Any) -> dict[str, Any]:
        """Set knobs; all of them are answered."""
        answer: dict[str, Any] = self.control("PUT", "/config", knobs)
        return answer

    def account(self, name: str) -> dict[str, Any]:
        """The account with this name: account_id, name, email."""
        return self._one("accounts", "name", name)

    def site(self, slug: str) -> dict[str, Any]:
        """The site with this slug: cloud_id, slug, name, url, members, projects."""
        return self._one("sites", "slug", slug)

    def _one(self, kind: str, key: str, value: str) -> dict[str, Any]:
        entries: list[dict[str, Any]] = self.control("GET", "/world")[kind]
        return next(entry for entry in entries if entry[key].casefold() == value.casefold())

    def last_event(self) -> int:
        """The number of the latest event, to wait for what comes after it."""
        return int(self.control("GET", "/events", params={"name": "none"})["last"])

    def wait_for(self, name: str, timeout: float = 10, after: int = 0) -> dict[str, Any]:
        """The first event of this name numbered above `after`. Raises TimeoutError."""
        query = {"name": name, "after": after, "wait": timeout}
        events = self.control("GET", "/events", params=query)["events"]
        if not events:
            raise TimeoutError(f"no {name} within {timeout} s")
        first: dict[str, Any] = events[0]
        return first

    # Consent over HTTP

    def authorize_params(self, scopes: str = SCOPES, **changes: str) -> dict[str, str]:
        """The query of an authorization request."""
        return {
            "audience": "api.atlassian.com",
            "client_id": self.client_id,
            "scope": scopes,
            "redirect_uri": self.callback,
            "state": "a-state",
            "response_type": "code",
            "prompt": "consent",
            **changes,
        }

    def consent(
        self,
        account_name: str,
        *,
        sites: Sequence[str] | None = None,
        scopes: str = SCOPES,
        accept: bool = True,
        url: str | None = None,
    ) -> str:
        """Consent as this account (sites by slug; None: all of them); the address we are sent back to.

        `url` is the authorization request; by default one of our own making.
        """
        params = None if url else self.authorize_params(scopes)
        at = url or f"{self.url}/authorize"
        page = self.http.get(at, params=params, allow_redirects=False, timeout=30)
        account_id = self.account(account_name)["account_id"]
        wanted = None if sites is None else {self.site(slug)["cloud_id"] for slug in sites}
        while page.status_code == 200:
            form = ConsentForm(page.text)
            fields = form.answers(account_id, wanted, accept=accept)
            page = self.http.post(
                f"{self.url}{form.action}", data=fields, allow_redirects=False, timeout=30
            )
        if page.status_code not in (302, 303):
            raise RuntimeError(f"consent ended with {page.status_code}: {visible_text(page.text)}")
        return page.headers["Location"]

    def code(self, account_name: str, **options: Any) -> str:
        """An authorization code of this account; options as of `consent`."""
        return parse_qs(urlsplit(self.consent(account_name, **options)).query)["code"][0]

    def token(self, **parameters: str) -> requests.Response:
        """`POST /oauth/token` as JSON with this app's credentials, which parameters may override."""
        body = {"client_id": self.client_id, "client_secret": self.client_secret, **parameters}
        return self.http.post(f"{self.url}/oauth/token", json=body, timeout=30)

    def exchange(self, code: str) -> requests.Response:
        """Exchange an authorization code."""
        return self.token(grant_type="authorization_code", code=code, redirect_uri=self.callback)

    def refresh(self, refresh_token: str) -> requests.Response:
        """Use a refresh token."""
        return self.token(grant_type="refresh_token", refresh_token=refresh_token)

    def grant(
        self, account_name: str, *, sites: Sequence[str] | None = None, scopes: str = SCOPES
    ) -> dict[str, Any]:
        """Consent and exchange: the token endpoint's answer."""
        answer = self.exchange(self.code(account_name, sites=sites, scopes=scopes))
        answer.raise_for_status()
        tokens: dict[str, Any] = answer.json()
        return tokens

    def get(self, path: str, access_token: str) -> requests.Response:
        """GET with a bearer token."""
        headers = {"Authorization": f"Bearer {access_token}"}
        return self.http.get(f"{self.url}{path}", headers=headers, timeout=30)


class ConsentForm(HTMLParser):
    """The form of a consent page, in whichever markup, and how a person would fill it in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.choices: list[tuple[str, str, bool]] = []  # (name, value, chosen beforehand)
        self.buttons: list[tuple[str, str]] = []
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kind = given.get("type")
        if tag == "form":
            self.action = given["action"]
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option":
            self.choices.append((self.select, given["value"], "selected" in given))
        elif tag == "button" or kind == "submit":
            self.buttons.append((given["name"], given["value"]))
        elif kind == "hidden":
            self.hidden[given["name"]] = given["value"]
        elif kind in ("radio", "checkbox"):
            self.choices.append((given["name"], given["value"], "checked" in given))

    def answers(
        self, account_id: str, cloud_ids: set[str] | None, *, accept: bool
    ) -> list[tuple[str, str]]:
        """What to send: this account, these sites (None: as chosen beforehand), the right button."""
        fields = list(self.hidden.items())
        for name, value, beforehand in self.choices:
            owner, _, site = value.rpartition("|")
            if not owner and value.startswith("712020:"):
                wanted = value == account_id
            elif cloud_ids is not None:
                wanted = site in cloud_ids and owner in ("", account_id)
            else:
                wanted = beforehand
            if wanted:
                fields.append((name, value))
        button = self.buttons[0] if accept else self.buttons[-1]
        return [*fields, button]


def ready_url(process: subprocess.Popen[str]) -> str:
    """The address that the process prints when it listens."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], STARTUP_SECONDS)
    line = process.stdout.readline() if ready else ""
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    if found is None:
        process.kill()
        raise RuntimeError(f"the sandbox did not start: {line!r}")
    return found.group()


def visible_text(html: str) -> str:
    """A page's text without its tags, for messages."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
