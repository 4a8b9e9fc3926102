"""Pages of a site for people: an issue, read only."""

from flask import Blueprint, abort, render_template

from sandbox.jira import standard_objects
from sandbox.jira.fields import KINDS
from sandbox.jira.fields.text import rendered
from sandbox.jira.model import Field, Issue
from sandbox.jira.repository import Repository, repository
from sandbox.people import Site, site_by_slug
from sandbox.world import World, current_world


def browse_blueprint() -> Blueprint:
    """Everything below `/_sites/<slug>` that is not REST."""
    blueprint = Blueprint("browse", __name__, template_folder="templates")
    blueprint.get("/_sites/<slug>/browse/<key>")(browse)
    return blueprint


def browse(slug: str, key: str) -> str:
    """An issue, without signing in, because this is a simulation."""
    world = current_world()
    return page_of(world, site_by_slug(world, slug), key)


def page_of(world: World, site: Site | None, key: str) -> str:
    """The page of an issue. Ends the call with 404 where there is none."""
    with world.lock:
        jira = repository(world)
        if site is not None:
            jira.move_due(site.id)
        issue = jira.issue(site.id, key) if site else None
        if site is None or issue is None:
            abort(404)
        stored = issue.fields.get("description")
        return render_template(
            "issue.html",
            site=site,
            issue=issue,
            project=jira.project(site.id, issue.project_id),
            description=rendered(stored) if stored else "",
            rows=rows(jira, issue),
        )


def rows(jira: Repository, issue: Issue) -> list[tuple[str, str]]:
    """(name, text) of the rows below summary and description."""
    config = jira.site(issue.site_id)
    people = {one.id: one.name for one in jira.members(issue.site_id)}
    kinds = {one.id: one.name for one in config.types}
    statuses = {one.id: one.name for one in standard_objects.STATUSES}
    shown = [
        ("Type", kinds.get(issue.type_id, "")),
        ("Status", statuses[issue.status_id]),
        ("Reporter", people.get(issue.reporter or "", "")),
        ("Created", f"{issue.created:%Y-%m-%d %H:%M} UTC"),
    ]
    for field_id, one in jira.fields_of(issue.site_id).items():
        stored = issue.fields.get(field_id)
        if stored not in (None, []) and field_id not in ("summary", "description"):
            shown.append((one.name, readable(one, stored, people)))
    return shown


def readable(field: Field, stored: object, people: dict[str, str]) -> str:
    """A stored value in words."""
    names = people | {one.id: one.value for one in field.options}
    names |= {child.id: child.value for one in field.options for child in one.children}
    if field.kind == "priority":
        names |= {one.id: one.name for one in standard_objects.PRIORITIES}
    if isinstance(stored, list):
        return ", ".join(names.get(str(one), str(one)) for one in stored if one is not None)
    if KINDS[field.kind] in (KINDS["richtext"], KINDS["textarea"]) and isinstance(stored, dict):
        return rendered(stored).replace("<p>", "").replace("</p>", " ").strip()
    return names.get(str(stored), str(stored))
