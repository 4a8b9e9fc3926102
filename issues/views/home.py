"""The home page: the main button, what needs the user, and the state of their reports."""

from django.contrib.auth.decorators import login_required
from django.db.models import BigIntegerField
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.prepared_queries import PreparedRows
from integrations import jira
from issues import bugforms
from issues.queries.access import home_queries
from issues.views import report_search
from issues.views.linked_account import account_or_none, link_is_dead, own_account
from issues.views.overview import overview
from issues.views.recent_forms import used_forms
from issues.views.report_list import needy_of, newest_drafts, with_address
from issues.views.report_rows import rows_of
from issues.views.signed_in_request import SignedIn
from issues.wording import report_wording

NEEDY, DRAFTS, LATELY, PLACES, QUERIES = 5, 3, 7, 3, 6
_queries = PreparedRows(lambda user_id: home_queries(user_id)[:QUERIES], user_id=BigIntegerField())

__all__ = ["account_or_none", "home", "link_is_dead"]


@require_safe
@login_required
def home(request: SignedIn) -> HttpResponse:
    """Reads the database only, so it works while Jira is down."""
    user = request.user
    there, account = overview(user), own_account(user)
    works = account is not None and account.is_active
    sites = [site for site in account.sites if not site.gone] if account else []
    needy = needy_of(user, own=there.needy, parts=there.needy_parts)
    drafts = newest_drafts(user) if there.drafts else []
    forms = bugforms.forms_in_use(user) if there.forms else []
    # Filed reports of which only a file waits are among the latest, too.
    lately = report_search.newest(user, LATELY, without={report.pk for report in needy})
    context = {
        "account": account,
        "link": jira.link_of_signed_in(user),
        "works": works,
        "site": next(
            (site for site in sites if account and site.cloud_id == account.default_cloud_id), None
        ),
        "sites": sites,
        "lost": account.lost if account and works else (),
        "bug_forms": forms if works else bugforms.without_own_link(user, forms),
        "queries": _queries(user_id=user.pk) if works and there.queries else [],
        "recent": used_forms(user, account)[:PLACES] if account and works else [],
        "needy": [(report, report_wording.tag_of_needy(report)) for report in needy[:NEEDY]],
        "more_needy": len(needy) - NEEDY,
        "lately": rows_of(user, lately, account, follows=there.follows),
        "waiting": there.waiting,
        "comments": there.comments,
        "acts": there.acts,
        "drafts": with_address(drafts[:DRAFTS], user),
        "more_drafts": there.drafts - DRAFTS,
    }
    return render(request, "issues/home.html", context)
