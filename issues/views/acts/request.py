"""What may be asked for at the desk of a service project. Each leads to a form, as the types of issues do."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from integrations import jira
from issues.views.acts.unavailable_pages import guarded
from issues.views.place_from_address import account_in_use, site_of
from issues.views.signed_in_request import SignedIn


@require_safe
@guarded
def request_types(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """The request types of the project."""
    account, key = account_in_use(request.user), key.upper()
    site = site_of(account, cloud_id)
    if not jira.may_raise_requests(account.account_id):
        asked = jira.SERVICE_DESK_SCOPE in settings.ATLASSIAN_SCOPES
        context = {"key": key, "after_linking": asked}
        return render(request, "issues/acts/request_not_allowed.html", context, status=403)
    types = jira.request_types(account.account_id, site.cloud_id, key)
    context = {"site": site, "key": key, "types": types}
    return render(request, "issues/acts/request_types.html", context)
