"""All that an issue's page shows, put together from what Jira answered. Pure: it reads nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from integrations import jira
from issues.reading import issue_files, linked_issues
from issues.reading.field_values import FieldValue, person, shown
from issues.reading.issue_comments import Html
from issues.reading.issue_files import IssueFile
from issues.reading.linked_issues import LinkedIssue
from issues.richtext import MediaFile, to_html

# Fields that the page shows elsewhere, or that say nothing: counts of time that `timetracking` says in words.
_ELSEWHERE = frozenset(
    {
        "summary",
        "description",
        "status",
        "issuetype",
        "project",
        "parent",
        "subtasks",
        "issuelinks",
        "attachment",
        "comment",
        "worklog",
        "watches",
        "votes",
        "assignee",
        "reporter",
        "creator",
        "priority",
        "resolution",
        "created",
        "updated",
        "resolutiondate",
        "statusCategory",
        "statuscategorychangedate",
        "lastViewed",
        "workratio",
        "progress",
        "aggregateprogress",
        "timespent",
        "timeestimate",
        "timeoriginalestimate",
        "aggregatetimespent",
        "aggregatetimeestimate",
        "aggregatetimeoriginalestimate",
        "issuerestriction",
        "thumbnail",
    }
)
# What every page is expected to show. Absent: Jira could not load it.
_EXPECTED = ("description", "attachment", "issuelinks", "subtasks", "assignee", "status")


@dataclass(frozen=True)
class ShownField:
    """A field below its label. `html`: rich text."""

    field_id: str
    label: str
    value: FieldValue
    html: SafeString | None = None


@dataclass(frozen=True)
class Person:
    """Whose issue it is, in one role."""

    label: str
    name: str


@dataclass(frozen=True)
class IssuePage:
    """An issue as its viewer may see it.

    `missing`: labels of fields that Jira could not load. `category` of its status: "new", "indeterminate", "done" or
    "undefined". `html` renders rich text that belongs to it.
    """

    id: str
    key: str
    summary: str
    type_name: str
    project_name: str
    project_type: str
    status: str
    category: str
    people: tuple[Person, ...]
    priority: str
    resolution: str
    created: datetime | None
    updated: datetime | None
    description: SafeString
    fields: tuple[ShownField, ...]
    long_fields: tuple[ShownField, ...]
    linked: tuple[LinkedIssue, ...]
    files: tuple[IssueFile, ...]
    watchers: int
    watching: bool
    votes: int
    voted: bool
    missing: tuple[str, ...]
    details: jira.IssueDetails
    html: Html

    @property
    def done(self) -> bool:
        """Whether its status says that nothing more is to be done."""
        return self.category == "done"


@dataclass(frozen=True)
class PageContext:
    """What a page depends on beside Jira's answer: whose account, which site, and Lodge's addresses."""

    account_id: str
    site_url: str
    clean_name: Callable[[str], str]
    file_addresses: Callable[[str], tuple[str, str]]


def build(details: jira.IssueDetails, context: PageContext) -> IssuePage:
    """The page of an issue."""
    fields = details.fields
    files = issue_files.files_of(fields, clean=context.clean_name, addresses=context.file_addresses)
    html = _renderer(context, files, issue_files.raw_names(fields))
    lines = list(_fields(details, html))
    status = _object(fields, "status")
    watches, votes = _object(fields, "watches"), _object(fields, "votes")
    project = _object(fields, "project")
    return IssuePage(
        id=details.id,
        key=details.key,
        summary=_text(fields, "summary"),
        type_name=_named(fields, "issuetype"),
        project_name=_text(project, "name"),
        project_type=_text(project, "projectTypeKey"),
        status=_text(status, "name"),
        category=_text(_object(status, "statusCategory"), "key") or "undefined",
        people=tuple(_people(details)),
        priority=_named(fields, "priority"),
        resolution=_named(fields, "resolution"),
        created=_moment(fields.get("created")),
        updated=_moment(fields.get("updated")),
        description=html(fields.get("description")),
        fields=tuple(each for each in lines if each.html is None),
        long_fields=tuple(each for each in lines if each.html is not None),
        linked=tuple(linked_issues.linked(fields)),
        files=tuple(files),
        watchers=_count(watches, "watchCount"),
        watching=watches.get("isWatching") is True,
        votes=_count(votes, "votes"),
        voted=votes.get("hasVoted") is True,
        missing=tuple(_missing(details)),
        details=details,
        html=html,
    )


def _renderer(context: PageContext, files: list[IssueFile], raw_names: Mapping[str, str]) -> Html:
    """Renders rich text, with the issue's own files where their names say which they are."""
    known = {
        name: MediaFile(each.address, each.picture)
        for name, each in issue_files.by_name(files, raw_names)
    }

    def html(document: Any) -> SafeString:
        return to_html(document, below=2, site=context.site_url, files=known)

    return html


def _fields(details: jira.IssueDetails, html: Html) -> Iterator[ShownField]:
    """The fields that have a value: those of the edit screen in its order, then the others."""
    for field_id in dict.fromkeys([*details.raw_edit_fields, *details.fields]):
        found = details.fields.get(field_id)
        if field_id in _ELSEWHERE or found is None or found == []:
            continue
        value = shown(found, details.schema_of(field_id))
        if value is not None:
            label = details.names.get(field_id, field_id)
            rich = html(value.document) if value.document is not None else None
            if rich != "":
                yield ShownField(field_id, label, value, rich)


def _people(details: jira.IssueDetails) -> Iterator[Person]:
    """Assignee, reporter, and the creator where that is somebody else."""
    fields, names = details.fields, details.names
    if "assignee" in fields:
        assignee = person(fields["assignee"]) or _("Nobody yet")
        yield Person(names.get("assignee", _("Assignee")), assignee)
    for name, label in (("reporter", _("Reporter")), ("creator", _("Creator"))):
        found = person(fields.get(name))
        if found and (name == "reporter" or fields.get(name) != fields.get("reporter")):
            yield Person(names.get(name, label), found)


def _missing(details: jira.IssueDetails) -> Iterator[str]:
    """The labels of what should be there and is not: expected fields, and fields that may be edited."""
    expected = [each for each in _EXPECTED if each not in details.fields]
    for field_id in dict.fromkeys([*expected, *details.missing]):
        known = _text(_object(details.raw_edit_fields, field_id), "name")
        yield known or details.names.get(field_id, field_id)


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _named(fields: Mapping[str, Any], name: str) -> str:
    return _text(_object(fields, name), "name")


def _count(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None
