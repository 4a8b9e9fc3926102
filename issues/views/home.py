"""The first page: who you are in Jira, the one button, and what became of your reports."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from integrations import jira
from issues.views import words
from issues.views.lists import drafts_of, reports_of
from issues.views.request import SignedIn

SHOWN = 7


@require_safe
@login_required
def home(request: SignedIn) -> HttpResponse:
    """Reads the database only; Jira may be down."""
    account = account_or_none(request.user.pk)
    sites = [site for site in account.sites if not site.gone] if account else []
    reports = reports_of(request.user)
    context = {
        "account": account,
        "works": account is not None and account.state == "active",
        "site": next((site for site in sites if account and site.cloud_id == account.default_cloud_id), None),
        "sites": sites,
        "rows": [(report, words.tag(report)) for report in reports[:SHOWN]],
        "total": reports.count(),
        "drafts": drafts_of(request.user)[:SHOWN],
    }
    return render(request, "issues/home.html", context)


def account_or_none(user_id: int) -> jira.Account | None:
    """The user's account at Atlassian, in whatever state, or None where nothing is linked."""
    try:
        return jira.account_of(user_id)
    except jira.NotConnected:
        return None


def link_is_dead(user_id: int) -> bool:
    """Whether nothing can be filed until this user links, or links again."""
    account = account_or_none(user_id)
    return account is None or not account.is_active
