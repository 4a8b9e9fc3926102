"""The two views of a form: of a type of issue, and of a BugForm."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from issues.views.form.locate import resolve_address
from issues.views.form.post import answer_post
from issues.views.form.show_form import show_form
from issues.views.jira_unavailable import guarded
from issues.views.signed_in_request import SignedIn

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def report(
    request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str
) -> HttpResponse:
    """Show the form of a type of issue, or handle its post."""
    return _show_or_file(request)


@require_http_methods(METHODS)
def bug_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a BugForm, or handle its post. 404 for users who may not use it."""
    return _show_or_file(request)


def _show_or_file(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return answer_post(request)
    return _show(cast("SignedIn", request))


@guarded
def _show(request: SignedIn) -> HttpResponse:
    return show_form(request, resolve_address(request, request.user))
