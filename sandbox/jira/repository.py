"""All Jira data of one world, with indexes that keep creating an issue fast.

The tables of the world are authoritative. All else here is derived from them, and rebuilt when the world is loaded or
seeded again.
"""

from __future__ import annotations

import random
from bisect import bisect_left, insort
from collections.abc import Callable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from weakref import WeakKeyDictionary

from sandbox.jira.history import History, Snapshot, note, snapshot
from sandbox.jira.model import (
    Attachment,
    Comment,
    Field,
    Issue,
    IssueType,
    JiraSite,
    OnScreen,
    Project,
    Scheme,
)
from sandbox.people import Account, DataCenter, Site
from sandbox.world import World


class SiteIndex:
    """Issues of one site by key, in order of creation, and those that automation will move."""

    def __init__(self) -> None:
        self.by_key: dict[str, Issue] = {}
        self.in_order: list[Issue] = []
        self.to_move: list[Issue] = []
        self.labels: dict[str, int] = {}  # label -> on how many issues it was ever put
        self.projects: dict[str, Project] = {}  # by upper-case key and by number
        self.fields: dict[str, Field] = {}


class Repository:
    """Finds and stores Jira's data. Call it under `world.lock`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sites, self.projects = world.table(JiraSite), world.table(Project)
        self.schemes, self.fields = world.table(Scheme), world.table(Field)
        self.issues, self.attachments = world.table(Issue), world.table(Attachment)
        self.random = random.Random(world.salt)  # noqa: S311 - gaps between keys, no secret
        self.index: dict[str, SiteIndex] = {}
        self.actor = ""  # the account that acts now; "" for automation
        self.temporary: dict[str, Any] = {}  # files that were uploaded for a service desk, by id
        self.known: dict[str, Snapshot] = {}  # each issue as it was last kept
        self.comments: dict[str, dict[str, datetime | None]] = {}  # of each issue: id -> last edit
        for field in self.fields.all():
            self.add_field(field)
        for project in self.projects.all():
            self.add_project(project)
        for issue in self.issues.all():
            self._enter(issue)

    # Sites, projects, fields

    def site(self, site_id: str) -> JiraSite:
        """Jira's side of a site. A site added without one gets an empty one."""
        return self.sites.get(site_id) or self.sites.put(JiraSite(site_id, 10_000))

    def add_project(self, project: Project) -> Project:
        """Keep a project."""
        self.projects.put(project)
        index = self._index(project.site_id)
        index.projects[project.key.upper()] = index.projects[project.number] = project
        return project

    def add_field(self, field: Field) -> Field:
        """Keep a field."""
        self.fields.put(field)
        self._index(field.site_id).fields[field.field_id] = field
        return field

    def project(self, site_id: str, id_or_key: str) -> Project | None:
        """The project with this key (any case) or numeric id."""
        return self._index(site_id).projects.get(id_or_key.upper())

    def projects_of(self, site_id: str) -> list[Project]:
        """All projects of a site, by key."""
        return sorted(set_of(self._index(site_id).projects), key=attrgetter("key"))

    def fields_of(self, site_id: str) -> dict[str, Field]:
        """All fields of a site by field id."""
        return self._index(site_id).fields

    def types_of(self, project: Project) -> list[IssueType]:
        """The issue types that may be created in a project."""
        screens = self._scheme(project).screens
        return [kind for kind in self.site(project.site_id).types if kind.id in screens]

    def screen(self, project: Project, type_id: str) -> list[OnScreen]:
        """The create screen of an issue type, empty when the project has no such type."""
        return self._scheme(project).screens.get(type_id, [])

    def _scheme(self, project: Project) -> Scheme:
        return self.schemes.get(f"{project.site_id}/{project.scheme}") or Scheme(
            project.site_id, project.scheme
        )

    # People

    def account(self, account_id: str) -> Account | None:
        """An account, member of a site or not."""
        return self.world.table(Account).get(account_id)

    def members(self, site_id: str) -> list[Account]:
        """The accounts on a site."""
        table = self.world.table
        site = table(Site).get(site_id) or table(DataCenter).get(site_id)
        found = [self.account(account_id) for account_id in site.members] if site else []
        return [account for account in found if account is not None]

    # Issues

    def issue(self, site_id: str, id_or_key: str) -> Issue | None:
        """The issue with this key, former key or numeric id."""
        if id_or_key.isdigit():
            return self.issues.get(f"{site_id}/{int(id_or_key)}")
        return self._index(site_id).by_key.get(id_or_key.upper())

    def issues_of(self, site_id: str, since: datetime | None = None) -> list[Issue]:
        """Issues of a site in the order of creation, from the moment `since` on."""
        in_order = self._index(site_id).in_order
        return in_order[bisect_left(in_order, since, key=_CREATED) :] if since else in_order

    def labels_of(self, site_id: str) -> list[str]:
        """Every label in use on a site, in alphabetical order."""
        return sorted(self._index(site_id).labels)

    def next_key(self, project: Project) -> str:
        """The key of the next issue. The knob `key_gap` skips numbers."""
        gap = self.world.config.key_gap
        project.last_issue += 1 + (self.random.randint(0, gap) if gap else 0)
        self.projects.put(project)
        return f"{project.key}-{project.last_issue}"

    def add(self, issue: Issue) -> Issue:
        """Store a new issue. The knob `automation_move` may move it later."""
        move = self.world.config.automation_move
        if move:
            key, _, seconds = move.partition(":")
            issue.move_to = key
            issue.move_at = issue.created + timedelta(seconds=float(seconds or 0))
        self.issues.put(issue)
        self._enter(issue)
        self.tell("jira:issue_created", issue)
        return issue

    def keep(self, issue: Issue) -> None:
        """Write a changed issue, and what changed into its history."""
        self._note_labels(issue)
        self.issues.put(issue)
        after = snapshot(issue)
        history = note(self, issue, self.known.get(issue.id, after), after)
        self.known[issue.id] = after
        if history is not None:
            self.tell("jira:issue_updated", issue, history)
        self._tell_comments(issue)

    def tell(
        self,
        event: str,
        issue: Issue,
        history: History | None = None,
        comment: Comment | None = None,
    ) -> None:
        """Tell the listeners of an event."""
        for listener in LISTENERS:
            listener(self, event, issue, history, comment)

    def _tell_comments(self, issue: Issue) -> None:
        before = self.comments.get(issue.id, {})
        self.comments[issue.id] = {one.id: one.updated for one in issue.comments}
        for one in issue.comments:
            if one.id not in before or before[one.id] != one.updated:
                what = "updated" if one.id in before else "created"
                self.tell(f"comment_{what}", issue, comment=one)
                self.tell("jira:issue_updated", issue, comment=one)

    def delete(self, issue: Issue) -> None:
        """Delete an issue for good: its id and its keys lead nowhere then."""
        self.tell("jira:issue_deleted", issue)
        index = self._index(issue.site_id)
        self.issues.delete(issue.id)
        index.in_order = [one for one in index.in_order if one.number != issue.number]
        for key in (issue.key, *issue.old_keys):
            index.by_key.pop(key, None)
        self.world.event("issue_deleted", key=issue.key, cloud_id=issue.site_id)

    def move(self, issue: Issue, project_key: str) -> None:
        """Another project and key, the same numeric id. Does nothing where there is no such project."""
        target = self.project(issue.site_id, project_key)
        if target is None or target.number == issue.project_id:
            return
        issue.old_keys.append(issue.key)
        issue.key, issue.project_id = self.next_key(target), target.number
        issue.updated = self.world.clock.now()
        self._index(issue.site_id).by_key[issue.key] = issue
        was = issue.old_keys[-1]
        self.world.event("issue_moved", key=issue.key, was=was, cloud_id=issue.site_id)

    def move_due(self, site_id: str) -> None:
        """Let automation move due issues: another project and key, the same numeric id."""
        index = self._index(site_id)
        now = self.world.clock.now()
        while index.to_move and (due := index.to_move[0].move_at) is not None and due <= now:
            issue = index.to_move.pop(0)
            issue.move_at = None
            self.actor = ""
            self.move(issue, issue.move_to)
            self.keep(issue)

    def _index(self, site_id: str) -> SiteIndex:
        return self.index.setdefault(site_id, SiteIndex())

    def _enter(self, issue: Issue) -> None:
        index = self._index(issue.site_id)
        for key in (issue.key, *issue.old_keys):
            index.by_key[key] = issue
        insort(index.in_order, issue, key=_CREATED)
        if issue.move_at is not None:
            insort(index.to_move, issue, key=_MOVE_AT)
        self.known[issue.id] = snapshot(issue)
        self.comments[issue.id] = {one.id: one.updated for one in issue.comments}
        self._note_labels(issue)

    def _note_labels(self, issue: Issue) -> None:
        labels = self._index(issue.site_id).labels
        for label in issue.fields.get("labels") or ():
            labels[label] = labels.get(label, 0) + 1


Listener = Callable[["Repository", str, Issue, History | None, Comment | None], None]
LISTENERS: list[Listener] = []
"""Told of every event of an issue, under the world's lock: the names are those of webhooks."""
_CREATED = attrgetter("created")
_MOVE_AT = attrgetter("move_at")
_repositories: WeakKeyDictionary[World, Repository] = WeakKeyDictionary()


def set_of(projects: dict[str, Project]) -> list[Project]:
    """Each project once, from an index that has it by key and by number."""
    return list({project.number: project for project in projects.values()}.values())


def repository(world: World) -> Repository:
    """The repository of a world, built from its tables on first use."""
    found = _repositories.get(world)
    if found is None:
        with world.lock:
            found = _repositories.setdefault(world, Repository(world))
    return found


def forget(world: World) -> None:
    """Drop derived data, because the world was cleared."""
    _repositories.pop(world, None)
