"""Choosing where a report goes: site and project, then the type. Only the form comes after."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from integrations import jira
from issues import bugforms
from issues.views.account import account_or_none
from issues.views.lists import last_form, places_of
from issues.views.place import account_in_use, project_of, site_of, types_of
from issues.views.request import SignedIn
from issues.views.trouble import guarded

PAGE = 20


@require_safe
@guarded
def start(request: SignedIn) -> HttpResponse:
    """A site (the usual one unless another is chosen) and its projects: searched in Jira, page by page."""
    account = account_in_use(request.user)
    sites = [site for site in account.sites if not site.gone]
    if not sites:
        raise jira.ReconnectRequired("no site")
    site = _site_wanted(account, sites, request.GET.get("site", ""))
    query = request.GET.get("q", "").strip()
    first = _number(request.GET.get("start", ""))
    page = None
    if site is not None:
        page = jira.search_projects(account.account_id, site.cloud_id, query, first, PAGE)
    context = {
        "account": account,
        "sites": sites,
        "site": site,
        "query": query,
        "page": page,
        "bug_forms": bugforms.forms_for(request.user) if not query and not first else [],
        "recent": places_of(request.user, account) if not query and not first else [],
        "previous": max(first - PAGE, 0) if first else None,
        "following": first + PAGE if page is not None and not page.is_last and page.projects else None,
    }
    return render(request, "issues/start.html", {**context, **_carried(request)})


@require_safe
@login_required
def last(request: SignedIn) -> HttpResponse:
    """On to the form in which this person filed last; to the choice of one where there is none."""
    return redirect(last_form(request.user, account_or_none(request.user.pk)) or "report")


def _site_wanted(account: jira.Account, sites: list[jira.Site], cloud_id: str) -> jira.Site | None:
    """The one asked for, or the usual one, or the only one. None: the user has to say; never just the first."""
    if cloud_id:
        return site_of(account, cloud_id)
    usual = [site for site in sites if site.cloud_id == account.default_cloud_id]
    return usual[0] if usual else sites[0] if len(sites) == 1 else None


def _carried(request: SignedIn) -> dict[str, str]:
    """A draft that is on its way to another place goes along in the address."""
    report = request.GET.get("report", "")
    pair = urlencode({"report": report}) if report else ""
    return {"carried": f"?{pair}" if pair else "", "carried_more": f"&{pair}" if pair else ""}


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
    return render(request, "issues/types.html", {**context, **_carried(request)})
