"""Pages of a site that people open: an issue, read only, and the media address of a file."""

from flask import Blueprint, Response, abort, render_template, request

from sandbox.jira import catalogue
from sandbox.jira.fields import KINDS
from sandbox.jira.issue_shape import rendered
from sandbox.jira.model import Attachment, Field, Issue
from sandbox.jira.operations.attachments import content
from sandbox.jira.repository import Repository, repository
from sandbox.people import site_by_slug
from sandbox.world import current_world


def browse_blueprint() -> Blueprint:
    """Everything below `/_sites/<slug>` that is not REST."""
    blueprint = Blueprint("browse", __name__, template_folder="templates")
    blueprint.get("/_sites/<slug>/browse/<key>")(browse)
    blueprint.get("/_sites/<slug>/_media/<number>")(media)
    return blueprint


def browse(slug: str, key: str) -> str:
    """An issue for whoever has its address: this is a stand-in, so nobody signs in."""
    world = current_world()
    site = site_by_slug(world, slug)
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


def media(slug: str, number: str) -> Response:
    """The bytes of a file, for whoever has the address that `attachment/content` redirects to."""
    world = current_world()
    site = site_by_slug(world, slug)
    found = world.table(Attachment).get(f"{site.id}/{number}") if site else None
    if found is None or request.args.get("token") != found.sha256[:32]:
        abort(404)
    return content(found)


def rows(jira: Repository, issue: Issue) -> list[tuple[str, str]]:
    """(name, text) of what the page shows besides summary and description."""
    config = jira.site(issue.site_id)
    people = {one.id: one.name for one in jira.members(issue.site_id)}
    kinds = {one.id: one.name for one in config.types}
    statuses = {one.id: one.name for one in catalogue.STATUSES}
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
        names |= {one.id: one.name for one in catalogue.PRIORITIES}
    if isinstance(stored, list):
        return ", ".join(names.get(str(one), str(one)) for one in stored if one is not None)
    if KINDS[field.kind] in (KINDS["richtext"], KINDS["textarea"]) and isinstance(stored, dict):
        return rendered(stored).replace("<p>", "").replace("</p>", " ").strip()
    return names.get(str(stored), str(stored))
