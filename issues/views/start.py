"""Choosing where a report goes: by a few words that find its form, or by site, project and type."""

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
from issues import matching
from issues.fieldkinds.base import one_line
from issues.views.account import account_or_none
from issues.views.find import Found, Search, forms_of
from issues.views.lists import SHOWN_AT_PLACE, draft_named, drafts_at, drafts_of, with_address
from issues.views.place import UnknownPlaceError, account_in_use, project_of, site_of, types_of
from issues.views.request import SignedIn
from issues.views.suggest import why_nothing
from issues.views.trouble import guarded
from issues.views.used import last_form

# So many projects are on one page of the list, and so many sites are looked through where nobody said which.
PAGE, SITES = 20, 5


@require_safe
@guarded
def start(request: SignedIn) -> HttpResponse:
    """The box, the forms that its words find or that were used lately, and without words the projects of a site."""
    account = account_in_use(request.user)
    search, site = _search(request, account)
    found, first = search.found(), _number(request.GET.get("start", ""))
    if found.silent and not found.forms:
        raise found.silent[0][1]
    context: dict[str, Any] = {
        "account": account,
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
        context["drafts_here"] = with_address(drafts_of(request.user)[:SHOWN_AT_PLACE], request.user)
    return render(request, "issues/start.html", {**context, **_carried(request)})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What the box offers while somebody types: for find.js. Jira is asked for what it did not tell lately."""
    if not request.user.is_authenticated:
        said = _("You are signed out. Sign in in another tab, then go on.")
        return render(request, "issues/found.html", {"said": said}, status=401)
    signed_in = cast("SignedIn", request)
    try:
        search, _site = _search(signed_in, account_in_use(signed_in.user))
    except (jira.IntegrationError, UnknownPlaceError) as error:
        said = str(error) if isinstance(error, UnknownPlaceError) else why_nothing(error)
        return render(request, "issues/found.html", {"said": said})
    found = search.found()
    context = {"said": _said(search, found), "found": found, **_carried(signed_in)}
    return render(request, "issues/found.html", context)


def _search(request: SignedIn, account: jira.Account) -> tuple[Search, jira.Site | None]:
    """What is looked for, and the one site that is meant, if one is. Raises UnknownPlaceError, SiteLost."""
    sites = _open_sites(account)
    site = _site_wanted(account, sites, request.GET)
    query = one_line(request.GET.get("q", "")).strip()[: matching.LONGEST]
    return Search(request.user, account, [site] if site else sites[:SITES], query), site


def _said(search: Search, found: Found) -> str:
    """What is announced of what was found."""
    if not found.forms:
        if found.silent:
            return why_nothing(found.silent[0][1])
        nothing = _(
            "No form fits “%(query)s”. Only projects in which you may create issues are looked through."
        )
        return nothing % {"query": search.query} if search.words else _("Write what the project is called.")
    shown = len(found.shown)
    if shown < len(found.forms):
        return _("The first %(n)d forms. Write more to see others.") % {"n": shown}
    return ngettext("%(n)d form", "%(n)d forms", shown) % {"n": shown}


@require_safe
@login_required
def last(request: SignedIn) -> HttpResponse:
    """On to the form in which this person filed last; to the choice of one where there is none."""
    return redirect(last_form(request.user, account_or_none(request.user.pk)) or "report")


def _open_sites(account: jira.Account) -> list[jira.Site]:
    """Raises SiteLost where there is none."""
    sites = [site for site in account.sites if not site.gone]
    if not sites:
        raise jira.SiteLost(", ".join(site.name for site in account.sites), others=False)
    return sites


def _site_wanted(account: jira.Account, sites: list[jira.Site], asked: Mapping[str, str]) -> jira.Site | None:
    """The one asked for, or the usual one, or the only one. None: all, or the user has to say; never just the first."""
    cloud_id = asked.get("site")
    if cloud_id:
        return site_of(account, cloud_id)
    if len(sites) == 1:
        # rule first-of-sites: it is the only one
        return sites[0]
    usual = [site for site in sites if site.cloud_id == account.default_cloud_id]
    return usual[0] if usual and cloud_id is None else None


def _listed(account: jira.Account, site: jira.Site, first: int, *, fresh: bool) -> dict[str, Any]:
    """A part of the projects of *site*, each with its forms, and where the parts before and after it begin."""
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
    """A draft that is on its way to another place goes along in the address."""
    report = request.GET.get("report", "")
    pair = urlencode({"report": report}) if report else ""
    return {"carried": f"?{pair}" if pair else "", "carried_more": f"&{pair}" if pair else ""}


def _draft_along(request: SignedIn) -> dict[str, Any]:
    """That draft itself, if the address names one."""
    report = request.GET.get("report", "")
    return {"carries": draft_named(request.user, report) if report else None}


def _number(text: str) -> int:
    return min(int(text), 100_000) if text.isascii() and text.isdigit() else 0


@require_safe
@guarded
def types(request: SignedIn, cloud_id: str, project_key: str) -> HttpResponse:
    """The types of issue that may be created in the project."""
    account = account_in_use(request.user)
    site = site_of(account, cloud_id)
    project = project_of(account, site, project_key)
    choices = types_of(account, site, project)
    context = {"account": account, "site": site, "project": project, "types": choices}
    context |= _draft_along(request)
    if not context["carries"]:
        context["drafts_here"] = drafts_at(request.user, cloud_id, project.key)
    return render(request, "issues/types.html", {**context, **_carried(request)})
