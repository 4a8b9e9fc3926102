"""Requests of service projects: desks, request types with their fields, raising one, and those raised lately. Pure.

Source: developer.atlassian.com, Jira Service Management Cloud REST API, "Servicedesk" and "Request".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.cloud_dialect import SERVICE_DESK_PATH
from integrations.jira.createmeta import FieldMeta, Schema
from integrations.jira.service_desk_comments import SCOPE as WRITE
from integrations.jira.service_desk_comments import as_text

READ = "read:servicedesk-request"
PAGE_SIZE = 50
# A member of the body of a new request, and in Lodge the id of a field.
BEHALF = "raiseOnBehalfOf"


@dataclass(frozen=True)
class ServiceDesk:
    """The desk of a service project."""

    id: str
    project_key: str
    project_id: str
    project_name: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a ServiceDeskDTO."""
        return cls(
            id=json_readers.text(data, "id"),
            project_key=json_readers.optional_text(data, "projectKey"),
            project_id=json_readers.optional_text(data, "projectId"),
            project_name=json_readers.optional_text(data, "projectName"),
        )


@dataclass(frozen=True)
class RequestType:
    """What customers may ask for. `description` and `help` are plain text."""

    id: str
    name: str
    description: str
    help: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a RequestTypeDTO."""
        return cls(
            id=json_readers.text(data, "id"),
            name=json_readers.text(data, "name"),
            description=json_readers.optional_text(data, "description"),
            help=json_readers.optional_text(data, "helpText"),
        )


@dataclass(frozen=True)
class RequestForm:
    """The fields that a request type asks for, in order. `for_others`: a request may be raised for a colleague."""

    fields: tuple[FieldMeta, ...]
    for_others: bool


@dataclass(frozen=True)
class Raised:
    """A request in Jira. `said`: the words of its summary and description. `reporter`: an account id, or ""."""

    id: str
    key: str
    created: datetime
    said: tuple[str, str]
    reporter: str = ""

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a CustomerRequestDTO."""
        data = json_readers.mapping(answer)
        values = {
            json_readers.optional_text(each, "fieldId"): each.get("value")
            for each in json_readers.objects(data, "requestFieldValues")
        }
        created = json_readers.optional_object(data, "createdDate").get("epochMillis")
        return cls(
            id=json_readers.text(data, "issueId"),
            key=json_readers.text(data, "issueKey"),
            created=datetime.fromtimestamp(_milliseconds(created) / 1000, UTC),
            said=(_words(values.get("summary")), _words(values.get("description"))),
            reporter=json_readers.optional_text(
                json_readers.optional_object(data, "reporter"), "accountId"
            ),
        )


def desks(start: int = 0) -> Call[tuple[tuple[ServiceDesk, ...], bool]]:
    """Some service desks, and whether these are the last."""
    return Call(
        operation="getServiceDesks",
        method="GET",
        path=path_of("servicedesk", below=SERVICE_DESK_PATH),
        query={"start": start, "limit": PAGE_SIZE},
        scope=READ,
        read=lambda answer: (
            tuple(
                ServiceDesk.from_json(each)
                for each in json_readers.objects(json_readers.mapping(answer), "values")
            ),
            json_readers.mapping(answer).get("isLastPage") is not False,
        ),
    )


def types(desk_id: str) -> Call[tuple[RequestType, ...]]:
    """The request types of a desk that this account may use, at most PAGE_SIZE."""
    return Call(
        operation="getRequestTypes",
        method="GET",
        path=path_of("servicedesk", desk_id, "requesttype", below=SERVICE_DESK_PATH),
        query={"limit": PAGE_SIZE},
        scope=READ,
        read=lambda answer: tuple(
            RequestType.from_json(each)
            for each in json_readers.objects(json_readers.mapping(answer), "values")
            if each.get("canCreateRequest") is not False
        ),
    )


def form(desk_id: str, type_id: str) -> Call[RequestForm]:
    """The fields of a request type. Those with preset values are hidden, and Jira fills them in."""
    return Call(
        operation="getRequestTypeFields",
        method="GET",
        path=path_of(
            "servicedesk", desk_id, "requesttype", type_id, "field", below=SERVICE_DESK_PATH
        ),
        scope=READ,
        read=_read_form,
    )


def check(desk_id: str, type_id: str, values: Mapping[str, Any]) -> Call[None]:
    """Have Jira check a request without raising it. 400: it says why."""
    return Call(
        operation="validateCustomerRequest",
        method="POST",
        path=path_of("request", "validate", below=SERVICE_DESK_PATH),
        json=_body(desk_id, type_id, values),
        scope=WRITE,
        read=lambda _answer: None,
    )


def create(desk_id: str, type_id: str, values: Mapping[str, Any]) -> Call[Raised]:
    """Raise a request. It takes no property, so nothing marks it. Not idempotent."""
    return Call(
        operation="createCustomerRequest",
        method="POST",
        path=path_of("request", below=SERVICE_DESK_PATH),
        json=_body(desk_id, type_id, values),
        scope=WRITE,
        write=True,
        read=Raised.from_json,
    )


def listed(
    desk_id: str, type_id: str, start: int = 0, *, own: bool = True
) -> Call[tuple[tuple[Raised, ...], bool]]:
    """Some requests of one type, and whether these are the last: those of this account, or all that it may see.

    Requests that an agent raised for somebody else are among the latter alone. Jira sorts by the latest change.
    """
    whose = {"requestOwnership": "OWNED_REQUESTS"} if own else {}
    return Call(
        operation="getCustomerRequests",
        method="GET",
        path=path_of("request", below=SERVICE_DESK_PATH),
        query={
            **whose,
            "serviceDeskId": desk_id,
            "requestTypeId": type_id,
            "start": start,
            "limit": PAGE_SIZE,
        },
        scope=READ,
        read=lambda answer: (
            tuple(
                Raised.from_json(each)
                for each in json_readers.objects(json_readers.mapping(answer), "values")
            ),
            json_readers.mapping(answer).get("isLastPage") is not False,
        ),
    )


def text_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """*values* as this API takes them: documents become wiki markup."""
    return {
        name: as_text(value) if isinstance(value, Mapping) and value.get("type") == "doc" else value
        for name, value in values.items()
        if name != BEHALF
    }


def raised_for(values: Mapping[str, Any]) -> str:
    """The account id of the colleague for whom a request with *values* is raised. Empty: for oneself."""
    chosen = values.get(BEHALF)
    return json_readers.optional_text(chosen, "id") if isinstance(chosen, Mapping) else ""


def _body(desk_id: str, type_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    colleague = raised_for(values)
    return {
        "serviceDeskId": desk_id,
        "requestTypeId": type_id,
        "requestFieldValues": text_values(values),
        **({BEHALF: colleague} if colleague else {}),
    }


def _read_form(answer: Any) -> RequestForm:
    data = json_readers.mapping(answer)
    shown = [
        each
        for each in json_readers.objects(data, "requestTypeFields")
        if each.get("visible") is not False and not each.get("presetValues")
    ]
    return RequestForm(
        fields=tuple(_field(each) for each in shown),
        for_others=data.get("canRaiseOnBehalfOf") is True,
    )


def _field(data: Mapping[str, Any]) -> FieldMeta:
    """A RequestTypeFieldDTO as a field of a create form, which it is but for the names."""
    valid = data.get("validValues")
    choices = tuple(_choice(each) for each in valid) if isinstance(valid, list) else ()
    return FieldMeta(
        field_id=json_readers.text(data, "fieldId"),
        name=json_readers.text(data, "name"),
        required=json_readers.flag(data, "required"),
        schema=Schema.from_json(json_readers.mapping(data.get("jiraSchema"), "'jiraSchema'")),
        has_default=bool(data.get("defaultValues")),
        allowed_values=choices or None,
        hint=json_readers.optional_text(data, "description"),
    )


def _choice(data: Any) -> dict[str, Any]:
    found = json_readers.mapping(data, "a value")
    label = json_readers.optional_text(found, "label")
    children = found.get("children")
    return {
        "id": json_readers.optional_text(found, "value"),
        "value": label,
        "name": label,
        "children": [_choice(each) for each in children] if isinstance(children, list) else [],
    }


def _milliseconds(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""
