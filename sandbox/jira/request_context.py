"""The context in which a value is written or read: site, project, caller, API version, language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sandbox.jira.model import Issue, IssueType, JiraSite, Project
from sandbox.jira.repository import Repository
from sandbox.people import Account, Site


@dataclass(frozen=True)
class Place:
    """`base` is the REST root as the caller sees it, without a slash at the end."""

    jira: Repository
    site: Site
    caller: Account
    base: str
    version: int = 3
    language: str = "en"
    data_center: bool = False
    portal: bool = False  # customers may raise requests here
    lenient: bool = False  # a query may name issues that do not exist
    project: Project | None = None
    issue_type: IssueType | None = None

    def within(self, project: Project, issue_type: IssueType | None = None) -> Place:
        """The same, narrowed to a project and an issue type."""
        return replace(self, project=project, issue_type=issue_type)

    def about(self, issue: Issue) -> Place:
        """The same, narrowed to the project of an issue."""
        project = self.jira.project(self.site.id, issue.project_id)
        kind = next((one for one in self.config.types if one.id == issue.type_id), None)
        return replace(self, project=project, issue_type=kind)

    @cached_property
    def config(self) -> JiraSite:
        """Jira's side of the site."""
        return self.jira.site(self.site.id)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the caller's profile."""
        return ZoneInfo(self.caller.time_zone)

    @property
    def now(self) -> datetime:
        """The sandbox's time."""
        return self.jira.world.clock.now()

    @property
    def rich(self) -> bool:
        """Whether rich text is ADF (REST v3) or wiki text (v2)."""
        return self.version >= 3

    def stamp(self, moment: datetime) -> str:
        """A moment as Jira writes it: `2026-09-25T22:42:39.399-0300`, in the caller's time zone."""
        local = moment.astimezone(self.zone)
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"
