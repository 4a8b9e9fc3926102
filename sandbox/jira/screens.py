"""The create screens of the seeded sites, and the fields on them."""

from sandbox.jira.model import Field, IssueType, JiraSite, OnScreen, Option, Scheme
from sandbox.jira.repository import Repository

# field id -> (name, kind)
SYSTEM = {
    "summary": ("Summary", "summary"),
    "issuetype": ("Issue Type", "issuetype"),
    "project": ("Project", "project"),
    "description": ("Description", "richtext"),
    "environment": ("Environment", "richtext"),
    "priority": ("Priority", "priority"),
    "labels": ("Labels", "labels"),
    "components": ("Components", "components"),
    "fixVersions": ("Fix versions", "versions"),
    "versions": ("Affects versions", "versions"),
    "duedate": ("Due date", "duedate"),
    "assignee": ("Assignee", "assignee"),
    "reporter": ("Reporter", "reporter"),
    "parent": ("Parent", "parent"),
    "timetracking": ("Time tracking", "timetracking"),
    "security": ("Security Level", "security"),
    "resolution": ("Resolution", "resolution"),
    "issuelinks": ("Linked Issues", "issuelinks"),
    "attachment": ("Attachment", "attachment"),
    "comment": ("Comment", "comment"),
    "worklog": ("Log Work", "worklog"),
}
# (name, kind, options); "Red: Dark, Light" is a parent with children
ON_BUGS: list[tuple[str, str, str]] = [
    ("Severity", "select", "Critical|Major|Minor"),
    ("Found in", "radiobuttons", "Production|Staging|Development"),
    ("Affected platforms", "multiselect", "Windows|macOS|Linux|iOS|Android"),
    ("Impact", "multicheckboxes", "Data loss|Slow|Looks wrong"),
    ("Build", "textfield", ""),
    ("Steps to reproduce", "textarea", ""),
    ("Page address", "url", ""),
    ("Users affected", "float", ""),
    ("First seen", "datepicker", ""),
    ("Happened at", "datetime", ""),
    ("Noticed by", "userpicker", ""),
    ("Keywords", "labels", ""),
]
ON_EVERYTHING: list[tuple[str, str, str]] = [
    ("Location", "cascadingselect", "Europe: Berlin, Paris|America: New York, Austin|Moon"),
    ("Witnesses", "multiuserpicker", ""),
    ("People", "people", ""),
    ("Owning group", "grouppicker", ""),
    ("Informed groups", "multigrouppicker", ""),
    ("Related project", "projectpicker", ""),
    ("Broken since", "version", ""),
    ("Also broken in", "multiversion", ""),
    ("Hint", "readonlyfield", ""),
    ("Import id", "importid", ""),
    ("Sprint", "sprint", ""),
    ("Epic Link", "epic-link", ""),
    ("Story point estimate", "story-points", ""),
    ("Rank", "rank", ""),
    ("Team", "team", ""),
    ("Devices", "assets", ""),
    ("Parent Link", "roadmap-parent", ""),
    ("Baseline start date", "baseline-start", ""),
    ("Baseline end date", "baseline-end", ""),
    ("Account", "tempo-account", ""),
    ("Time to resolution", "sla", ""),
    ("Organizations", "organizations", ""),
    ("Development", "development", ""),
    ("Short note", "forge-text", ""),
    ("Effort", "connect-number", ""),
]
SIMPLE = "summary issuetype project description priority labels duedate assignee reporter attachment issuelinks"
BUG = (
    "summary issuetype project description priority labels components fixVersions versions duedate assignee"
    " reporter environment parent attachment issuelinks"
)
MEDIUM = {"id": "3"}


def simple(jira: Repository, site_id: str) -> None:
    """System fields, and the screens that most projects share."""
    for field_id, (name, kind) in SYSTEM.items():
        jira.add_field(Field(site_id, field_id, name, kind))
    scheme = Scheme(site_id, "simple")
    for one in jira.site(site_id).types:
        scheme.screens[one.id] = _system(SIMPLE if one.level > 0 else f"{SIMPLE} parent", one)
    jira.schemes.put(scheme)


def demo(jira: Repository, site_id: str) -> str:
    """The screens of DEMO: Bug with ordinary fields, Everything with all kinds. Returns the scheme's name."""
    config = jira.site(site_id)
    ids = _demo_types(config)
    custom = [OnScreen(custom_field(jira, site_id, *one).field_id) for one in ON_BUGS]
    others = [OnScreen(custom_field(jira, site_id, *one).field_id) for one in ON_EVERYTHING]
    severity = custom[0].field_id
    needed = custom_field(jira, site_id, "Cost centre", "select", "Research|Sales|Support")
    with_default = custom_field(jira, site_id, "Visibility", "select", "Everyone|Team only")
    request = custom_field(jira, site_id, "Request Type", "request-type", "")
    rest = "timetracking security resolution comment worklog"
    everything = _system(f"{BUG} {rest}", ids["Everything"]) + custom + others
    everything.append(OnScreen(with_default.field_id, required=True, default={"value": "Everyone"}))
    jira.schemes.put(
        Scheme(
            site_id,
            "demo",
            {
                ids["Bug"].id: _system(BUG, ids["Bug"]) + custom,
                ids["Task"].id: [
                    *_system(f"{SIMPLE} parent", ids["Task"]),
                    OnScreen(needed.field_id, required=True),
                ],
                ids["Story"].id: [
                    *_system(f"{SIMPLE} parent", ids["Story"]),
                    *others[10:13],
                    OnScreen(severity),
                ],
                ids["Epic"].id: _system(SIMPLE, ids["Epic"]),
                ids["Sub-task"].id: _system(f"{SIMPLE} parent", ids["Sub-task"]),
                ids["Everything"].id: everything,
                ids["Service request"].id: [
                    *_system(SIMPLE, ids["Service request"]),
                    OnScreen(request.field_id, required=True),
                ],
            },
        )
    )
    jira.sites.put(config)
    return "demo"


def _demo_types(config: JiraSite) -> dict[str, IssueType]:
    """The types of DEMO by name: the site's own, and two that are added to them."""
    ids = {one.name: one for one in config.types}
    for name, description in (
        ("Everything", "Has a field of every kind there is."),
        ("Service request", "Needs a field that only the service desk's own form can fill in."),
    ):
        ids[name] = IssueType(str(config.base + len(ids) + 1), name, description)
        config.types.append(ids[name])
    return ids


def custom_field(jira: Repository, site_id: str, name: str, kind: str, options: str) -> Field:
    """A new custom field; `options` are separated by `|`, children follow a colon."""
    config = jira.site(site_id)
    field = Field(site_id, f"customfield_{config.next('field')}", name, kind)
    for text in options.split("|") if options else ():
        value, _, children = text.partition(":")
        option = Option(str(config.next("option")), value)
        for child in children.split(",") if children else ():
            option.children.append(Option(str(config.next("option")), child.strip()))
        field.options.append(option)
    jira.sites.put(config)
    return jira.add_field(field)


def _system(names: str, issue_type: IssueType) -> list[OnScreen]:
    needed = {"summary", "issuetype", "project"} | ({"parent"} if issue_type.level < 0 else set())
    return [
        OnScreen(name, required=name in needed, default=MEDIUM if name == "priority" else None)
        for name in names.split()
    ]
