"""Raises a request in a service project: what may be asked for, and the form of each."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.number_format import decimal_sign
from integrations import jira
from issues.filing import store_act
from issues.forms import build_form
from issues.forms.build_form import FIND, IssueForm
from issues.forms.picker_search import JiraLookup
from issues.models import ActKind
from issues.views.acts import fields_form
from issues.views.acts.carry_out import carry_out, keeps_typed, typed, typed_before
from issues.views.acts.issue_in_address import posted_id
from issues.views.acts.unavailable_pages import guarded
from issues.views.place_from_address import account_in_use, site_of
from issues.views.signed_in_request import SignedIn


@dataclass(frozen=True)
class Desk:
    """The service desk of a project, as an account sees it."""

    account: jira.Account
    site: jira.Site
    project_key: str
    id: str

    @property
    def where(self) -> tuple[str, str, str]:
        """The first arguments of the functions of integrations.jira."""
        return self.account.account_id, self.site.cloud_id, self.id


def _desk(request: SignedIn, cloud_id: str, key: str) -> Desk:
    """Raises errors of integrations.jira: ScopeMissing where the link does not allow requests."""
    account = account_in_use(request.user)
    site = site_of(account, cloud_id)
    if not jira.may_raise_requests(account.account_id):
        raise jira.ScopeMissing([jira.SERVICE_DESK_SCOPE])
    found = jira.service_desk_of(account.account_id, site.cloud_id, key.upper())
    return Desk(account, site, key.upper(), found)


@require_safe
@guarded
def request_types(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """What may be asked for in the project."""
    try:
        desk = _desk(request, cloud_id, key)
    except jira.ScopeMissing:
        asked = jira.SERVICE_DESK_SCOPE in settings.ATLASSIAN_SCOPES
        context = {"key": key.upper(), "after_linking": asked}
        return render(request, "issues/acts/request_not_allowed.html", context, status=403)
    types = jira.request_types(*desk.where)
    return render(request, "issues/acts/request_types.html", {"desk": desk, "types": types})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@keeps_typed(ActKind.REQUEST)
def request_form(request: SignedIn, cloud_id: str, key: str, type_id: str) -> HttpResponse:
    """The form of a request type; a POST raises the request, which Jira checks first."""
    desk = _desk(request, cloud_id, key)
    kind = next((each for each in jira.request_types(*desk.where) if each.id == type_id), None)
    if kind is None:
        raise Http404
    asked = jira.request_form(*desk.where, type_id)
    before, act = typed_before(request)
    posted = request.method == "POST"
    form = _form(desk, asked, request.POST if posted else before, bound=posted)
    if not posted:
        fields_form.show_refusal(form, act, {})
        return _draw(request, desk, kind, form)
    if FIND in request.POST or not fields_form.refuse_surplus(form):
        return _draw(request, desk, kind, form, status=200 if FIND in request.POST else 422)
    return carry_out(request, _wish(request, desk, kind, form))


def _form(desk: Desk, asked: jira.RequestForm, values: Any, *, bound: bool) -> IssueForm:
    return build_form.build(
        asked.fields,
        data=values if bound else None,
        initial=None if bound else values,
        time_zone=jira.time_zone_of(desk.account, desk.site.cloud_id),
        lookup=JiraLookup(desk.account.account_id, desk.site.cloud_id, desk.project_key),
        help=asked.hints,
        decimal_sign=decimal_sign(),
    )


def _wish(request: SignedIn, desk: Desk, kind: jira.RequestType, form: IssueForm) -> store_act.Wish:
    payload = {
        "desk_id": desk.id,
        "type_id": kind.id,
        "type_name": kind.name,
        "values": form.jira_fields(),
    }
    about = store_act.ActedOn(
        desk.account.account_id, desk.site, "", desk.project_key, _first_line(form)
    )
    return store_act.Wish(
        request.user, about, ActKind.REQUEST, payload, typed(request), posted_id(request)
    )


def _first_line(form: IssueForm) -> str:
    return str(form.cleaned_data.get("summary") or "")[:255]


def _draw(
    request: SignedIn, desk: Desk, kind: jira.RequestType, form: IssueForm, *, status: int = 200
) -> HttpResponse:
    context = {"desk": desk, "kind": kind, "form": form, "act_id": posted_id(request)}
    drawn = render(request, "issues/acts/request_form.html", context, status=status)
    drawn.headers["Cache-Control"] = "private, no-cache"
    return drawn
