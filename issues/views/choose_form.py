"""Chooses where a report goes: by words that find its form, or by site, project and type."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from integrations import jira
from issues.fieldkinds.base import one_line
from issues.forms import form_name_search
from issues.views.form_search import Search, forms_of
from issues.views.jira_unavailable import guarded
from issues.views.linked_account import account_or_none
from issues.views.picker_suggestions import why_nothing
from issues.views.place_from_address import (
    UnknownPlaceError,
    account_at_hand,
    project_of,
    site_of,
    types_of,
)
from issues.views.recent_forms import last_form
from issues.views.report_list import (
    SHOWN_AT_PLACE,
    draft_named,
    drafts_at,
    newest_drafts,
    with_address,
)
from issues.views.search_results import Found
from issues.views.signed_in_request import SignedIn

# The projects on one page of the list, and the sites that a search covers where none is chosen.
PAGE, SITES = 20, 5


@require_safe
@guarded
def start(request: SignedIn) -> HttpResponse:
    """The search box, and the forms that match or were used lately. Without words, the projects of a site."""
    account = account_at_hand(request.user)
    search, site = _search(request, account)
    found, first = search.found(), _number(request.GET.get("start", ""))
    if found.silent and not found.forms:
        raise found.silent[0][1]
    context: dict[str, Any] = {
        "account": account,
        "link": jira.link_of_signed_in(request.user),
        "sites": _open_sites(account),
        "site": site,
        "query": search.query,
        "found": found,
        "first": first,
        "ready": not search.words,
    }
    if site is not None and not search.words:
        context |= _listed(account, site, first, fresh="fresh" in request.GET)
    context |= _draft_along(request)
    if not context["carries"] and not search.words and not first:
        drafts = newest_drafts(request.user)[:SHOWN_AT_PLACE]
        context["drafts_here"] = with_address(drafts, request.user)
    return render(request, "issues/choose_form.html", {**context, **_carried(request)})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The search box's results while a user types, for form_search.js. Cached where Jira has answered lately."""
    if not request.user.is_authenticated:
        said = _("You are signed out. Sign in in another tab, then go on.")
        return render(request, "issues/form_search_results.html", {"said": said}, status=401)
    signed_in = cast("SignedIn", request)
    try:
        search, _site = _search(signed_in, account_at_hand(signed_in.user))
    except (jira.IntegrationError, UnknownPlaceError) as error:
        said = str(error) if isinstance(error, UnknownPlaceError) else why_nothing(error)
        return render(request, "issues/form_search_results.html", {"said": said})
    found = search.found()
    context = {"said": _said(search, found), "found": found, **_carried(signed_in)}
    return render(request, "issues/form_search_results.html", context)


def _search(request: SignedIn, account: jira.Account) -> tuple[Search, jira.Site | None]:
    """The search, and the one chosen site, if any. Raises UnknownPlaceError, SiteLost."""
    sites = _open_sites(account)
    site = _site_wanted(account, sites, request.GET)
    query = one_line(request.GET.get("q", "")).strip()[: form_name_search.LONGEST]
    return Search(request.user, account, [site] if site else sites[:SITES], query), site


def _said(search: Search, found: Found) -> str:
    """The announcement of the results for screen readers."""
    if not found.forms:
        if found.silent:
            return why_nothing(found.silent[0][1])
        return _nothing_fits(search)
    shown = len(found.shown)
    if shown < len(found.forms):
        return _("The first %(n)d forms. Write more to see others.") % {"n": shown}
    return ngettext("%(n)d form", "%(n)d forms", shown) % {"n": shown}


def _nothing_fits(search: Search) -> str:
    if not search.words:
        return _("Write what the project is called.")
    nothing = _(
        "No form fits “%(query)s”. Only projects in which you may create issues are looked through."
    )
    return nothing % {"query": search.query}


@require_safe
@login_required
def last(request: SignedIn) -> HttpResponse:
    """Redirect to the form in which this person filed last, or to choosing one."""
    return redirect(last_form(request.user, account_or_none(request.user.pk)) or "report")


def _open_sites(account: jira.Account) -> list[jira.Site]:
    """The open sites. Raises SiteLost where there is none."""
    sites = [site for site in account.sites if not site.gone]
    if not sites:
        raise jira.SiteLost(", ".join(site.name for site in account.sites), others=False)
    return sites


def _site_wanted(
    account: jira.Account, sites: list[jira.Site], asked: Mapping[str, str]
) -> jira.Site | None:
    """The requested, the usual or the only site. None: all, or the user must choose. Never just the first one."""
    cloud_id = asked.get("site")
    if cloud_id:
        return site_of(account, cloud_id)
    if len(sites) == 1:
        # rule first-of-sites: it is the only one
        return sites[0]
    usual = [site for site in sites if site.cloud_id == account.default_cloud_id]
    return usual[0] if usual and cloud_id is None else None


def _listed(account: jira.Account, site: jira.Site, first: int, *, fresh: bool) -> dict[str, Any]:
    """One page of the projects of *site*, each with its forms, and the starts of the pages before and after."""
    window = first - first % jira.PROJECTS_AT_ONCE
    page = jira.projects_found(account.account_id, site.cloud_id, "", window, fresh=fresh)
    part = page.projects[first - window : first - window + PAGE]
    more = part and (not page.is_last or first + PAGE < window + len(page.projects))
    return {
        "rows": [(project, forms_of(site, project)) for project in part],
        "previous": max(first - PAGE, 0) if first else None,
        "following": first + PAGE if more else None,
    }


def _carried(request: SignedIn) -> dict[str, str]:
    """The address parameter of a draft that moves to another place."""
    report = request.GET.get("report", "")
    pair = urlencode({"report": report}) if report else ""
    return {"carried": f"?{pair}" if pair else "", "carried_more": f"&{pair}" if pair else ""}


def _draft_along(request: SignedIn) -> dict[str, Any]:
    """That draft, if the address names one."""
    report = request.GET.get("report", "")
    return {"carries": draft_named(request.user, report) if report else None}


def _number(text: str) -> int:
    return min(int(text), 100_000) if text.isascii() and text.isdigit() else 0


@require_safe
@guarded
def types(request: SignedIn, cloud_id: str, project_key: str) -> HttpResponse:
    """The types of issue that may be created in the project."""
    account = account_at_hand(request.user)
    site = site_of(account, cloud_id)
    project = project_of(account, site, project_key)
    choices = types_of(account, site, project)
    context: dict[str, Any] = {
        "account": account,
        "site": site,
        "project": project,
        "types": choices,
    }
    context["link"] = jira.link_of_signed_in(request.user)
    context["requests"] = project.kind == "service_desk" and jira.may_raise_requests(
        account.account_id
    )
    context |= _draft_along(request)
    if not context["carries"]:
        context["drafts_here"] = drafts_at(request.user, cloud_id, project.key)
    return render(request, "issues/choose_type.html", {**context, **_carried(request)})
