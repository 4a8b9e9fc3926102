"""Filing through a running gunicorn: Lodge's own time, calls upstream, filings per second, weight of the form."""

import http.client
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlencode, urlsplit

import requests

from config.child_processes import die_with_parent
from tests.bench.environment import WEB_THREADS
from tests.bench.linked_account import PASSWORD, Seat, link_alice, link_people
from tests.bench.page_weight import weigh
from tests.bench.result_row import Row
from tests.support.http_visitor import Form, Visitor
from tests.support.main_job import sign_in
from tests.support.paths import ROOT
from tests.support.sandbox import Sandbox

SLOW = 0.3
PATIENCE = 180  # seconds for a server to start
PEOPLE = 8  # nobody files more than some at once
CREATE = r"/rest/api/3/issue$"


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """*size*: seconds of filing at full width."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    seat = link_alice(sandbox)
    people = link_people(sandbox, PEOPLE)
    url = os.environ["PUBLIC_URL"]
    with gunicorn(url):
        visitor = Visitor()
        sign_in(visitor, url, "alice", PASSWORD)
        address = f"{url}/report/{seat.cloud_id}/DEMO/{seat.fields['issuetype']['id']}/"
        form = visitor.get(address).form_with("summary", "submission")
        post, saved = Post(visitor, address, form), Post(visitor, address, form, saved=True)
        for each in (post, saved):
            each(Wire(url))  # warms the caches
        yield from one_by_one(sandbox, seat, post, saved, database)
        posts = [
            Post(each, address, each.get(address).form_with("summary", "submission"))
            for each in people
        ]
        yield at_full_width(sandbox, posts, database, size or 10)
        yield from weigh(visitor, address)


@contextmanager
def gunicorn(url: str) -> Iterator[None]:
    """One web process as in the Procfile, with 32 threads."""
    command = ["-m", "gunicorn", "config.wsgi", "--config", "python:config.gunicorn"]
    command += ["--threads", str(WEB_THREADS), "--bind", urlsplit(url).netloc, "--keep-alive", "75"]
    with (Path(os.environ["LODGE_VAR_DIR"]) / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,  # noqa: PLW1509  (this process has one thread)
        )
        try:
            wait_for(f"{url}/account/sign-in/")
            yield
        finally:
            process.terminate()
            process.wait(60)


def wait_for(url: str) -> None:
    """Return when *url* answers. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{url} did not answer")


class Wire:
    """A kept-alive connection that spends as little CPU as can be: it shares the machine with what it measures."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def post(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        """(status, Location)."""
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")


class Post:
    """Sends the form as a browser would, each time as another report.

    *saved*: as one that runs scripts, which saved the text as a draft while it was typed.
    """

    def __init__(self, visitor: Visitor, address: str, form: Form, *, saved: bool = False) -> None:
        self.saved = saved
        self.path = urlsplit(address).path
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.session.cookies)
        kind = "application/x-www-form-urlencoded"
        self.headers = {"Cookie": cookies, "Content-Type": kind, "Referer": address}
        self.values: dict[str, list[str]] = {
            **form.values(),
            "summary": ["Checkout total is wrong"],
        }
        if form.has("description"):
            self.values["description"] = ["The total is **wrong** after the second voucher. " * 10]

    def __call__(self, wire: Wire) -> float:
        """File one; the seconds between button and answer. Raises RuntimeError when Lodge does not lead to its page."""
        fresh = str(uuid.uuid4())
        values = {
            **self.values,
            "submission": [fresh],
            "version": ["1" if self.saved else "0"],
            "tab": ["a"],
        }
        if self.saved:
            draft = {**values, "version": ["0"], "autosave": ["1"]}
            wire.post(self.path, urlencode(draft, doseq=True), self.headers)
        body = urlencode(values, doseq=True)
        started = perf_counter()
        status, location = wire.post(self.path, body, self.headers)
        if status not in (302, 303) or fresh not in location:
            raise RuntimeError(f"POST {self.path} answered {status} {location}")
        return perf_counter() - started


def one_by_one(
    sandbox: Sandbox, seat: Seat, post: Post, saved: Post, database: str
) -> Iterator[Row]:
    """Filing, filing what was saved, and the bare call by turns, nothing else under way."""
    from integrations import connections

    token = connections.access(seat.connection_id).token.reveal()
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    upstream = f"{sandbox.url}/ex/jira/{seat.cloud_id}/rest/api/3/issue"
    wire, count = Wire(os.environ["PUBLIC_URL"]), 200
    last = sandbox.calls()[-1]["n"]
    filing, filing_saved, bare = [], [], []
    for _ in range(count):
        filing.append(post(wire))
        filing_saved.append(saved(wire))
        started = perf_counter()
        session.post(upstream, json={"fields": seat.fields}).json()
        bare.append(perf_counter() - started)
    calls = (len(sandbox.calls(after=last)) - count) / (2 * count)
    yield Row.exactly(f"Calls upstream per warm filing, {database}", calls, 1.0)
    call = median(bare)
    for took, of_what in (
        (filing, "of the form"),
        (filing_saved, "of a form that was saved meanwhile"),
    ):
        what = f"Lodge's own time in POST {of_what}, p50, {database}"
        own = (median(took) - call) * 1000
        yield Row.at_most(what, own, 15, " ms", more=f" (the bare call {call * 1000:.2f} ms)")


def at_full_width(sandbox: Sandbox, posts: Sequence[Post], database: str, seconds: int) -> Row:
    """Filings per second with as many forms sent at once as the web process has threads, Jira at 300 ms."""
    fault = sandbox.fault("delay", method="POST", path=CREATE, seconds=SLOW, times=None)
    before = len(sandbox.issues())
    counts: list[int] = []
    failures: list[Exception] = []
    begin, url = perf_counter() + 1, os.environ["PUBLIC_URL"]
    threads = [
        threading.Thread(
            target=file_until, args=(post, url, begin, begin + seconds, counts, failures)
        )
        for post in islice(cycle(posts), WEB_THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = perf_counter() - begin
    sandbox.control("DELETE", f"/faults/{fault}")
    what = f"Filings per second, Jira at 300 ms, one process of {WEB_THREADS} threads, {database}"
    created = len(sandbox.issues()) - before
    if failures or not created:
        return Row.unmeasured(what, f"{len(failures)} failed; {created} created for {sum(counts)}")
    # Who finds no room is told so at once, and the worker files it: that counts for nothing here.
    more = f" (and {sum(counts) - created} queued; at most {WEB_THREADS / SLOW:.0f}/s)"
    return Row.at_least(what, created / took, 90, "/s", more=more)


def file_until(
    post: Post,
    url: str,
    begin: float,
    end: float,
    counts: list[int],
    failures: list[Exception],
) -> None:
    """One person who files again and again, from *begin* to *end*."""
    wire, done = Wire(url), 0
    time.sleep(max(0.0, begin - perf_counter()))
    try:
        while perf_counter() < end:
            post(wire)
            done += 1
    except (OSError, RuntimeError, http.client.HTTPException) as error:
        failures.append(error)
    counts.append(done)
