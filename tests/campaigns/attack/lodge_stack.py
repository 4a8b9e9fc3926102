"""Lodge as production has it: two web processes of 16 threads, worker and beat; and all that they talk to.

PostgreSQL and the mail server stand behind gates, which can be shut or fall silent. The simulated Atlassian is a
process of its own, with faults of its own.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from tests.campaigns.attack import memory
from tests.campaigns.attack.http_request import Shot, fetch
from tests.campaigns.attack.other_users import report, wait_until
from tests.campaigns.attack.signed_in_users import Person, bug_form_path, draw_form, linked
from tests.campaigns.attack.tcp_gate import Gate
from tests.campaigns.process import Process
from tests.integration.accounts.mailing.fake_mail_servers import Inbox
from tests.support import nginx
from tests.support.sandbox import Sandbox

SITE, PROJECT = "demo-team", "DEMO"
READERS, CROWD = 6, 120
WEB_CONCURRENCY, WEB_THREADS = 2, 16
PATIENCE = 120.0
# Small enough to be reached within seconds.
QUOTAS = {"DRAFTS_MB_PER_PERSON": "3", "FILES_MB_PER_PERSON": "20"}


@dataclass
class Stage:
    """All of it, running between `with` and its end."""

    sandbox: Sandbox
    seconds: float  # how long an attack lasts at least
    url: str = field(default_factory=lambda: os.environ["PUBLIC_URL"])
    folder: Path = field(default_factory=lambda: Path(os.environ["LODGE_VAR_DIR"]))
    processes: list[Process] = field(default_factory=list)
    crowd: list[dict[str, Any]] = field(default_factory=list)
    readers: list[Person] = field(default_factory=list)
    began: float = field(default_factory=perf_counter)

    def __post_init__(self) -> None:
        self.door = self.url

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            at = urlsplit(os.environ["DATABASE_URL"])
            self.database = stack.enter_context(Gate(at.hostname or "127.0.0.1", at.port or 5432))
            self.inbox = stack.enter_context(Inbox())
            self.mail = stack.enter_context(Gate("127.0.0.1", self.inbox.port))
            stack.callback(self._stop)
            self._start()
            self._people()
            self._end = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end.close()

    def _start(self) -> None:
        at = urlsplit(os.environ["DATABASE_URL"])
        who = f"{at.username}:{at.password}" if at.password else at.username
        environment = {
            **os.environ,
            "DATABASE_URL": at._replace(netloc=f"{who}@127.0.0.1:{self.database.port}").geturl(),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "LISTEN_ADDRESS": "127.0.0.1",
            "PORT": str(urlsplit(self.url).port),
            "WEB_CONCURRENCY": str(WEB_CONCURRENCY),
            "WEB_THREADS": str(WEB_THREADS),
            **QUOTAS,
        }
        celery = ["-m", "celery", "--app", "config.celery"]
        commands = {
            "web": ["-m", "gunicorn", "config.wsgi", "--config", "python:config.gunicorn"],
            "worker": [*celery, "worker", "--loglevel", "info"],
            "beat": [*celery, "beat", "--loglevel", "info", "--pidfile="],
        }
        for name, command in commands.items():
            process = Process(name, command, environment, self.folder / f"{name}.log")
            process.start()
            self.processes.append(process)
        self.wait("web", lambda: fetch(self.url, Shot("/healthz"), 5).status == 200)

    def _stop(self) -> None:
        for process in self.processes:
            process.kill()

    def _people(self) -> None:
        """Those who read have a report each; he who files has a form."""
        wanted = {"people": CROWD, "site": SITE}
        self.crowd = self.sandbox.control("POST", "/crowd", wanted)["people"]
        self.site: dict[str, Any] = self.sandbox.site(SITE)
        self.readers = self.guests(READERS)
        self.filer = self.guests(1)[0]
        for number, person in enumerate(self.readers):
            summary = f"What reader {number} saw"
            answer = fetch(self.url, report(person, uuid4(), summary))
            if "/reports/" not in answer.location:
                raise RuntimeError(f"{summary} was not filed: {answer}")
            person.pages = {
                "home": ("/", summary),
                "a report": (urlsplit(answer.location).path, summary),
                "my reports": ("/reports/", summary),
                "form": (person.form_path, 'name="summary"'),
            }

    def guests(self, count: int) -> list[Person]:
        """More people with links, sessions and forms that are warm."""
        people = linked(count, self.crowd, self.site)
        for person in people:
            path = bug_form_path(self.url, person, self.site["cloud_id"], PROJECT)
            draw_form(self.url, person, path)
        return people

    @contextmanager
    def behind_nginx(self) -> Iterator[None]:
        """Until the block ends, `door` leads through nginx, as docs/running.md has it."""
        folder = self.folder / "nginx"
        folder.mkdir(exist_ok=True)
        with nginx.before(urlsplit(self.url).port or 80, folder) as (_plain, tls):
            self.door = f"https://127.0.0.1:{tls}"
            try:
                yield
            finally:
                self.door = self.url

    def warm_forms(self) -> None:
        """For the next minutes a form needs no Jira."""
        for person in (*self.readers, self.filer):
            fetch(self.url, Shot(f"{person.form_path}?fresh=1", headers=person.headers))

    def wait(self, for_what: str, true: Callable[[], object], seconds: float = PATIENCE) -> float:
        """After how many seconds it was so. Raises TimeoutError."""
        took = wait_until(true, seconds)
        if took is None:
            raise TimeoutError(f"{for_what}: not within {seconds:.0f} s; see {self.folder}")
        return took

    def ready(self) -> bool:
        """Whether database, queue, worker and schedule are well by their own word."""
        return fetch(self.url, Shot("/readyz"), 10).status == 200

    def settled(self, numbers: Sequence[UUID]) -> list[str]:
        """Wait until all of these reports are filed; what did not become so."""
        from issues.models import State, Submission

        rows = Submission.objects.filter(pk__in=numbers, state=State.FILED)
        if wait_until(lambda: rows.count() == len(numbers), PATIENCE) is None:
            states = Submission.objects.filter(pk__in=numbers).values_list(
                "state", "blocked_reason"
            )
            left = Counter(
                f"{state} {reason}".strip() for state, reason in states if state != State.FILED
            )
            there = ", ".join(f"{count} {state}" for state, count in left.items()) or "not there"
            return [
                f"{len(numbers) - rows.count()} of {len(numbers)} reports of others were not filed: {there}"
            ]
        return []

    def leaders(self) -> list[int]:
        """The processes that lead the sessions of the stack."""
        return [each.child.pid for each in self.processes if each.child is not None]

    def memory(self) -> int:
        """Bytes."""
        return memory.of_sessions(self.leaders())
