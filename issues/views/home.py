"""The first page: who you are in Jira, the one button, and what became of your reports."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues import bugforms
from issues.views.account import account_or_none, link_is_dead
from issues.views.lists import comments_told, drafts_of, places_of, reports_of, with_address
from issues.views.request import SignedIn
from issues.views.words import of_report

SHOWN = 7
PLACES = 3

__all__ = ["account_or_none", "home", "link_is_dead"]


@require_safe
@login_required
def home(request: SignedIn) -> HttpResponse:
    """Reads the database only; Jira may be down."""
    account = account_or_none(request.user.pk)
    works = account is not None and account.is_active
    sites = [site for site in account.sites if not site.gone] if account else []
    reports = reports_of(request.user)
    context = {
        "account": account,
        "works": works,
        "site": next((site for site in sites if account and site.cloud_id == account.default_cloud_id), None),
        "sites": sites,
        "bug_forms": bugforms.forms_for(request.user) if works else [],
        "recent": places_of(request.user, account)[:PLACES] if account and works else [],
        "rows": [(report, of_report.tag(report)) for report in reports[:SHOWN]],
        "total": reports.count(),
        "comments": comments_told(request.user),
        "drafts": with_address(drafts_of(request.user)[:SHOWN], request.user),
    }
    return render(request, "issues/home.html", context)
