"""Suggestions while a user types: issues, and values of a field as JQL takes them."""

from html import escape
from typing import Any

from sandbox.jira import standard_objects
from sandbox.jira.jql.parser import parse
from sandbox.jira.jql.search import find
from sandbox.jira.jql.tree import encoded
from sandbox.jira.model import Issue
from sandbox.jira.operation import Answer, Call, operation
from sandbox.jira.operations.scopes import READ
from sandbox.jira.permissions import may, sees

MOST_ISSUES, MOST_VALUES = 20, 15


@operation("GET", "/issue/picker", classic=READ, granular="read:issue-details:jira")
def get_issue_picker(call: Call) -> Answer:
    """Two sections: issues that the caller was involved in, and those of `currentJQL`. The match is marked."""
    everything = reversed(call.jira.issues_of(call.site_id))
    seen = [issue for issue in everything if sees(call.place, issue) and _wanted(call, issue)]
    own = [issue for issue in seen if call.place.caller.id in (issue.creator, issue.reporter)]
    sections = [_section(call, "hs", "History Search", own)]
    if jql := call.query("currentJQL"):
        current = [issue for issue in find(call.place, parse(jql)) if _wanted(call, issue)]
        sections.append(_section(call, "cs", "Current Search", current))
    return {"sections": sections}


def _wanted(call: Call, issue: Issue) -> bool:
    """Whether key or summary contain `query`, in the project `currentProjectId`, if one is named."""
    wanted, project = call.query("query").lower(), call.query("currentProjectId")
    if (project and issue.project_id != project) or issue.key == call.query("currentIssueKey"):
        return False
    return wanted in issue.key.lower() or wanted in str(issue.fields.get("summary") or "").lower()


def _section(call: Call, section_id: str, label: str, found: list[Issue]) -> dict[str, Any]:
    """A section. An empty one says so."""
    shown = found[:MOST_ISSUES]
    if not shown:
        return {"label": label, "msg": "No matching issues found", "id": section_id, "issues": []}
    return {
        "label": label,
        "sub": f"Showing {len(shown)} of {len(found)} matching issues",
        "id": section_id,
        "issues": [_hint(call, one) for one in shown],
    }


def _hint(call: Call, issue: Issue) -> dict[str, Any]:
    wanted, summary = call.query("query"), str(issue.fields.get("summary") or "")
    return {
        "id": issue.number,
        "key": issue.key,
        "keyHtml": _marked(issue.key, wanted),
        "img": "/images/icons/issuetypes/bug.svg",
        "summary": _marked(summary, wanted),
        "summaryText": summary,
    }


@operation(
    "GET", "/jql/autocompletedata/suggestions", classic=READ, granular="read:issue-details:jira"
)
def get_field_auto_complete(call: Call) -> Answer:
    """Values of `fieldName` that contain `fieldValue`; the match is marked with HTML."""
    wanted = call.query("fieldValue")
    found = [
        {"value": encoded(value), "displayName": _marked(name, wanted)}
        for value, name in values_of(call, call.query("fieldName").strip('"').lower()).items()
        if wanted.lower() in name.lower()
    ]
    return {"results": found[:MOST_VALUES]}


def values_of(call: Call, field: str) -> dict[str, str]:
    """Every value of a field: JQL's value -> its name. An unknown field has none."""
    config, jira = call.place.config, call.jira
    match field:
        case "labels":
            return {label: label for label in jira.labels_of(call.site_id)}
        case "project":
            projects = jira.projects_of(call.site_id)
            return {
                one.key: f"{one.name} ({one.key})"
                for one in projects
                if may(call.place, "BROWSE_PROJECTS", one)
            }
        case "issuetype" | "type":
            return {one.name: one.name for one in config.types}
        case "status":
            return {one.name: one.name for one in standard_objects.STATUSES}
        case "priority":
            return {one.name: one.name for one in standard_objects.PRIORITIES}
        case "assignee" | "reporter" | "creator":
            return {one.id: one.name for one in jira.members(call.site_id)}
        case "sprint":
            return {str(number): name for number, name in config.sprints.items()}
    return _custom(call, field)


def _custom(call: Call, field: str) -> dict[str, str]:
    """Values of a custom field by `cf[number]` or by its name, which JQL writes as `Name[Type]` too."""
    for one in call.jira.fields_of(call.site_id).values():
        if one.custom_number and field.partition("[")[0] in (one.name.lower(), "cf"):
            if field.startswith("cf[") and field != f"cf[{one.custom_number}]":
                continue
            if one.kind == "team":
                return dict(call.place.config.teams)
            if one.kind == "sprint":
                return {str(number): name for number, name in call.place.config.sprints.items()}
            if one.kind == "labels":
                issues = call.jira.issues_of(call.site_id)
                used = {label for issue in issues for label in issue.fields.get(one.field_id) or ()}
                return {label: label for label in sorted(used)}
            return {option.value: option.value for option in one.options}
    return {}


def _marked(text: str, wanted: str) -> str:
    """The text as HTML with the first match in bold."""
    at = text.lower().find(wanted.lower())
    if not wanted or at < 0:
        return escape(text)
    end = at + len(wanted)
    return f"{escape(text[:at])}<b>{escape(text[at:end])}</b>{escape(text[end:])}"
