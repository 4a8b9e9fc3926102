"""Request types of service projects as create forms: their ids, their project and their fields.

To the rest of Lodge a request type is one more type of its project. Its id names the desk and Jira's own id:
`request-3-25`. Source: developer.atlassian.com, Jira Service Management Cloud REST API, "Servicedesk".
"""

from django.utils.translation import gettext as _

from integrations.errors import Denied
from integrations.jira import client, service_desk_requests
from integrations.jira.answer_cache import cache_key, kept
from integrations.jira.createmeta import FieldMeta, IssueType, Schema
from integrations.jira.projects import Project
from integrations.jira.service_desk_requests import BEHALF, ServiceDesk

_PREFIX = "request-"
_MOST_PAGES = 10


def is_one(type_id: str) -> bool:
    """Whether this is the id of a request type."""
    return type_id.startswith(_PREFIX)


def parts(type_id: str) -> tuple[str, str]:
    """The desk's id and Jira's id of the request type. Raises Denied for what is no such id."""
    desk_id, dash, number = type_id.removeprefix(_PREFIX).partition("-")
    if not is_one(type_id) or not dash or not desk_id.isdecimal() or not number.isdecimal():
        raise Denied(status=404)
    return desk_id, number


def types(account_id: str, cloud_id: str, project: str) -> tuple[IssueType, ...]:
    """What the account may ask for at the desk of a project (id or key). Raises Denied where it has none."""
    desk = _desk(account_id, cloud_id, project)

    def read() -> tuple[IssueType, ...]:
        found = client.call(account_id, cloud_id, service_desk_requests.types(desk.id))
        return tuple(
            IssueType(
                id=f"{_PREFIX}{desk.id}-{each.id}",
                name=each.name,
                description="\n".join(filter(None, (each.description, each.help))),
                subtask=False,
                is_request=True,
            )
            for each in found
        )

    return kept(cache_key("request-types", cloud_id, desk.project_id, "", account_id), read)


def project_of(account_id: str, cloud_id: str, key: str) -> Project:
    """The project of a desk, for customers too: they see it through this API alone. Raises Denied."""
    desk = _desk(account_id, cloud_id, key)
    return Project(desk.project_id, desk.project_key, desk.project_name, kind="service_desk")


def desk_id_of(account_id: str, cloud_id: str, project: str) -> str:
    """The id of the desk of a project (id or key). Raises Denied where it has none."""
    return _desk(account_id, cloud_id, project).id


def fields(account_id: str, cloud_id: str, type_id: str) -> tuple[FieldMeta, ...]:
    """What the request type asks for, and for whom it is raised where that may be chosen. Not cached."""
    form = client.call(account_id, cloud_id, service_desk_requests.form(*parts(type_id)))
    if not form.for_others:
        return form.fields
    colleague = Schema(type="user", system="reporter")
    return (*form.fields, FieldMeta(BEHALF, _("Raise it for"), False, colleague))


def _desk(account_id: str, cloud_id: str, project: str) -> ServiceDesk:
    """The desk of a project, by its id or key."""
    for each in _desks(account_id, cloud_id):
        if project.upper() in (each.project_id, each.project_key):
            return each
    raise Denied(status=404)


def _desks(account_id: str, cloud_id: str) -> tuple[ServiceDesk, ...]:
    def read() -> tuple[ServiceDesk, ...]:
        found: list[ServiceDesk] = []
        for _page in range(_MOST_PAGES):
            page, is_last = client.call(
                account_id, cloud_id, service_desk_requests.desks(len(found))
            )
            found += page
            if is_last or not page:
                break
        return tuple(found)

    return kept(cache_key("desks", cloud_id, "", "", account_id), read)
