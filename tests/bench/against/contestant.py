"""One build at work: runs in that build's own tree and environment, and does what its caller asks on standard input.

`python contestant.py`, in the root of a build. It uses what every build has: `manage.py`'s settings, the simulated
Atlassian, pages over Django's test client. Each line in names an act and how often, or a wish (`Wishes`); each line out
is what it cost, or what came of it.
"""

import json
import os
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, os.getcwd())

from tests.support.sandbox import Sandbox

PASSWORD = "a pass phrase of the benchmark"
# Pages that both builds have, beside those whose address a build knows.
PAGES = Path(__file__).with_name("compared_pages.txt")
# How many fields the forms have, and the types whose forms get them.
FORMS = {25: "Bug", 83: "Task", 453: "Story"}
KINDS = ("textfield", "textarea", "float", "datepicker", "labels", "url", "select", "multiselect")
WORDS = (
    "checkout",
    "voucher",
    "total",
    "wrong",
    "after",
    "second",
    "empty",
    "shows",
    "price",
)


class Controls(HTMLParser):
    """The values that a browser would send of the form with a summary, none of them chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._area = ""
        self._asleep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        name = at.get("name", "")
        self._asleep += tag == "template"
        if self._asleep or "disabled" in at:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in at:
            self.values.setdefault(self._select, []).append(at.get("value", ""))
        elif tag == "textarea" and name:
            self._area = name
            self.values.setdefault(name, []).append("")
        elif tag == "input" and name and self._sends(at):
            self.values.setdefault(name, []).append(at.get("value", ""))

    @staticmethod
    def _sends(at: dict[str, str]) -> bool:
        kind = at.get("type", "text")
        if kind in {"radio", "checkbox"}:
            return "checked" in at
        return kind not in {"submit", "button", "image", "file", "search"}

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._asleep -= tag == "template"
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""


def controls(page: str) -> dict[str, list[str]]:
    """The values of the page's largest form."""
    reader = Controls()
    forms = re.findall(r"<form\b.*?</form>", page, re.DOTALL)
    reader.feed(max(forms, key=len))
    return reader.values


class Build:
    """A build with a database, a linked account, and its acts."""

    def __init__(self, sandbox: Sandbox) -> None:
        from django.conf import settings
        from django.test import Client

        from accounts.models import User
        from integrations import connections, jira, oauth

        settings.ALLOWED_HOSTS = ["*"]
        self.sandbox = sandbox
        self.user = User.objects.create_user("alice", "alice@lodge.test", PASSWORD)
        answer = oauth.TokenAnswer.from_json(sandbox.grant("alice", sites=["demo-team"]))
        me, resources = oauth.me(answer.access), oauth.accessible_resources(answer.access)
        self.account_id = connections.link(self.user, answer, me, resources).account_id
        self.site = sandbox.site("demo-team")["cloud_id"]
        self.client = Client()
        self.client.force_login(self.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        types = self._issue_types(jira)
        self.forms = {size: f"/report/{self.site}/DEMO/{types[FORMS[size]]}/" for size in FORMS}
        for size, kind in FORMS.items():
            self._widen(kind, size)
        self.number = count(1)
        self.values = {size: self._values(size) for size in FORMS}
        self.last = self.post()
        for _ in range(30):
            self.post()

    def _issue_types(self, jira: Any) -> dict[str, str]:
        world = self.sandbox.site("demo-team")
        project = next(each["id"] for each in world["projects"] if each["key"] == "DEMO")
        return {
            each.name: each.id for each in jira.issue_types(self.account_id, self.site, project)
        }

    def _widen(self, kind: str, size: int) -> None:
        """Give the form of *kind* more fields, of all kinds, until it has *size*."""
        where = {"cloud_id": self.site, "project": "DEMO", "issue_type": kind}
        present = len(self._asked(kind))
        fields = []
        for number in range(max(0, size - present)):
            chosen = KINDS[number % len(KINDS)]
            entry: dict[str, Any] = {**where, "name": f"Field {number}", "kind": chosen}
            if "select" in chosen:
                entry["options"] = [f"Option {each}" for each in range(8)]
            fields.append(entry)
        if fields:
            self.sandbox.control("POST", "/seed", {"fields": fields})

    def _asked(self, kind: str) -> set[str]:
        size = next(size for size, name in FORMS.items() if name == kind)
        page = self.get(self.forms[size])
        from django.core.cache import cache

        cache.clear()
        return set(re.findall(r'for="id_([a-z_0-9]+)"', page))

    def _values(self, size: int) -> dict[str, list[str]]:
        values = controls(self.get(self.forms[size]))
        assert "submission" in values, sorted(values)
        return values

    def get(self, path: str) -> str:
        """The page at *path*."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.content.decode())

    def text(self) -> dict[str, list[str]]:
        """A summary and a description that nobody has posted before."""
        number = next(self.number)
        words = [WORDS[(number * step) % len(WORDS)] for step in range(1, 40)]
        return {
            "summary": [f"Checkout total is wrong, case {number}"],
            "description": [
                f"Case {number}: **{words[0]}** " + " ".join(words) + f"\n\n- {number}"
            ],
        }

    # Acts

    def post(self, size: int = 25) -> str:
        """File a report with a new text; the address of its page."""
        values = {**self.values[size], **self.text(), "submission": [str(uuid.uuid4())]}
        values |= {"version": ["0"], "tab": ["a"]}
        answer = self.client.post(self.forms[size], values)
        assert answer.status_code == 302, (answer.status_code, answer.content[:2000])
        self.last = answer.headers["Location"]
        return str(self.last)

    def journey(self) -> None:
        """Home, start, types, form, three autosaves, POST, the report's page."""
        self.get("/")
        self.get("/report/")
        self.get(f"/report/{self.site}/DEMO/")
        values = controls(self.get(self.forms[25]))
        text = self.text()
        values |= {"tab": ["a"]}
        for part in (0.3, 0.6, 1.0):
            typed = {name: [each[0][: int(len(each[0]) * part)]] for name, each in text.items()}
            saved = self.client.post(
                self.forms[25], {**values, **typed, "autosave": ["1"]}, HTTP_HX_REQUEST="true"
            )
            assert saved.status_code == 200, saved.status_code
            version = re.search(
                r'name="version"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="version"',
                saved.content.decode(),
            )
            assert version, saved.content[:500]
            values["version"] = [version[1] or version[2]]
        answer = self.client.post(self.forms[25], {**values, **text})
        assert answer.status_code == 302, answer.status_code
        self.get(answer.headers["Location"])

    def places(self) -> dict[str, str]:
        """The pages that are held against those of another build."""
        site = self.site
        named = {
            "home": "/",
            "my reports": "/reports/",
            "a report": self.last,
            "start": "/report/",
            "types": f"/report/{site}/DEMO/",
        }
        named |= {f"form of {size} fields": path for size, path in self.forms.items()}
        return named | {path: path for path in PAGES.read_text().split()}

    def acts(self) -> dict[str, Callable[[], object]]:
        """Each act by its name."""
        forms = {f"form {n}": lambda n=n: self.get(self.forms[n]) for n in FORMS}
        return {
            "journey": self.journey,
            **forms,
            "post": self.post,
            "home": lambda: self.get("/"),
            "reports": lambda: self.get("/reports/"),
            "report": lambda: self.get(self.last),
            "empty": lambda: self.client.get("/account/sign-in/"),
        }


class Wishes:
    """What a caller needs of a build, beside the cost of acts: people, links that are due, pages."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._due: list[dict[str, Any]] = []

    def people(self, count: int) -> list[dict[str, str]]:
        """*count* more users with links: the cookies of each, and where their form is."""
        from django.conf import settings
        from django.test import Client

        from accounts.models import User
        from integrations import connections, oauth

        build = self._build
        site = build.sandbox.site("demo-team")
        scopes = ("read:jira-work", "write:jira-work", "read:jira-user")
        resources = (oauth.Resource(site["cloud_id"], site["url"], site["name"], scopes),)
        crowd = {"people": count, "site": "demo-team"}
        found = []
        for account in build.sandbox.control("POST", "/crowd", crowd)["people"]:
            name = f"person{account['account_id'][-12:]}"
            user = User.objects.create_user(name, f"{name}@lodge.test")
            me = oauth.Me(account["account_id"], account["name"])
            connections.link(user, oauth.TokenAnswer.from_json(account), me, resources)
            client = Client()
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = client.cookies["sessionid"].value
            found.append({"cookie": f"sessionid={session}", "form": build.forms[25]})
        return found

    def due(self, count: int) -> int:
        """*count* more links that are due now; how many there were in all."""
        from tests.bench import refreshes

        self._due += refreshes.store(refreshes.crowd(self._build.sandbox, count))
        return len(self._due)

    def hand_out(self, _count: int) -> None:
        """A tick of the schedule, which puts what is due into the queue."""
        from integrations import tasks

        tasks.refresh_due()

    def refreshed(self, _count: int) -> int:
        """How many of them were refreshed and saved."""
        from integrations.models import RefreshAttempt

        return RefreshAttempt.objects.filter(outcome="saved").count()

    def refreshes(self, _count: int) -> str:
        """How often Atlassian saw each of them."""
        from tests.bench import refreshes

        return refreshes.times(self._build.sandbox, self._due)

    def pages(self, _count: int) -> dict[str, str]:
        """The HTML of each page that the build has, by its path in words."""
        from django.conf import settings
        from django.test import Client

        from accounts.models import User

        boss, nobody, told = Client(), Client(), {}
        user = User.objects.create_superuser("boss", "boss@lodge.test", PASSWORD)
        boss.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        for name, path in self._build.places().items():
            client = self._build.client
            if path.startswith(("/account/sign-in", "/account/forgotten", "/no-such")):
                client = nobody
            answer = (boss if path.startswith("/admin/") else client).get(path)
            told[name] = f"{answer.status_code}\n{answer.content.decode()}"
        return told

    def granted(self, wish: str, count: int) -> Any:
        """What came of the wish of that name."""
        return {
            "people": self.people,
            "due": self.due,
            "hand_out": self.hand_out,
            "refreshed": self.refreshed,
            "refreshes": self.refreshes,
            "pages": self.pages,
        }[wish](count)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collects every statement that the database is sent."""
    from django.db import connection

    sent: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        sent.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def cost(act: Callable[[], object], times: int) -> dict[str, Any]:
    """CPU seconds of this process per act."""
    started = process_time()
    for _ in range(times):
        act()
    return {"cpu": (process_time() - started) / times}


def counted(act: Callable[[], object]) -> dict[str, Any]:
    """Statements and calls of functions of one act."""
    import cProfile
    import pstats

    with statements() as sent:
        act()
    profile = cProfile.Profile()
    profile.runcall(act)
    stats = pstats.Stats(profile)
    return {
        "statements": len(sent),
        "calls": sum(each[1] for each in vars(stats)["stats"].values()),
        "sql": sent,
    }


def main() -> int:
    """Answer each line of standard input until it ends."""
    known = os.environ["ATLASSIAN_CLIENT_ID"], os.environ["ATLASSIAN_CLIENT_SECRET"]
    callback = f"{os.environ['PUBLIC_URL']}/link/complete/atlassian/"
    sandbox = Sandbox.start(callbacks=[callback], client=known)
    try:
        os.environ["ATLASSIAN_AUTH_URL"] = os.environ["ATLASSIAN_API_URL"] = sandbox.url
        import django

        django.setup()
        from django.core.cache import cache
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        cache.clear()
        build = Build(sandbox)
        acts, wishes = build.acts(), Wishes(build)
        print(json.dumps({"ready": sorted(acts), "sandbox": sandbox.url}), flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            if "wish" in asked:
                said = wishes.granted(asked["wish"], asked["count"])
                print(json.dumps({"said": said}), flush=True)
                continue
            act = acts[asked["act"]]
            told = cost(act, asked["times"]) if asked["times"] else counted(act)
            print(json.dumps(told), flush=True)
        cache.clear()
    finally:
        sandbox.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
