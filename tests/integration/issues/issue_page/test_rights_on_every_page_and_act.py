"""Three people with different rights × every page and act × four issues: a printed matrix, equal to what Jira shows.

Alice administers the site, Bob develops, Carol does neither. All three filed all four issues through Lodge, as far as
its tables know, follow them, and commented on them; then Jira took some away from some. Everything is asked for by
turns and twice: the second time with whatever the first left in caches.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from integrations import jira
from integrations.models import Connection
from issues.models import Comment, IssueAct, SavedQuery, State, Submission
from issues.outbox.acts.field_values import fingerprint
from tests.integration.issues.filing.conftest import Desk
from tests.integration.issues.issue_page.conftest import PNG, Reader, Readers, text
from tests.integration.issues.queries.conftest import COLUMNS, finish
from tests.integration.issues.reading.conftest import Team, pass_time, ticks
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db
NAMES = ("alice", "bob", "carol")
# Open to all; in a project where each sees their own; for staff; for the security team.
ISSUES = ("open", "own", "staff", "team")
LEVELS = {"staff": "Staff only", "team": "Security team"}
RIGHTS = {"alice": set(ISSUES), "bob": {"open", "staff"}, "carol": {"open"}}
# Below an issue's page.
PAGES = {
    "its page": "",
    "what can be done": "acts/",
    "the editor of a comment": "comment/",
    "the form of its fields": "edit/",
    "the form of a link": "link/",
    "the form of a step": "transition/21/",
    "who watches and voted": "people/",
    "a file": "files/{file}/",
    "a small picture": "files/{file}/small/",
    "one's comment, to change": "comment/{comment}/",
    "one's comment, to delete": "comment/{comment}/delete/",
}
TABLES = {
    "a query's table": "query",
    "a query's raw answer": "query-answer",
    "a query as CSV": "query-csv",
    "a query as a spreadsheet": "query-xlsx",
}
MIRROR = {"the first page": "/", "the reports": "/reports/", "the news": "/news/"}


class World:
    """The three, the four issues, and what each is to be found by."""

    def __init__(self, team: Team, people: dict[str, Reader]) -> None:
        self.team, self.people = team, people
        self.alice = people["alice"]
        self.issues = {kind: self._file(kind) for kind in ISSUES}
        self.target = self.alice.file(summary="To be linked to").key.rpartition("-")[2]
        self.files = {
            kind: self.alice.upload(each.id, "a.png", PNG) for kind, each in self.issues.items()
        }
        self.reports = {name: self._reports(one) for name, one in people.items()}
        self.comments = {name: self._comments(one) for name, one in people.items()}
        self.query = self._query()
        ticks(3)
        self._take_away()

    def _file(self, kind: str) -> jira.CreatedIssue:
        where = ("SHOP", "Task") if kind == "own" else ("DEMO", "Bug")
        return self.alice.file(*where, summary=f"Summary of {kind}", description=text("x"))

    def _reports(self, one: Reader) -> dict[str, Submission]:
        """What Lodge holds of a report that this person filed; its summary is theirs."""
        return {
            kind: self.team.stored(
                one.user,
                {"id": made.id, "key": made.key},
                "SHOP" if kind == "own" else "DEMO",
                summary=f"Typed by {one.user.username}",
            )
            for kind, made in self.issues.items()
        }

    def _comments(self, one: Reader) -> dict[str, str]:
        """The ids of comments by this person on each issue."""
        found = {}
        for kind, made in self.issues.items():
            one.change(made.key, comment={"text": "Mine."})
            newest = jira.comment_page(*self.alice.at, made.key).comments[0]
            assert newest.author_id == one.connection.account_id
            found[kind] = newest.id
        return found

    def _query(self) -> SavedQuery:
        group = Group.objects.create(name="support")
        for one in self.people.values():
            one.user.groups.add(group)
        saved: SavedQuery = SavedQuery.objects.create(
            owner=self.alice.user,
            name="All",
            cloud_id=self.alice.cloud_id,
            jql="summary ~ Summary ORDER BY key",
            columns=COLUMNS,
            site_name="Demo team",
        )
        saved.groups.add(group)
        return saved

    def _take_away(self) -> None:
        """Jira's rights change, something happens that only the mirror tells, and a day goes by."""
        erin = self.team.sandbox.account("erin")["account_id"]
        for kind, made in self.issues.items():
            level = {"security": LEVELS[kind]} if kind in LEVELS else {}
            self.alice.change(made.key, **level)
            path = f"/sites/{self.alice.cloud_id}/issues/{made.key}"
            news = {"text": f"News of {kind}."}
            self.team.sandbox.control("POST", path, {"account_id": erin, "comment": news})
        pass_time(minutes=6)
        ticks(2)

    def url(self, kind: str, rest: str, name: str) -> str:
        """A page below an issue's."""
        rest = rest.format(file=self.files[kind], comment=self.comments[name][kind])
        return self.alice.address(self.issues[kind].key) + rest


def body_of(answer: Any) -> bytes:
    """All that was sent, unpacked where it is a spreadsheet."""
    sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
    finish(answer)
    if sent.startswith(b"PK"):
        with ZipFile(BytesIO(sent)) as book:
            return book.read("xl/worksheets/sheet1.xml")
    return bytes(sent)


@pytest.fixture
def world(sandbox: Sandbox, link: Callable[..., Connection], readers: Readers) -> World:
    return World(Team(sandbox, link), {name: readers(name) for name in NAMES})


def seen_on_pages(world: World, name: str) -> dict[str, set[str]]:
    """By page: the issues of which it shows this person something of Jira's."""
    client = world.people[name].client
    found: dict[str, set[str]] = {}
    for page, rest in PAGES.items():
        answers = {kind: body_of(client.get(world.url(kind, rest, name))) for kind in ISSUES}
        found[page] = {
            kind
            for kind, body in answers.items()
            if f"Summary of {kind}".encode() in body or body == PNG
        }
    for page, route in TABLES.items():
        body = body_of(client.get(reverse(route, args=[world.query.pk])))
        found[page] = {kind for kind in ISSUES if f"Summary of {kind}".encode() in body}
    return found


def seen_in_mirror(world: World, name: str) -> dict[str, set[str]]:
    """The same for pages that show what the mirror holds."""
    client = world.people[name].client
    found = {}
    for page, path in MIRROR.items():
        body = body_of(client.get(path)).decode()
        found[page] = {kind for kind in ISSUES if f"News of {kind}." in body}
    bodies = {
        kind: body_of(client.get(reverse("report-detail", args=[report.pk]))).decode()
        for kind, report in world.reports[name].items()
    }
    found["a report's page"] = {kind for kind in ISSUES if f"News of {kind}." in bodies[kind]}
    return found


def show(capsys: pytest.CaptureFixture[str], found: dict[str, dict[str, set[str]]]) -> None:
    """Print *found*: by person, by page or act, the issues."""
    with capsys.disabled():
        print(f"\n{'':28}" + "".join(f"{name:24}" for name in NAMES))
        for row in found["alice"]:
            cells = (" ".join(kind for kind in ISSUES if kind in found[n][row]) for n in NAMES)
            print(f"{row:28}" + "".join(f"{cell or '-':24}" for cell in cells))


def test_every_page_shows_what_jira_shows(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for name, one in world.people.items():  # the expectation itself is Jira's
        assert {kind for kind in ISSUES if in_jira(one, world.issues[kind].id)} == RIGHTS[name]
    for _ in range(2):
        found = {name: seen_on_pages(world, name) for name in NAMES}
        for name in NAMES:
            assert found[name] == dict.fromkeys(found[name], RIGHTS[name]), name
    show(capsys, found)


def test_the_mirror_shows_nobody_what_jira_would_not(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in NAMES:  # just after the change: nothing too much
        for page, kinds in seen_in_mirror(world, name).items():
            assert kinds <= RIGHTS[name], (name, page)
    pass_time(hours=23)
    ticks(3)
    for _ in range(2):
        found = {name: seen_in_mirror(world, name) for name in NAMES}
        for name in NAMES:
            assert found[name] == dict.fromkeys(found[name], RIGHTS[name]), name
    show(capsys, found)


def in_jira(one: Reader, key: str) -> bool:
    """Whether Jira itself shows the issue to this account."""
    try:
        return bool(jira.issue_details_of(*one.at, key).id)
    except jira.Denied:
        return False


# What the page of each act posts, sent by people who know the addresses. Alice's own page gives the fields' form.
ACTS: dict[str, tuple[str, dict[str, str]]] = {
    "watch": ("do/", {"kind": "watch"}),
    "stop watching": ("do/", {"kind": "unwatch"}),
    "vote": ("do/", {"kind": "vote"}),
    "take the vote back": ("do/", {"kind": "unvote"}),
    "assign to oneself": ("do/", {"kind": "assign", "assignee": ""}),
    "comment": ("comment/", {"text": "Hello", "issue-summary": "x"}),
    "change fields": ("edit/", {}),
    "take a step": ("transition/21/", {"from": "10000"}),
    "link": ("link/", {"relation": "10003:outward", "other": "DEMO-{target}"}),
    "change a comment": (
        "comment/{comment}/",
        {"text": "Changed", "seen": fingerprint(text("Mine."))},
    ),
    "delete a comment": ("comment/{comment}/delete/", {}),
}
# Nobody votes for what they reported.
OF_OTHERS = {"vote", "take the vote back"}
READS = ("/comment/list", "/search/jql", "/bulkfetch")


def posted(world: World, name: str, act: str, kind: str) -> dict[str, Any]:
    """What this person posts."""
    if act != "change fields":
        ids = {"act": str(uuid4()), "comment": str(uuid4())}
        return {key: text.format(target=world.target) for key, text in ACTS[act][1].items()} | ids
    page = Desk(world.alice.client, world.team.sandbox).get(world.url(kind, "edit/", "alice"))
    form = page.form_with("summary", "seen")
    return {**form.values(), "description": f"By {name}", "act": str(uuid4())}


def done_by(world: World, name: str, act: str) -> set[str]:
    """The issues on which Jira let this person do it."""
    client, sandbox, done = world.people[name].client, world.team.sandbox, set()
    for kind in ISSUES:
        world.alice.change(world.issues[kind].key, status="To Do", assignee=None)
        data, before = posted(world, name, act, kind), len(sandbox.calls())
        answer = client.post(world.url(kind, ACTS[act][0], name), data)
        writes = [each for each in sandbox.calls()[before:] if each["method"] != "GET"]
        if any(each["status"] < 300 for each in writes if not each["path"].endswith(READS)):
            done.add(kind)
        assert f"Summary of {kind}" not in answer.content.decode() or kind in RIGHTS[name]
    return done


def test_every_act_is_done_where_jira_shows_the_issue_and_nowhere_else(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    found: dict[str, dict[str, set[str]]] = {name: {} for name in NAMES}
    for act in ACTS:
        for name in NAMES:
            found[name][act] = done_by(world, name, act)
    show(capsys, found)
    for name in NAMES:
        for act, kinds in found[name].items():
            own = act in OF_OTHERS and name == "alice"
            assert kinds == (set() if own else RIGHTS[name]), (name, act)
    for name in NAMES:
        hidden = [world.issues[kind].key for kind in ISSUES if kind not in RIGHTS[name]]
        mine = {"owner": world.people[name].user, "state": State.FILED, "issue_key__in": hidden}
        assert not IssueAct.objects.filter(**mine).exists()
        assert not Comment.objects.filter(**mine).exists()
