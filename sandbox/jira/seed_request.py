"""`POST /_sandbox/seed`: adds projects, fields and issues, and changes what a site's Jira allows.

    {"projects": [{"cloud_id", "key", "name", "access": "open"|"own"|"read-only"}],
     "fields":   [{"cloud_id", "project", "issue_type", "name", "kind", "options": ["A", …],
                   "required": false, "default": <what would be sent>}],
     "issues":   [{"cloud_id", "account_id", "project", "issue_type", "fields": {…}, "properties": {…},
                   "status": "To Do"|"In Progress"|"Done", "count": 1}],
     "jira":     [{"cloud_id", "upload_limit", "attachments_enabled", "may_not_create": [account ids],
                   "customers": [account ids], "service_management": true}],
     "access":   [{"cloud_id", "project", "access", "kind": "software"|"service_desk"}],
     "comments": [{"cloud_id", "account_id", "issue", "body": <ADF>, "visibility", "count": 1}],
     "files":    [{"cloud_id", "account_id", "issue", "filename", "mime_type", "text", "declared_size"}]}

Each entry of `jira` may leave out what is not to change; the answer also lists `teams`, `sprints` and `assets` with
their ids.

A field's `kind` is a name of `sandbox.jira.fields.KINDS`; an option may be {"value", "children": […]}. With
`field_id` instead of `name` and `kind`, a field that exists is put on the screen, changed there (`required`,
`default`, `options`), or taken off it (`"remove": true`): a form that drifts.
"""

from copy import deepcopy
from typing import Any

from sandbox.jira import standard_objects
from sandbox.jira.create import create
from sandbox.jira.fields import KINDS
from sandbox.jira.messages import Refused
from sandbox.jira.model import Field, IssueType, OnScreen, Option, Project, Scheme
from sandbox.jira.operation import Problem
from sandbox.jira.repository import Repository, repository
from sandbox.jira.request_context import Place
from sandbox.jira.seed import add_project, found
from sandbox.jira.seed_issue_changes import WITHOUT_ANSWER
from sandbox.people import Account, Site, site_called
from sandbox.world import World

SETTINGS = (
    "upload_limit",
    "attachments_enabled",
    "may_not_create",
    "customers",
    "service_management",
)
Facts = dict[str, Any]


def add(world: World, facts: Facts) -> Facts:
    """Do what the module describes. Returns ids and keys. Raises KeyError, TypeError or ValueError."""
    if unknown := facts.keys() - {"projects", "fields", "issues", "jira", *WITHOUT_ANSWER}:
        raise ValueError(f"nothing is called {', '.join(sorted(unknown))}")
    with world.lock:
        jira = repository(world)
        for site in world.table(Site).all():
            if jira.sites.get(site.id) is None:
                found(jira, site)
        for name, change in WITHOUT_ANSWER.items():
            for one in facts.get(name, []):
                change(jira, one)
        return {
            "jira": [configure(jira, one) for one in facts.get("jira", [])],
            "projects": [project(jira, one) for one in facts.get("projects", [])],
            "fields": [field(jira, one) for one in facts.get("fields", [])],
            "issues": [made for one in facts.get("issues", []) for made in issues(jira, one)],
        }


def configure(jira: Repository, facts: Facts) -> Facts:
    """Change what a site's Jira allows. Returns that, and the ids that no operation lists."""
    config = jira.site(facts["cloud_id"])
    for name in facts.keys() - {"cloud_id"}:
        if name not in SETTINGS:
            raise ValueError(f"a site has no {name}")
        setattr(config, name, facts[name])
    jira.sites.put(config)
    named: dict[str, dict[Any, str]] = {
        "teams": config.teams,
        "sprints": config.sprints,
        "assets": config.assets,
    }
    lists = {
        what: [{"id": key, "name": name} for key, name in one.items()]
        for what, one in named.items()
    }
    return {"cloud_id": config.id, **{name: getattr(config, name) for name in SETTINGS}, **lists}


def project(jira: Repository, facts: Facts) -> Facts:
    """Open a project with the simple screens."""
    if jira.project(facts["cloud_id"], facts["key"]) is not None:
        raise ValueError(f"there is a project {facts['key']} already")
    access = facts.get("access", "open")
    if access not in ("open", "own", "read-only"):
        raise ValueError("access must be open, own or read-only")
    lead = facts.get("lead", "")
    made = add_project(
        jira, facts["cloud_id"], facts["key"], facts["name"], lead=lead, access=access
    )
    return {"id": made.number, "key": made.key, "name": made.name}


def field(jira: Repository, facts: Facts) -> Facts:
    """Put a field on a screen, change it there, or take it off."""
    site_id = facts["cloud_id"]
    where, kind = project_and_type(jira, facts)
    screen = own_screen(jira, where, kind)
    one = (
        jira.fields_of(site_id)[facts["field_id"]]
        if "field_id" in facts
        else new_field(jira, facts)
    )
    if "field_id" in facts and "options" in facts:
        one.options = options(jira, site_id, facts["options"])
        jira.add_field(one)
    screen[:] = [item for item in screen if item.field_id != one.field_id]
    if not facts.get("remove"):
        required, nothing = bool(facts.get("required")), bool(facts.get("offers_nothing"))
        screen.append(OnScreen(one.field_id, required, facts.get("default"), nothing))
    jira.schemes.put(jira.schemes.rows[f"{site_id}/{where.scheme}"])
    return {
        "field_id": one.field_id,
        "options": [{"id": o.id, "value": o.value} for o in one.options],
    }


def project_and_type(jira: Repository, facts: Facts) -> tuple[Project, IssueType]:
    """The project by key and the issue type by name. Raises ValueError."""
    where = jira.project(facts["cloud_id"], facts["project"])
    for kind in jira.types_of(where) if where else ():
        if where is not None and kind.name == facts["issue_type"]:
            return where, kind
    raise ValueError(f"no issue type {facts['issue_type']} in a project {facts['project']}")


def own_screen(jira: Repository, where: Project, kind: IssueType) -> list[OnScreen]:
    """The screen of a type in a project, which gets screens of its own if it shared them."""
    name = f"project-{where.number}"
    if where.scheme != name:
        shared = jira.schemes.rows[f"{where.site_id}/{where.scheme}"]
        jira.schemes.put(Scheme(where.site_id, name, deepcopy(shared.screens)))
        where.scheme = name
        jira.add_project(where)
    return jira.screen(where, kind.id)


def new_field(jira: Repository, facts: Facts) -> Field:
    """A custom field of a known kind. Raises ValueError."""
    if facts["kind"] not in KINDS:
        raise ValueError(f"no kind {facts['kind']}; there are: {', '.join(KINDS)}")
    config = jira.site(facts["cloud_id"])
    number = config.next("field")
    jira.sites.put(config)
    made = Field(facts["cloud_id"], f"customfield_{number}", facts["name"], facts["kind"])
    made.options = options(jira, facts["cloud_id"], list(facts.get("options", [])))
    return jira.add_field(made)


def options(jira: Repository, site_id: str, values: list[Any]) -> list[Option]:
    """Options from strings or {"value", "children", "disabled"}."""
    config, made = jira.site(site_id), []
    for one in values:
        facts = {"value": one} if isinstance(one, str) else one
        option = Option(
            str(config.next("option")), facts["value"], disabled=bool(facts.get("disabled"))
        )
        option.children = options(jira, site_id, list(facts.get("children", [])))
        made.append(option)
    jira.sites.put(config)
    return made


def issues(jira: Repository, facts: Facts) -> list[Facts]:
    """Create issues as an account would, through all of Jira's checks. Raises ValueError."""
    where, kind = project_and_type(jira, facts)
    site = site_called(jira.world, facts["cloud_id"])
    account: Account = jira.world.table(Account).rows[facts["account_id"]]
    base = f"{jira.world.base_url}/ex/jira/{site.id}/rest/api/3"
    fields = {**facts["fields"], "project": {"id": where.number}, "issuetype": {"id": kind.id}}
    kept = [{"key": key, "value": value} for key, value in facts.get("properties", {}).items()]
    made = []
    for _ in range(facts.get("count", 1)):
        try:
            issue = create(Place(jira, site, account, base), {"fields": fields, "properties": kept})
        except Problem as problem:
            raise ValueError(str(problem.body("en"))) from None
        except Refused as refused:
            raise ValueError(refused.say("en")) from None
        if "status" in facts:
            issue.status_id = next(
                one.id for one in standard_objects.STATUSES if one.name == facts["status"]
            )
            jira.keep(issue)
        made.append({"id": str(issue.number), "key": issue.key})
    return made
