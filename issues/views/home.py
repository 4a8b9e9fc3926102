"""The home page: the main button, what needs the user, and the state of their reports."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues import bugforms
from issues.queries.access import home_queries
from issues.views import report_search
from issues.views.linked_account import account_or_none, link_is_dead
from issues.views.recent_forms import used_forms
from issues.views.report_list import acts_told, comments_told, drafts_of, needy_of, with_address
from issues.views.report_rows import rows_of
from issues.views.report_search import Search
from issues.views.signed_in_request import SignedIn
from issues.wording import report_wording

NEEDY, DRAFTS, LATELY, PLACES, QUERIES = 5, 3, 7, 3, 6
# The highest count of reports that need the user; above it the number does not matter.
COUNTED = 100

__all__ = ["account_or_none", "home", "link_is_dead"]


@require_safe
@login_required
def home(request: SignedIn) -> HttpResponse:
    """Reads the database only, so it works while Jira is down."""
    account = account_or_none(request.user.pk)
    works = account is not None and account.is_active
    sites = [site for site in account.sites if not site.gone] if account else []
    needy, drafts = list(needy_of(request.user)[:COUNTED]), drafts_of(request.user)
    shown = {report.pk for report in needy}
    lately = report_search.page(request.user, Search()).reports
    forms = bugforms.forms_for(request.user)
    context = {
        "account": account,
        "works": works,
        "site": next(
            (site for site in sites if account and site.cloud_id == account.default_cloud_id), None
        ),
        "sites": sites,
        "lost": account.lost if account and works else (),
        "bug_forms": forms if works else bugforms.without_own_link(request.user, forms),
        "queries": home_queries(request.user)[:QUERIES] if works else [],
        "recent": used_forms(request.user, account)[:PLACES] if account and works else [],
        "needy": [(report, report_wording.tag_of_needy(report)) for report in needy[:NEEDY]],
        "more_needy": len(needy) - NEEDY,
        "lately": rows_of(
            request.user, [each for each in lately if each.pk not in shown][:LATELY], account
        ),
        "waiting": report_search.waiting(request.user, COUNTED),
        "comments": comments_told(request.user),
        "acts": acts_told(request.user),
        "drafts": with_address(drafts[:DRAFTS], request.user),
        "more_drafts": drafts.count() - DRAFTS,
    }
    return render(request, "issues/home.html", context)
