"""Queries in JQL: parsing them in Jira, what may stand in them, and what they find, in pages. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Parse JQL query", "Get field reference data", "Search
for issues using JQL enhanced search", "Count issues using JQL".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.issues import Issue

Validation = Literal["strict", "warn", "none"]
# A page costs one point of Jira's quota, and one for each issue.
PAGE_SIZE, LARGEST_PAGE = 50, 100
# Fields with long texts make an answer large: 100 issues of 32,767 characters in ADF.
LARGEST_ANSWER = 32 * 1024 * 1024


@dataclass(frozen=True)
class ParsedQuery:
    """What Jira says of a query, in the caller's language and with their rights. No *errors*: Jira understands it."""

    query: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a ParsedJqlQuery."""
        query = json_readers.text(data, "query")
        return cls(query, _texts(data, "errors"), _texts(data, "warnings"))


@dataclass(frozen=True)
class QueryField:
    """A field as JQL writes it: *value* may be put into a query as it is. *suggests*: Jira suggests its values."""

    value: str
    name: str
    custom_id: str
    operators: tuple[str, ...]
    suggests: bool
    orderable: bool

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a FieldReferenceData. Its booleans are strings."""
        value, operators = json_readers.text(data, "value"), data.get("operators")
        return cls(
            value=value,
            name=json_readers.optional_text(data, "displayName") or value,
            custom_id=json_readers.optional_text(data, "cfid"),
            operators=tuple(filter(_is_text, operators if isinstance(operators, list) else ())),
            suggests=data.get("auto") == "true",
            orderable=data.get("orderable") == "true",
        )


@dataclass(frozen=True)
class QueryReference:
    """What may stand in a query. *functions* and *reserved* words are in lower case, functions without parentheses."""

    fields: tuple[QueryField, ...]
    functions: frozenset[str]
    reserved: frozenset[str]

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a JQLReferenceData. Fields that cannot be searched are left out."""
        data = json_readers.mapping(answer)
        shown = json_readers.objects(data, "visibleFieldNames")
        functions = json_readers.objects(data, "visibleFunctionNames")
        return cls(
            fields=tuple(
                QueryField.from_json(each) for each in shown if each.get("searchable") != "false"
            ),
            functions=frozenset(
                json_readers.text(each, "value").partition("(")[0].strip('"').lower()
                for each in functions
            ),
            reserved=frozenset(each.lower() for each in _texts(data, "jqlReservedWords")),
        )


@dataclass(frozen=True)
class QueryPage:
    """A page of what a query finds. There is no total. *next_token* is None on the last page.

    *warnings*: what Jira did not understand and answered with no rows. *answer*: all that Jira said.
    """

    issues: tuple[Issue, ...]
    next_token: str | None
    warnings: tuple[str, ...]
    answer: Mapping[str, Any] = field(repr=False, default_factory=dict)

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a SearchAndReconcileResults."""
        data = json_readers.mapping(answer)
        token = json_readers.optional_text(data, "nextPageToken")
        return cls(
            issues=tuple(Issue.from_json(each) for each in json_readers.objects(data, "issues")),
            next_token=None if data.get("isLast") is True or not token else token,
            warnings=_texts(data, "warnings"),
            answer=data,
        )


def parse(
    queries: Sequence[str], validation: Validation = "strict", *, typed: bool = False
) -> Call[tuple[ParsedQuery, ...]]:
    """What Jira says of each query, in their order. A wrong query is no error of the call.

    *typed*: a person is still typing, so it counts towards their quota of searches.
    """
    return Call(
        operation="parseJqlQueries",
        method="POST",
        typed=typed,
        path=path_of("jql", "parse"),
        query={"validation": validation},
        json={"queries": list(queries)},
        read=lambda answer: tuple(
            ParsedQuery.from_json(each)
            for each in json_readers.objects(json_readers.mapping(answer), "queries")
        ),
    )


def reference() -> Call[QueryReference]:
    """Fields, functions and reserved words, as this account sees them."""
    return Call(
        operation="getAutoComplete",
        method="GET",
        path=path_of("jql", "autocompletedata"),
        read=QueryReference.from_json,
    )


def page(
    jql: str,
    fields: Sequence[str],
    *,
    token: str | None = None,
    limit: int = PAGE_SIZE,
    typed: bool = False,
) -> Call[QueryPage]:
    """One page of what *jql* finds, with these fields only. *typed*: it counts towards a person's searches."""
    body: dict[str, Any] = {"jql": jql, "fields": list(fields) or ["key"], "maxResults": limit}
    if token is not None:
        body["nextPageToken"] = token
    return Call(
        operation="searchAndReconsileIssuesUsingJqlPost",
        method="POST",
        typed=typed,
        path=path_of("search", "jql"),
        json=body,
        read=QueryPage.from_json,
        largest=LARGEST_ANSWER,
    )


def count(jql: str) -> Call[int]:
    """About how many issues *jql* finds."""
    return Call(
        operation="countIssues",
        method="POST",
        path=path_of("search", "approximate-count"),
        json={"jql": jql},
        read=lambda answer: json_readers.number(json_readers.mapping(answer), "count"),
    )


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = data.get(name)
    return tuple(filter(_is_text, found)) if isinstance(found, list) else ()


def _is_text(value: object) -> bool:
    return isinstance(value, str)
