"""The page for an issue that Jira does not show to the viewer. Jira does not say whether there is one."""

from django.http import HttpResponse
from django.shortcuts import render

from issues.models import Submission
from issues.views.signed_in_request import SignedIn


def not_there(request: SignedIn, cloud_id: str, key: str, *, site_known: bool) -> HttpResponse:
    """404. *site_known*: whether the viewer's link opens the site. Their own report of it stays theirs to read."""
    own = Submission.objects.filter(owner=request.user, cloud_id=cloud_id, issue_key=key.upper())
    context = {"key": key.upper(), "site_known": site_known, "report": own.first()}
    return render(request, "issues/issue_not_there.html", context, status=404)
