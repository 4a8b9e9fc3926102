"""What the storm breaks over: a sandbox, several processes of Lodge, people with links."""

import os
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from accounts.models import User
from config.run import free_port
from integrations import connections, oauth
from tests.campaigns.filing import data_center_stage, shared_stage
from tests.campaigns.filing.data_center_stage import Place
from tests.campaigns.filing.generated_reports import OWN
from tests.campaigns.filing.receipt_check import SETTLED_BY
from tests.campaigns.process import Process
from tests.support.sandbox import Sandbox

SITE = "demo-team"
PASSWORD = "a pass phrase of the campaign"
PEOPLE = 8
WEB, WORKERS = 2, 2
PROJECTS = 5


@dataclass
class Person:
    """Somebody who files: their user, and their account at Atlassian."""

    name: str
    account_id: str


@dataclass
class Stage:
    """All of it, running between `with` and its end."""

    folder: Path = field(default_factory=lambda: Path(os.environ["LODGE_VAR_DIR"]))
    processes: list[Process] = field(default_factory=list)
    webs: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    gapped: set[str] = field(default_factory=set)  # projects whose keys have gaps by now
    kind: str = field(default_factory=lambda: os.environ.get("KIND") or "user")
    hands: threading.RLock = field(
        default_factory=threading.RLock
    )  # held by who stops, kills and starts

    def __enter__(self) -> Self:
        callback = f"{settings.PUBLIC_URL}/link/complete/atlassian/"
        self.sandbox = Sandbox.start(callbacks=[callback], har=self.folder / "traffic.har")
        for name in ("ATLASSIAN_AUTH_URL", "ATLASSIAN_API_URL"):
            setattr(settings, name, self.sandbox.url)
        settings.ATLASSIAN_CLIENT_ID = self.sandbox.client_id
        settings.ATLASSIAN_CLIENT_SECRET = self.sandbox.client_secret
        self.place = self._place()
        self.cloud_id = self.place.cloud_id
        keys = sorted({each["key"] for each in self.place.projects} - {OWN, "DEMO"})
        self.projects = ["DEMO", *keys[: PROJECTS - 1]]
        self.elsewhere = keys[PROJECTS:]
        self._age()
        self._link()
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self.processes:
            process.kill()
        self.sandbox.stop()

    def _place(self) -> Place:
        """A Cloud site, unless the kind is one of a Data Center."""
        if self.at_data_center:
            return data_center_stage.opened(self.sandbox)
        site = self.sandbox.site(SITE)
        # an API token without scopes is good at the site's own address alone
        faults = "/_sites/" if self.kind == "api_token" else "/ex/jira/"
        cloud_id = site["cloud_id"]
        return Place(cloud_id, cloud_id, site["url"], site["name"], site["projects"], faults)

    @property
    def at_data_center(self) -> bool:
        """Whether everybody files into a Data Center."""
        return self.kind in data_center_stage.KINDS

    @property
    def ways(self) -> frozenset[str]:
        """How a report in doubt can be settled here.

        A shared account sees what it filed for others, so nobody is asked. At a Data Center no call looks past the
        index, and there the index is trusted in the end.
        """
        if self.at_data_center:
            return frozenset({"search", "resend"})
        return frozenset(SETTLED_BY) - ({"asking"} if self.is_shared else set())

    def _age(self) -> None:
        """Projects in which something was filed long ago, as in every real one."""
        for project in (*self.projects, OWN):
            self.seed(project, 3)
        self.sandbox.advance(7 * 24 * 3600)

    def sort_of(self, project: str) -> str:
        """ "own" where each sees only their own issues, "gap" where keys were left out, otherwise "ordinary"."""
        if project == OWN:
            return "own"
        return "gap" if project in self.gapped else "ordinary"

    def seed(self, project: str, count: int) -> None:
        """Issues that somebody else files, past Lodge."""
        issue = {
            "cloud_id": self.place.own_id,
            "account_id": self.sandbox.account("bob")["account_id"],
            "project": project,
            "issue_type": "Bug",
            "fields": {"summary": "Somebody else's"},
            "count": count,
        }
        self.sandbox.control("POST", "/seed", {"issues": [issue]})

    @property
    def is_shared(self) -> bool:
        """Whether everybody files through one shared account."""
        return self.kind not in ("user", "data_center_oauth")

    def _share(self) -> None:
        """People without links, and one shared account that they may use."""
        users = _users()
        projects = [*self.projects, OWN]
        made = shared_stage.share(self.sandbox, self.kind, self.place, users, projects)
        self.people += [Person(user.username, made.account_id) for user in users]

    def _link(self) -> None:
        if self.is_shared:
            self._share()
            return
        if self.at_data_center:
            users = _users()
            links = data_center_stage.link_each(self.sandbox, users)
            self.people += [
                Person(user.username, link.account_id)
                for user, link in zip(users, links, strict=True)
            ]
            return
        crowd = self.sandbox.control("POST", "/crowd", {"people": PEOPLE, "site": SITE})["people"]
        resources = (
            oauth.Resource(
                self.cloud_id,
                self.place.url,
                self.place.name,
                ("read:jira-work", "write:jira-work"),
            ),
        )
        for user, person in zip(_users(), crowd, strict=True):
            answer = oauth.TokenAnswer.from_json(person)
            connections.link(
                user, answer, oauth.Me(person["account_id"], person["name"]), resources
            )
            self.people.append(Person(user.username, person["account_id"]))

    def _start(self) -> None:
        environment = {
            **os.environ,
            "ATLASSIAN_AUTH_URL": self.sandbox.url,
            "ATLASSIAN_API_URL": self.sandbox.url,
            "ATLASSIAN_CLIENT_ID": self.sandbox.client_id,
            "ATLASSIAN_CLIENT_SECRET": self.sandbox.client_secret,
        }
        celery = ["-m", "celery", "--app", "config.celery", "--quiet"]
        commands: dict[str, list[str]] = {}
        for number in range(WEB):
            at = f"127.0.0.1:{free_port(0)}"
            self.webs.append(f"http://{at}")
            gunicorn = ["-m", "gunicorn", "config.wsgi", "--bind", at, "--worker-class", "gthread"]
            commands[f"web{number}"] = [*gunicorn, "--threads", "8", "--log-level", "error"]
        for number in range(WORKERS):
            pool = [
                "--pool",
                "threads",
                "--concurrency",
                "4",
                "--loglevel",
                "error",
                "-n",
                f"worker{number}@lodge",
            ]
            commands[f"worker{number}"] = [
                *celery,
                "worker",
                *pool,
                "--without-mingle",
                "--without-gossip",
            ]
        commands["beat"] = [*celery, "beat", "--loglevel", "error", "--pidfile="]
        for name, command in commands.items():
            process = Process(name, command, environment, self.folder / f"{name}.log")
            process.start()
            self.processes.append(process)
        for web in self.webs:
            self.await_answer(web)

    def await_answer(self, web: str, seconds: float = 90) -> None:
        """Return when *web* answers anything. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{web}/account/sign-in/", timeout=10).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise TimeoutError(f"{web} did not answer in {seconds} s: see {self.folder}")

    def await_webs(self, seconds: float) -> None:
        """Return when every web process answers, or after so long."""
        with suppress(TimeoutError):
            for web in self.webs:
                self.await_answer(web, seconds)

    def kill(self, *processes: Process) -> None:
        """Kill as hard as can be, all before the first is started again."""
        with self.hands:
            for process in processes:
                process.kill()
                process.kills += 1
            for process in processes:
                process.start()


def _users() -> list[User]:
    """The people, without links yet."""
    names = [f"person{number}" for number in range(PEOPLE)]
    return [User.objects.create_user(name, f"{name}@lodge.test", PASSWORD) for name in names]
