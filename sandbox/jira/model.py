"""The data of Jira as dataclasses, one table each. They refer to other objects by account ids and option ids."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

JSON = Any
"""Whatever `json.loads` can return."""


@dataclass
class Option:
    """One choice of a select field; cascading selects have children."""

    id: str
    value: str
    children: list["Option"] = field(default_factory=list)
    disabled: bool = False


@dataclass
class IssueType:
    """`level` is Jira's hierarchyLevel: 1 epic, 0 standard, -1 sub-task."""

    id: str
    name: str
    description: str = ""
    level: int = 0


@dataclass
class Field:
    """A system or custom field of one site. `kind` names a class in `sandbox.jira.fields`."""

    site_id: str
    field_id: str
    name: str
    kind: str
    options: list[Option] = field(default_factory=list)
    setup: dict[str, JSON] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Key in the table."""
        return f"{self.site_id}/{self.field_id}"

    @property
    def custom_number(self) -> int | None:
        """The number in `customfield_10021`, or None for a system field."""
        prefix, _, digits = self.field_id.partition("_")
        return int(digits) if prefix == "customfield" and digits.isdigit() else None


@dataclass
class OnScreen:
    """A field on a create screen. `default` is what would be sent for it; None: no default.

    `offers_nothing`: its list is empty here, as in a project without versions or without a visible security level.
    """

    field_id: str
    required: bool = False
    default: JSON = None
    offers_nothing: bool = False


@dataclass
class Scheme:
    """Create screens by issue type id, shared by projects."""

    site_id: str
    name: str
    screens: dict[str, list[OnScreen]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Key in the table."""
        return f"{self.site_id}/{self.name}"


@dataclass
class Version:
    """A version of a project."""

    id: str
    name: str
    released: bool = False
    archived: bool = False


@dataclass
class Component:
    """A component of a project."""

    id: str
    name: str
    description: str = ""


@dataclass
class Project:
    """`access`: "open", "own" (each sees only their own issues) or "read-only"."""

    site_id: str
    number: str
    key: str
    name: str
    scheme: str = "simple"
    access: str = "open"
    lead: str = ""
    kind: str = "software"  # projectTypeKey: "software", "business" or "service_desk"
    components: list[Component] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    last_issue: int = 0

    @property
    def id(self) -> str:
        """Key in the table."""
        return f"{self.site_id}/{self.number}"


@dataclass
class Comment:
    """`body` is an ADF document (came by REST v3) or wiki text (v2)."""

    id: str
    author: str
    created: datetime
    body: JSON
    properties: dict[str, JSON] = field(default_factory=dict)
    visibility: JSON = None
    update_author: str = ""  # of the last edit
    updated: datetime | None = None
    public: bool = True  # whether the customers of a service project read it


@dataclass
class Attachment:
    """A file on an issue, with its bytes."""

    site_id: str
    number: str
    issue_number: int
    filename: str
    mime_type: str
    author: str
    created: datetime
    sha256: str
    data: bytes
    declared_size: int | None = None  # what Jira says, where that is not the truth
    public: bool = True  # whether customers of a service project see it

    @property
    def id(self) -> str:
        """Key in the table."""
        return f"{self.site_id}/{self.number}"


@dataclass
class Link:
    """An issue link seen from one of its ends; `outward` when the other issue is the outward one."""

    id: str
    type_id: str
    other: int
    outward: bool


@dataclass
class Issue:
    """`fields` maps field ids to stored values (see each kind's `validate`)."""

    site_id: str
    number: int
    key: str
    project_id: str
    type_id: str
    creator: str
    reporter: str | None
    created: datetime
    updated: datetime
    status_id: str
    fields: dict[str, JSON] = field(default_factory=dict)
    properties: dict[str, JSON] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)  # table keys
    links: list[Link] = field(default_factory=list)
    worklogs: list[JSON] = field(default_factory=list)
    watchers: list[str] = field(default_factory=list)  # account ids
    voters: list[str] = field(default_factory=list)  # account ids
    remote_links: list[JSON] = field(default_factory=list)
    old_keys: list[str] = field(default_factory=list)
    move_at: datetime | None = None  # when automation moves it, to the project of this key
    move_to: str = ""
    archived: bool = False  # nobody finds or reads it then

    @property
    def id(self) -> str:
        """Key in the table."""
        return f"{self.site_id}/{self.number}"


@dataclass
class Board:
    """A board of Jira Software. `type`: "scrum", "kanban" (without sprints) or "simple" (of a team-managed project)."""

    id: int
    name: str
    type: str
    project_id: str
    sprints: list[int] = field(default_factory=list)


@dataclass
class JiraSite:
    """A site's Jira apart from its projects. `id` is the cloud id. `base` is where its ids begin."""

    id: str
    base: int
    types: list[IssueType] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)  # name -> account ids
    sprints: dict[int, str] = field(default_factory=dict)  # id -> name
    states: dict[int, str] = field(
        default_factory=dict
    )  # sprint id -> "active", "future", "closed"
    boards: list[Board] = field(default_factory=list)
    teams: dict[str, str] = field(default_factory=dict)
    assets: dict[str, str] = field(default_factory=dict)  # "<workspace>:<object>" -> label
    may_not_create: list[str] = field(default_factory=list)  # account ids
    customers: list[str] = field(default_factory=list)  # account ids: they use portals alone
    service_management: bool = True  # whether the site has a licence for it
    attachments_enabled: bool = True
    upload_limit: int = 10 * 1024 * 1024
    last: dict[str, int] = field(default_factory=dict)  # last assigned number, by what it counts

    def next(self, what: str) -> int:
        """The next number for a new object of this sort. The caller puts the site back."""
        self.last[what] = self.last.get(what, self.base) + 1
        return self.last[what]
