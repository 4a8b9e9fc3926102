"""A report on trial: Jira checks a request without raising it, in service projects only and by their own API."""

from django.utils.translation import gettext as _

from integrations.doctor.examination import Examination
from integrations.doctor.features import WITHOUT_SCOPES
from integrations.doctor.findings import Found, Outcome
from integrations.errors import Denied, Rejected
from integrations.jira import service_desk_requests
from integrations.jira.service_desk_comments import SCOPE as WRITE
from integrations.jira.service_desk_requests import READ, RequestType, ServiceDesk

_SUMMARY = "Lodge examines this link"
_MOST_PAGES = 10


def trial(examination: Examination) -> Found:
    """Have Jira check a request of the first type that may be raised. It creates nothing."""
    project = examination.project
    if project is None or project.kind != "service_desk" or not examination.at_cloud:
        return _not_tried(
            _("Jira offers no trial in this project: the permission and the form above decide.")
        )
    granted = set(examination.link.scopes.split())
    lacking = [each for each in (READ, WRITE) if each not in granted]
    if lacking and examination.credential not in WITHOUT_SCOPES:
        said = _("The link may not raise requests: it lacks %(scopes)s.")
        return _not_tried(said % {"scopes": ", ".join(lacking)})
    desk = _desk_of(examination, project.key)
    types = examination.call(service_desk_requests.types(desk.id)) if desk is not None else ()
    if desk is None or not types:
        return _not_tried(_("The service desk of this project offers this account no request."))
    return _checked(examination, desk, types[0])


def _checked(examination: Examination, desk: ServiceDesk, kind: RequestType) -> Found:
    name = {"name": kind.name}
    try:
        wanted = service_desk_requests.check(desk.id, kind.id, {"summary": _SUMMARY})
        examination.call(wanted)
    except Rejected as error:
        words = " ".join((*error.messages, *error.field_errors.values()))
        said = _(
            "Jira checked a request “%(name)s” with a summary alone, and asks for more: %(words)s"
        )
        return Found((said % {**name, "words": words}, _("Nothing was created.")))
    except Denied as error:
        if error.status != 404:
            raise
        return _not_tried(_("This Jira does not check requests beforehand."))
    said = _("Jira checked a request “%(name)s” and would take it.")
    return Found((said % name, _("Nothing was created.")))


def _desk_of(examination: Examination, key: str) -> ServiceDesk | None:
    start = 0
    for _page in range(_MOST_PAGES):
        found, is_last = examination.call(service_desk_requests.desks(start))
        start += len(found)
        desk = next((each for each in found if each.project_key == key), None)
        if desk is not None or is_last or not found:
            return desk
    return None


def _not_tried(said: str) -> Found:
    return Found((said, _("Nothing was created.")), outcome=Outcome.SKIPPED)
