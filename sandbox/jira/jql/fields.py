"""The fields that JQL can search: how each compares, and how it sorts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.jira import adf, standard_objects
from sandbox.jira.jql import text_search
from sandbox.jira.jql.dates import moment
from sandbox.jira.jql.tree import Clause, Empty, Function, Operand, Value
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Issue
from sandbox.jira.permissions import may, sees
from sandbox.jira.request_context import Place

Test = Callable[[Issue], bool]
Values = Callable[[Issue], list[Any]]
Resolve = Callable[[Place, Clause, str], Any]
SAME = frozenset({"=", "!=", "in", "not in", "is", "is not"})
ORDER = frozenset({"<", "<=", ">", ">="})
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@dataclass(frozen=True)
class Matching:
    """A field with named values. `!=` and NOT IN leave out issues where it is empty, as in Jira."""

    values: Values
    resolve: Resolve
    people: bool = False

    def test(self, place: Place, clause: Clause) -> Test:
        """The clause as a predicate. Raises Refused for a value that does not exist."""
        if clause.operator not in SAME:
            raise Refused("jql_operator", operator=clause.operator, field=clause.field)
        values = self.values
        negative = clause.operator in ("!=", "not in", "is not")
        wanted = {
            self._operand(place, clause, one) for one in clause.flat if not isinstance(one, Empty)
        }
        empty = any(isinstance(one, Empty) for one in clause.flat)
        if negative:
            return lambda issue: bool(found := values(issue)) and wanted.isdisjoint(found)
        return lambda issue: not wanted.isdisjoint(found) if (found := values(issue)) else empty

    def _operand(self, place: Place, clause: Clause, operand: Operand) -> Any:
        if isinstance(operand, Function):
            if self.people and operand.name.lower() == "currentuser":
                return place.caller.id
            raise Refused("jql_function", value=operand.name)
        assert isinstance(operand, Value)
        return self.resolve(place, clause, operand.text)

    def sort(self, issue: Issue) -> Any:
        """By the first value, empty ones last."""
        found = self.values(issue)
        return (not found, str(found[0]) if found else "")


@dataclass(frozen=True)
class Numbers:
    """The issue's key or id: equal, or before and after."""

    def test(self, place: Place, clause: Clause) -> Test:
        """The clause as a predicate. Raises Refused for an issue that the caller does not see."""
        if clause.operator not in SAME | ORDER or "is" in clause.operator.split():
            raise Refused("jql_operator", operator=clause.operator, field=clause.field)
        issues = []
        for one in clause.flat:
            issue = place.jira.issue(place.site.id, one.text) if isinstance(one, Value) else None
            if issue is not None and sees(place, issue):
                issues.append(issue)
            elif not place.lenient:
                raise Refused("jql_issue")
        if clause.operator in ORDER and issues:
            compare, first = _COMPARE[clause.operator], issues[0]
            by_key = clause.field.lower() != "id"
            return lambda issue: (
                compare(issue.number, first.number)
                and (not by_key or issue.project_id == first.project_id)
            )
        numbers = {issue.number for issue in issues}
        negative = clause.operator in ("!=", "not in")
        return lambda issue: (issue.number in numbers) != negative

    def sort(self, issue: Issue) -> Any:
        """Project by project, then in the order of keys."""
        project, _, number = issue.key.rpartition("-")
        return (project, int(number))


@dataclass(frozen=True)
class Dates:
    """A moment of the issue."""

    value: Callable[[Issue], datetime]

    def test(self, place: Place, clause: Clause) -> Test:
        """The clause as a predicate. Raises Refused for what is no date."""
        if clause.operator not in _COMPARE:
            raise Refused("jql_operator", operator=clause.operator, field=clause.field)
        compare, value = _COMPARE[clause.operator], self.value
        bound = moment(place, clause, clause.operands[0])
        return lambda issue: compare(value(issue), bound)

    def sort(self, issue: Issue) -> Any:
        """In the order of time."""
        return self.value(issue)


@dataclass(frozen=True)
class Days:
    """The due date, or the day in another field."""

    field_id: str = "duedate"

    def test(self, place: Place, clause: Clause) -> Test:
        """The clause as a predicate; issues without a day only answer to IS EMPTY."""
        name = self.field_id
        if clause.operator in ("is", "is not"):
            return lambda issue: bool(issue.fields.get(name)) == (clause.operator == "is not")
        if clause.operator not in _COMPARE:
            raise Refused("jql_operator", operator=clause.operator, field=clause.field)
        compare = _COMPARE[clause.operator]
        day = moment(place, clause, clause.operands[0]).astimezone(place.zone).date().isoformat()
        return lambda issue: bool(due := issue.fields.get(name)) and compare(due, day)

    def sort(self, issue: Issue) -> Any:
        """In the order of time, without one last."""
        return issue.fields.get(self.field_id) or "9999"


@dataclass(frozen=True)
class Text:
    """Words in one or several texts, with `~`: all of them, in any order; `*` at the end of a word.

    Words are found in other forms too, and punctuation is syntax: see `text`.
    """

    texts: Callable[[Issue], list[JSON]]

    def test(self, place: Place, clause: Clause) -> Test:
        """The clause as a predicate."""
        if clause.operator not in ("~", "!~"):
            raise Refused("jql_operator", operator=clause.operator, field=clause.field)
        operand = clause.operands[0]
        wanted = text_search.wanted(
            operand.text if isinstance(operand, Value) else "", clause.field
        )
        negative, texts = clause.operator == "!~", self.texts

        def matches(issue: Issue) -> bool:
            found = {word for one in texts(issue) if one for word in text_search.words(plain(one))}
            return (
                bool(wanted) and all(text_search.has(found, word) for word in wanted)
            ) != negative

        return matches

    def sort(self, issue: Issue) -> Any:
        """In alphabetical order."""
        return [plain(one).lower() for one in self.texts(issue) if one]


def plain(stored: JSON) -> str:
    """Stored text or rich text as plain text."""
    return stored if isinstance(stored, str) else adf.to_text(stored)


def _project(place: Place, clause: Clause, text: str) -> str:
    project = place.jira.project(place.site.id, text)
    if project is None:
        named = (
            one for one in place.jira.projects_of(place.site.id) if one.name.lower() == text.lower()
        )
        project = next(named, None)
    if project is None or not may(place, "BROWSE_PROJECTS", project):
        raise Refused("jql_value", value=text, field=clause.field)
    return project.number


def person_called(place: Place, clause: Clause, text: str) -> str:
    """The account id for an id, name or visible mail address. Raises Refused."""
    for account in place.jira.members(place.site.id):
        own = {account.username, account.user_key} if place.data_center else {account.id}
        if (
            text in own
            or text == account.name
            or (not account.email_hidden and text == account.email)
        ):
            return account.id
    raise Refused("jql_value", value=text, field=clause.field)


def _one_of(choices: Callable[[Place], list[tuple[str, str, Any]]]) -> Resolve:
    """Resolves by id or name among (id, name, what to compare)."""

    def resolve(place: Place, clause: Clause, text: str) -> Any:
        for number, name, meaning in choices(place):
            if text == number or text.lower() == name.lower():
                return meaning
        raise Refused("jql_value", value=text, field=clause.field)

    return resolve


def _listed(field_id: str) -> Values:
    return lambda issue: issue.fields.get(field_id) or []


def _single(field_id: str) -> Values:
    return lambda issue: [value] if (value := issue.fields.get(field_id)) is not None else []


_CATEGORY = {one.id: one.category[1] for one in standard_objects.STATUSES}
_STATUSES = _one_of(lambda place: [(one.id, one.name, one.id) for one in standard_objects.STATUSES])
_CATEGORIES = _one_of(
    lambda place: [
        (one.category[1], one.category[3], one.category[1]) for one in standard_objects.STATUSES
    ]
)
_PRIORITIES = _one_of(
    lambda place: [(one.id, one.name, one.id) for one in standard_objects.PRIORITIES]
)
_RESOLUTIONS = _one_of(
    lambda place: [(one.id, one.name, one.id) for one in standard_objects.RESOLUTIONS]
)
_TYPES = _one_of(lambda place: [(one.id, one.name, one.id) for one in place.config.types])
_BODY: tuple[str, ...] = ("summary", "description", "environment")

Searchable = Matching | Numbers | Dates | Days | Text
FIELDS: dict[str, Searchable] = {
    "project": Matching(lambda issue: [issue.project_id], _project),
    "key": Numbers(),
    "issuekey": Numbers(),
    "issue": Numbers(),
    "id": Numbers(),
    "creator": Matching(lambda issue: [issue.creator], person_called, people=True),
    "reporter": Matching(
        lambda issue: [issue.reporter] if issue.reporter else [], person_called, people=True
    ),
    "assignee": Matching(_single("assignee"), person_called, people=True),
    "created": Dates(lambda issue: issue.created),
    "createddate": Dates(lambda issue: issue.created),
    "updated": Dates(lambda issue: issue.updated),
    "updateddate": Dates(lambda issue: issue.updated),
    "due": Days(),
    "duedate": Days(),
    "status": Matching(lambda issue: [issue.status_id], _STATUSES),
    "statuscategory": Matching(lambda issue: [_CATEGORY[issue.status_id]], _CATEGORIES),
    "priority": Matching(_single("priority"), _PRIORITIES),
    "resolution": Matching(_single("resolution"), _RESOLUTIONS),
    "labels": Matching(_listed("labels"), lambda place, clause, text: text),
    "issuetype": Matching(lambda issue: [issue.type_id], _TYPES),
    "type": Matching(lambda issue: [issue.type_id], _TYPES),
    "summary": Text(lambda issue: [issue.fields.get("summary")]),
    "description": Text(lambda issue: [issue.fields.get("description")]),
    "environment": Text(lambda issue: [issue.fields.get("environment")]),
    "comment": Text(lambda issue: [one.body for one in issue.comments]),
    "text": Text(
        lambda issue: [
            *(issue.fields.get(name) for name in _BODY),
            *(one.body for one in issue.comments),
        ]
    ),
}
