"""What may stand in a query: fields with their operators, functions, and reserved words."""

from typing import Any

from sandbox.jira.fields import KINDS
from sandbox.jira.jql.custom_fields import Amounts, searchable, type_of
from sandbox.jira.jql.fields import FIELDS, Dates, Days, Matching, Numbers, Text
from sandbox.jira.jql.reserved_words import EMPTY, RESERVED
from sandbox.jira.jql.tree import encoded
from sandbox.jira.messages import Refused
from sandbox.jira.operation import Answer, Call, operation
from sandbox.jira.operations.scopes import READ

_OPERATORS: dict[type, list[str]] = {
    Matching: ["=", "!=", "in", "not in", "is", "is not"],
    Numbers: ["=", "!=", "in", "not in", "<", "<=", ">", ">="],
    Amounts: ["=", "!=", "in", "not in", "is", "is not", "<", "<=", ">", ">="],
    Dates: ["=", "!=", "<", "<=", ">", ">="],
    Days: ["=", "!=", "is", "is not", "<", "<=", ">", ">="],
    Text: ["~", "!~", "is", "is not"],
}
_TYPES: dict[type, str] = {
    Text: "java.lang.String",
    Amounts: "java.lang.Number",
    Dates: "java.util.Date",
    Days: "java.util.Date",
    Numbers: "com.atlassian.jira.issue.Issue",
}
_NO_SUGGESTIONS = {"key", "issuekey", "issue", "id"}
_DATE = "java.util.Date"
# name -> (type, whether it gives a list)
_FUNCTIONS: dict[str, tuple[str, bool]] = {
    "currentUser": ("com.atlassian.jira.user.ApplicationUser", False),
    "endOfDay": (_DATE, False),
    "now": (_DATE, False),
    "startOfDay": (_DATE, False),
}


@operation("GET", "/jql/autocompletedata", classic=READ, granular="read:field:jira")
def get_auto_complete(call: Call) -> Answer:
    """Everything that this caller may use."""
    return reference(call)


@operation("POST", "/jql/autocompletedata", classic=READ, granular="read:field:jira")
def get_auto_complete_post(call: Call) -> Answer:
    """As by GET, for the projects `projectIds`."""
    body = call.body()
    ids = body.get("projectIds") or []
    if body.keys() - {"projectIds", "includeCollapsedFields"} or not isinstance(ids, list):
        raise Refused("bad_body")
    if not all(isinstance(one, int) for one in ids):
        raise Refused("bad_body")
    return reference(call)


def reference(call: Call) -> dict[str, Any]:
    """JQLReferenceData."""
    custom = (one for one in call.jira.fields_of(call.site_id).values() if one.custom_number)
    functions = [
        {
            "value": f"{name}()",
            "displayName": f"{name}()",
            "isList": _said(several),
            "types": [kind],
        }
        for name, (kind, several) in _FUNCTIONS.items()
    ]
    return {
        "visibleFieldNames": [
            *(_shape(name, encoded(name), found) for name, found in FIELDS.items()),
            *(
                _shape(
                    f"{one.name} - {one.name}[{type_of(one)}]",
                    encoded(one.name),
                    searchable(call.place, f"cf[{one.custom_number}]"),
                )
                | {"cfid": f"cf[{one.custom_number}]"}
                for one in custom
                if one.kind in KINDS
            ),
        ],
        "visibleFunctionNames": functions,
        "jqlReservedWords": sorted(RESERVED | EMPTY),
    }


def _shape(shown: str, value: str, found: object) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "value": value,
        "displayName": shown,
        "orderable": _said(not isinstance(found, Text)),
        "searchable": "true",
        "operators": _OPERATORS[type(found)],
        "types": [_TYPES.get(type(found), "java.lang.Object")],
    }
    suggests = isinstance(found, Matching) and value not in _NO_SUGGESTIONS
    return shape | {"auto": "true"} if suggests else shape


def _said(value: bool) -> str:
    return "true" if value else "false"
