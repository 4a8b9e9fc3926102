"""The standard objects of every Jira site: priorities, statuses, resolutions, link types, permissions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Priority:
    """A priority; `colour` as Jira shows it."""

    id: str
    name: str
    colour: str
    description: str


@dataclass(frozen=True)
class Status:
    """A status with its category (id, key, colour name, name)."""

    id: str
    name: str
    category: tuple[int, str, str, str]


@dataclass(frozen=True)
class Resolution:
    """How an issue ended."""

    id: str
    name: str
    description: str


@dataclass(frozen=True)
class LinkType:
    """A kind of link between issues."""

    id: str
    name: str
    inward: str
    outward: str


_TO_DO = (2, "new", "blue-gray", "To Do")
_DOING = (4, "indeterminate", "yellow", "In Progress")
_NONE = (1, "undefined", "medium-gray", "No Category")
_DONE = (3, "done", "green", "Done")

PRIORITIES = (
    Priority("1", "Highest", "#d04437", "This problem will block progress."),
    Priority("2", "High", "#f15C75", "Serious problem that could block progress."),
    Priority("3", "Medium", "#f79232", "Has the potential to affect progress."),
    Priority("4", "Low", "#707070", "Minor problem or easily worked around."),
    Priority("5", "Lowest", "#999999", "Trivial problem with little or no impact on progress."),
)
DEFAULT_PRIORITY = "3"
STATUSES = (
    Status("10000", "To Do", _TO_DO),
    Status("3", "In Progress", _DOING),
    Status("10001", "Done", _DONE),
    Status("10002", "Parked", _NONE),
)
RESOLUTIONS = (
    Resolution("10000", "Done", "Work has been completed on this issue."),
    Resolution("10001", "Won't Do", "This issue won't be actioned."),
    Resolution("10002", "Duplicate", "The problem is a duplicate of an existing issue."),
)
SECURITY_LEVELS = {"10000": "Staff only", "10001": "Security team"}
LINK_TYPES = (
    LinkType("10000", "Blocks", "is blocked by", "blocks"),
    LinkType("10001", "Cloners", "is cloned by", "clones"),
    LinkType("10002", "Duplicate", "is duplicated by", "duplicates"),
    LinkType("10003", "Relates", "relates to", "relates to"),
)

# permission key -> (id, name, whether it is of the whole site rather than of a project)
PERMISSIONS: dict[str, tuple[str, str, bool]] = {
    "ADMINISTER": ("0", "Administer Jira", True),
    "BULK_CHANGE": ("33", "Make bulk changes", True),
    "CREATE_SHARED_OBJECTS": ("22", "Share dashboards and filters", True),
    "USER_PICKER": ("27", "Browse users and groups", True),
    "ADD_COMMENTS": ("15", "Add Comments", False),
    "ADMINISTER_PROJECTS": ("23", "Administer Projects", False),
    "ASSIGNABLE_USER": ("17", "Assignable User", False),
    "ASSIGN_ISSUES": ("13", "Assign Issues", False),
    "BROWSE_PROJECTS": ("10", "Browse Projects", False),
    "CLOSE_ISSUES": ("18", "Close Issues", False),
    "CREATE_ATTACHMENTS": ("19", "Create Attachments", False),
    "CREATE_ISSUES": ("11", "Create Issues", False),
    "DELETE_ALL_COMMENTS": ("36", "Delete All Comments", False),
    "DELETE_ISSUES": ("16", "Delete Issues", False),
    "DELETE_OWN_COMMENTS": ("37", "Delete Own Comments", False),
    "EDIT_ALL_COMMENTS": ("34", "Edit All Comments", False),
    "EDIT_ISSUES": ("12", "Edit Issues", False),
    "EDIT_OWN_COMMENTS": ("35", "Edit Own Comments", False),
    "LINK_ISSUES": ("21", "Link Issues", False),
    "MODIFY_REPORTER": ("30", "Modify Reporter", False),
    "MOVE_ISSUES": ("25", "Move Issues", False),
    "RESOLVE_ISSUES": ("14", "Resolve Issues", False),
    "SCHEDULE_ISSUES": ("28", "Schedule Issues", False),
    "SET_ISSUE_SECURITY": ("26", "Set Issue Security", False),
    "TRANSITION_ISSUES": ("46", "Transition Issues", False),
    "VIEW_VOTERS_AND_WATCHERS": ("31", "View Voters and Watchers", False),
    "WORK_ON_ISSUES": ("20", "Work On Issues", False),
}
