"""Sends odd requests to every URL, as every role. None may answer 500.

`python -m tests.campaigns.odd_requests SECONDS [SEED]`. Paths, queries, forms, headers and files are random: values
that break programs: NUL, lone surrogates, numbers too large for a column, impossible dates, brackets, other charsets,
the field names of pages. The same seed makes the same requests. A failure is printed once for each place in the code.
"""

import os
import sys

if __name__ == "__main__":
    from tests.support import environment  # noqa: F401  (before Django reads its settings)

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()

import random
import re
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from django.core.signals import got_request_exception

from tests.integration.urls import rows_of_every_kind as worlds
from tests.integration.urls.rows_of_every_kind import ROLES, World

WEIGHTS = (5, 1, 1, 1, 5, 1)  # who is led to the door most of the time finds little
NAMES = re.compile(r'\bname="([^"]+)"')
ODD = (
    "", "0", "-1", "1", "x", "\0", "a\0b", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "ÿ",
    "😀" * 50, "9" * 30, "9223372036854775808", "-9223372036854775809", "1e999", "nan", "0x10", "١٢", "½",
    "None", "null", "[]", "{}", '{"a": [', '"\\ud800"', '["\\u0000"]', "[" * 3000, "0000-00-00", "2026-13-45",
    "9999-12-31T23:59:60Z", "25:61", "http://[", "//evil.example", "javascript:x", "/", "\\\\x",
    "../../etc/passwd", "..%2f", "%", "%00", "%zz", "_00", "_5F00", "a" * 5000, " ", "\r\n", "\u2028", "\u202e",
    "00000000-0000-0000-0000-000000000000", "true", "on", "all", "?", "'", '"', "<b>", "{{ x }}", "1,2,3",
    "-p.1", "1.2.3", ".", "id__in", "1 OR 1=1", "\x1b[2K", "\ufeff", "DEMO-1",
)  # fmt: skip
KEYS = (
    "q", "p", "o", "e", "all", "page", "next", "state", "site_name", "report", "form", "comment", "_popup",
    "_to_field", "_changelist_filters", "username__in", "id__in", "owner__id__exact", "groups__id__exact",
    "is_staff__exact", "account", "site", "answer", "submission", "writer", "version", "words", "query",
    "number", "text", "action", "select_across", "_selected_action", "index", "csrfmiddlewaretoken", "theme",
    "code", "error", "password", "email", "field_names",
)  # fmt: skip
HEADERS = (
    "accept-language", "hx-request", "hx-target", "hx-trigger", "hx-current-url", "referer", "origin", "cookie",
    "user-agent", "x-forwarded-for", "x-forwarded-proto", "if-none-match", "if-modified-since", "range",
    "accept", "accept-encoding", "host", "content-length", "x-csrftoken", "x-http-method-override",
    "x-request-id",
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS")
TYPES = (
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data",
    "application/json", "text/plain", "", "multipart/form-data; boundary=" + "x" * 300,
)  # fmt: skip


@dataclass
class Run:
    """A world, and what came of asking it."""

    world: World
    chance: random.Random
    statuses: Counter[int] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)  # by place in the code: the request
    names: list[str] = field(default_factory=lambda: list(KEYS))

    def ask_for(self, seconds: float) -> None:
        """Send odd requests for so long."""
        routes, until = worlds.routes(), time.monotonic() + seconds
        raised: list[str] = []

        def remember(**_more: Any) -> None:
            raised.append(traceback.format_exc())

        got_request_exception.connect(remember, weak=False)
        try:
            while time.monotonic() < until:
                self._ask(self.chance.choice(routes), raised)
                if self.statuses.total() % 50 == 0:
                    self.world.let_in_again()
        finally:
            got_request_exception.disconnect(remember)

    def _ask(self, route: str, raised: list[str]) -> None:
        role = self.chance.choices(ROLES, WEIGHTS)[0]
        client, method = self.world.clients[role], self.chance.choice(METHODS)
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        path, query, headers = self._path(route), urlencode(self._pairs()), self._headers()
        kind, body = self._body()
        raised.clear()
        request = f"{role}: {method} {path}?{query[:300]} {headers} {kind} {body[:300]!r}"
        try:
            answer = client.generic(
                method,
                path,
                body,
                content_type=kind,
                query_params=None,
                headers=headers,
                QUERY_STRING=query,
            )
            status = answer.status_code
            self._learn(answer)
        except Exception:  # from outside the handler: a header that no server would pass on
            raised.append(traceback.format_exc())
            status = 500
        self.statuses[status] += 1
        if status == 500:
            place = _place(raised[-1]) if raised else f"no exception at {route}"
            self.broken.setdefault(place, f"{request}\n{raised[-1][-1500:] if raised else ''}")
        client.cookies.load(cookies)

    def _path(self, route: str) -> str:
        if self.chance.random() < 0.6:
            path = self.world.path(route)
        else:
            names = worlds.names_in(route)
            odd = {name: self.chance.choice(ODD) for name in names}
            kept = {
                name: self.world.values.get(name, "1")
                for name in names
                if self.chance.random() < 0.5
            }
            path = worlds.filled_in(route, {**odd, **kept})
        return quote(path, safe="/", errors="surrogatepass")

    def _value(self) -> str:
        known = list(self.world.values.values())
        return self.chance.choice(known) if self.chance.random() < 0.3 else self.chance.choice(ODD)

    def _pairs(self) -> list[tuple[str, str]]:
        many = self.chance.choice((0, 0, 1, 2, 5, 12))
        return [(self.chance.choice(self.names), self._value()) for _ in range(many)]

    def _headers(self) -> dict[str, str]:
        found = {"host": "lodge.test"}
        if self.chance.random() < 0.4:
            # What a server passes on: ISO-8859-1 without NUL and line breaks.
            value = (
                re.sub(r"[\0\r\n]", "", self._value())
                .encode("latin-1", "replace")
                .decode("latin-1")
            )
            found[self.chance.choice(HEADERS)] = value
        if "cookie" in found:
            found["cookie"] = (
                f'sessionid="{self.chance.choice(("a", chr(92) + "000"))}"; {found["cookie"]}'
            )
        found.pop("content-length", None)
        return found

    def _body(self) -> tuple[str, bytes]:
        if self.chance.random() < 0.2:
            return self.chance.choice(TYPES), self._value().encode(
                "utf-8", "surrogatepass"
            ) * self.chance.choice((1, 9))
        pairs = self._pairs()
        if self.chance.random() < 0.5:
            return TYPES[0], urlencode(pairs, errors="surrogatepass").encode()
        lines = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
            for name, value in pairs
        ]
        if self.chance.random() < 0.5:
            told = f'filename="{self.chance.choice(("a.png", "a.csv", "x.yaml", "../x", chr(0)))}"'
            name = self.chance.choice(("file", "files", "attachments", "addresses", "upload"))
            lines.append(
                f'--b\r\nContent-Disposition: form-data; name="{name}"; {told}\r\n\r\n{self._value()}'
            )
        return TYPES[1], ("\r\n".join(lines) + "\r\n--b--\r\n").encode("utf-8", "surrogatepass")

    def _learn(self, answer: Any) -> None:
        """What the fields of a page are called."""
        if answer.streaming:
            worlds.close_files(answer)
        elif self.chance.random() < 0.05:
            self.names += NAMES.findall(answer.content.decode(errors="replace"))[:40]
            del self.names[len(KEYS) : -400]


def _place(said: str) -> str:
    """The last line of ours, and the kind of error."""
    lines = re.findall(r'File "([^"]+)", line (\d+)', said)
    ours = [
        f"{file}:{line}"
        for file, line in lines
        if "site-packages" not in file and "/lib/python" not in file
    ]
    last = said.strip().splitlines()[-1]
    return f"{ours[-1] if ours else lines[-1]}: {last[:120]}"


@contextmanager
def stage() -> Iterator[World]:
    """A database of our own, a sandbox, and the world in them."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    import tests.conftest  # noqa: F401  (quick hashes, uncollected static files)
    from tests.support.sandbox import Sandbox

    setup_test_environment(debug=False)
    own = settings.DATABASES["default"].setdefault("TEST", {})
    own["NAME"] = (
        f"{tempfile.mkdtemp()}/db"
        if "sqlite" in connection.vendor
        else f"lodge_campaign_{os.getpid()}"
    )
    before = setup_databases(verbosity=0, interactive=False)
    sandbox = Sandbox.start(callbacks=["http://lodge.test/link/complete/atlassian/"])
    settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = sandbox.url
    settings.ATLASSIAN_CLIENT_ID, settings.ATLASSIAN_CLIENT_SECRET = (
        sandbox.client_id,
        sandbox.client_secret,
    )
    try:
        yield worlds.make(sandbox)
    finally:
        sandbox.stop()
        teardown_databases(before, verbosity=0)


def main(arguments: list[str]) -> int:
    """Ask, and print what came; 1 if anything broke."""
    seconds = float(arguments[0]) if arguments else 60.0
    seed = int(arguments[1]) if len(arguments) > 1 else random.randrange(10**6)
    import logging

    logging.disable(logging.CRITICAL)
    with stage() as world:
        run = Run(world, random.Random(seed))
        run.ask_for(seconds)
    for place, request in run.broken.items():
        print(f"\nBROKEN {place}\n{request}")
    statuses = ", ".join(f"{status}: {number}" for status, number in sorted(run.statuses.items()))
    print(
        f"seed {seed}: {run.statuses.total()} requests ({statuses}), broken in {len(run.broken)} places"
    )
    return 1 if run.broken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
