"""The first page: the one button, what needs you, and what became of your reports."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues import bugforms
from issues.views.account import account_or_none, link_is_dead
from issues.views.lists import comments_told, drafts_of, needy_of, reports_of, with_address
from issues.views.request import SignedIn
from issues.views.used import used_forms
from issues.views.words import of_report

NEEDY, DRAFTS, LATELY, PLACES = 5, 3, 7, 3
# Of more that need their owner nobody wants to know how many more.
COUNTED = 100

__all__ = ["account_or_none", "home", "link_is_dead"]


@require_safe
@login_required
def home(request: SignedIn) -> HttpResponse:
    """Reads the database only; Jira may be down."""
    account = account_or_none(request.user.pk)
    works = account is not None and account.is_active
    sites = [site for site in account.sites if not site.gone] if account else []
    needy, drafts = list(needy_of(request.user)[:COUNTED]), drafts_of(request.user)
    lately = reports_of(request.user).exclude(pk__in=[report.pk for report in needy])
    context = {
        "account": account,
        "works": works,
        "site": next((site for site in sites if account and site.cloud_id == account.default_cloud_id), None),
        "sites": sites,
        "lost": account.lost if account and works else (),
        "bug_forms": bugforms.forms_for(request.user) if works else [],
        "recent": used_forms(request.user, account)[:PLACES] if account and works else [],
        "needy": [(report, of_report.tag_of_needy(report)) for report in needy[:NEEDY]],
        "more_needy": len(needy) - NEEDY,
        "lately": [(report, of_report.tag(report)) for report in lately[:LATELY]],
        "comments": comments_told(request.user),
        "drafts": with_address(drafts[:DRAFTS], request.user),
        "more_drafts": drafts.count() - DRAFTS,
    }
    return render(request, "issues/home.html", context)
