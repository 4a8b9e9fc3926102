"""Creates and changes issues: project, issue type, fields, links, comments, properties."""

from dataclasses import dataclass
from typing import Any

from sandbox.jira import properties, standard_objects
from sandbox.jira.comments import new_comment
from sandbox.jira.fields.base import member
from sandbox.jira.fields.numbers_dates_labels import seconds
from sandbox.jira.fields.text import rich_text
from sandbox.jira.links import Wanted, link, wanted
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Comment, Issue, IssueType, Project
from sandbox.jira.operation import Problem
from sandbox.jira.permissions import may
from sandbox.jira.request_context import Place
from sandbox.jira.validate_values import Taken, take


@dataclass(frozen=True)
class Checked:
    """What a valid create would store."""

    here: Place
    project: Project
    issue_type: IssueType
    taken: Taken
    properties: dict[str, JSON]
    links: list[Wanted]
    comments: list[Comment]
    worklogs: list[dict[str, Any]]


def checked(place: Place, body: dict[str, JSON]) -> Checked:
    """The checks of `POST /issue`. Raises Problem with Jira's body, or Refused."""
    sent = body.get("fields")
    if not isinstance(sent, dict):
        raise Refused("bad_body")
    project, issue_type = _where(place, sent)
    here = place.within(project, issue_type)
    stored_properties = _properties(here, body.get("properties"))
    taken = take(here, body)
    links = _links(here, taken)
    comments = _comments(here, taken)
    worklogs = _worklogs(here, taken)
    if taken.errors:
        raise Problem(400, errors=taken.errors)
    return Checked(here, project, issue_type, taken, stored_properties, links, comments, worklogs)


def create(place: Place, body: dict[str, JSON]) -> Issue:
    """`POST /issue`. Raises Problem with Jira's body, or Refused."""
    wanted = checked(place, body)
    issue = _new(wanted.here, wanted.project, wanted.issue_type, wanted.taken.values)
    issue.properties, issue.comments = wanted.properties, wanted.comments
    issue.worklogs = wanted.worklogs
    place.jira.add(issue)
    for one in wanted.links:
        link(wanted.here, one, issue)
    place.jira.world.event(
        "issue_created",
        key=issue.key,
        cloud_id=issue.site_id,
        account_id=place.caller.id,
        id=str(issue.number),
    )
    return issue


def edit(place: Place, issue: Issue, body: dict[str, JSON]) -> None:
    """`PUT /issue/{key}`. Raises Problem or Refused."""
    here = place.about(issue)
    if not may(here, "EDIT_ISSUES", here.project):
        raise Problem(403, Refused("may_not_edit"))
    changed_properties = properties.from_list(body.get("properties"))
    taken = take(here, body, issue)
    more = extras(here, taken)
    if taken.errors:
        raise Problem(400, errors=taken.errors)
    if "reporter" in taken.values:
        issue.reporter = taken.values.pop("reporter")
    issue.fields.update(taken.values)
    issue.properties.update(changed_properties)
    issue.updated = place.now
    keep_extras(here, issue, more)
    place.jira.keep(issue)


@dataclass(frozen=True)
class Extras:
    """What an edit or a transition adds beside the fields."""

    links: list[Wanted]
    comments: list[Comment]
    worklogs: list[dict[str, Any]]


def extras(place: Place, taken: Taken) -> Extras:
    """Check the links, comments and work logs of `update`. Refusals go to `taken.errors`."""
    return Extras(_links(place, taken), _comments(place, taken), _worklogs(place, taken))


def keep_extras(place: Place, issue: Issue, more: Extras) -> None:
    """Add them to the issue. The caller puts it back."""
    issue.comments += more.comments
    issue.worklogs += more.worklogs
    for one in more.links:
        link(place, one, issue)


def _where(place: Place, sent: dict[str, JSON]) -> tuple[Project, IssueType]:
    """The project and the issue type, if the caller may create there. Raises Problem."""
    project = _project(place, sent.get("project"))
    if project is None:
        errors = {"project": Refused("project_required")}
        if "issuetype" not in sent:
            errors["issuetype"] = Refused("type_required")
        raise Problem(400, errors=errors)
    if not may(place, "CREATE_ISSUES", project):
        raise Problem(400, Refused("may_not_create"))
    if sent.get("issuetype") is None:
        raise Problem(400, errors={"issuetype": Refused("type_required")})
    issue_type = _issue_type(place, project, sent["issuetype"])
    if issue_type is None:
        raise Problem(400, errors={"issuetype": Refused("type_invalid")})
    return project, issue_type


def _project(place: Place, value: JSON) -> Project | None:
    named = member(value, "id", "key") if isinstance(value, dict) else None
    project = place.jira.project(place.site.id, named[1]) if named else None
    return project if project is not None and may(place, "BROWSE_PROJECTS", project) else None


def _issue_type(place: Place, project: Project, value: JSON) -> IssueType | None:
    named = member(value, "id", "name") if isinstance(value, dict) else None
    if named is None:
        return None
    for one in place.jira.types_of(project):
        if named[1] == (one.id if named[0] == "id" else one.name):
            return one
    return None


def _properties(place: Place, sent: JSON) -> dict[str, JSON]:
    if sent and place.jira.world.config.properties_refused:
        raise Problem(403, errors={"properties": Refused("properties_refused")})
    return properties.from_list(sent)


def _links(place: Place, taken: Taken) -> list[Wanted]:
    links = []
    for value in taken.links:
        try:
            links.append(wanted(place, value))
        except Refused as refused:
            taken.errors["issuelinks"] = refused
    return links


def _comments(place: Place, taken: Taken) -> list[Comment]:
    comments = []
    for value in taken.comments:
        try:
            comments.append(new_comment(place, value))
        except Refused as refused:
            taken.errors["comment"] = refused
    return comments


def _worklogs(place: Place, taken: Taken) -> list[dict[str, Any]]:
    worklogs = []
    for value in taken.worklogs:
        try:
            if not isinstance(value, dict):
                raise Refused("not_object")
            spent = seconds(value.get("timeSpent"))
            body = rich_text(value["comment"], place) if value.get("comment") else None
            config = place.config
            entry = {"id": str(config.next("worklog")), "author": place.caller.id, "seconds": spent}
            place.jira.sites.put(config)
            worklogs.append(
                {**entry, "created": place.now, "text": value["timeSpent"], "comment": body}
            )
        except Refused as refused:
            taken.errors["worklog"] = refused
    return worklogs


def _new(place: Place, project: Project, issue_type: IssueType, values: dict[str, JSON]) -> Issue:
    config, now = place.config, place.now
    number = config.next("issue")
    place.jira.sites.put(config)
    reporter = values.pop("reporter") if "reporter" in values else place.caller.id
    return Issue(
        site_id=place.site.id,
        number=number,
        key=place.jira.next_key(project),
        project_id=project.number,
        type_id=issue_type.id,
        creator=place.caller.id,
        reporter=reporter,
        created=now,
        updated=now,
        status_id=standard_objects.STATUSES[0].id,
        fields={field_id: value for field_id, value in values.items() if value is not None},
    )
