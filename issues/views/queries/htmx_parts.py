"""Parts of the form for htmx: the query in colours with what is wrong in it, and suggested values of a field."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from integrations import jira
from issues.queries.jql.parser import LONGEST
from issues.views.linked_account import account_in_any_state
from issues.views.place_from_address import UnknownPlaceError, account_in_use, site_of
from issues.views.queries.checked_query import checked
from issues.views.queries.jql_reference_data import known_by_jira
from issues.views.signed_in_request import SignedIn


@require_POST
@login_required
def check(request: SignedIn) -> HttpResponse:
    """POST `jql`, `cloud_id`: the query in colours, and what is wrong with it. Nothing is stored."""
    text = request.POST.get("jql", "")[: LONGEST + 1].replace("\r\n", "\n")
    try:
        account = account_in_any_state(request.user.pk)
        known = known_by_jira(account, request.POST.get("cloud_id", ""))
    except (jira.IntegrationError, UnknownPlaceError):
        return HttpResponse(status=204)  # htmx then changes nothing
    found = checked(text, account, known, typed=True) if text.strip() else None
    return render(request, "issues/queries/checked_query.html", {"checked": found})


@require_safe
@login_required
def values(request: SignedIn) -> HttpResponse:
    """GET `cloud_id`, `add-field`, `add-value`: options for a datalist. None where Jira suggests nothing."""
    field, typed = request.GET.get("add-field", "")[:300], request.GET.get("add-value", "")[:300]
    found: tuple[jira.Suggestion, ...] = ()
    try:
        account = account_in_use(request.user)
        site = site_of(account, request.GET.get("cloud_id", ""))
        known = jira.query_reference(account.account_id, site.cloud_id)
        if any(each.value == field and each.suggests for each in known.fields):
            found = jira.suggest_values(account.account_id, site.cloud_id, field, typed)
    except (jira.IntegrationError, UnknownPlaceError):
        found = ()
    return render(request, "issues/queries/suggested_values.html", {"suggestions": found})
