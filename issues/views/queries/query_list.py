"""The list of saved queries: one's own and those of one's groups. Reads the database only."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.queries.access import queries_for
from issues.views.linked_account import account_or_none
from issues.views.signed_in_request import SignedIn

PAGE = 50


@require_safe
@login_required
def query_list(request: SignedIn) -> HttpResponse:
    """Every query that this person may use, by name."""
    page = Paginator(queries_for(request.user), PAGE).get_page(request.GET.get("page"))
    account = account_or_none(request.user.pk)
    context = {"page": page, "linked": account is not None}
    return render(request, "issues/queries/query_list.html", context)
