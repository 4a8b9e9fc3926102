"""The page about a link that was not made. It never shows a code, a state or a token."""

import logging

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.next_url import local_path
from integrations.connections import admin_alert
from integrations.context_processor import connection_of
from integrations.wording.link_failures import (
    NAMED,
    Failure,
)

log = logging.getLogger(__name__)


@never_cache
@login_required
@require_safe
def failed(request: HttpRequest, why: str) -> HttpResponse:
    """Why the link was not made, for a user who came back from Atlassian."""
    if why not in NAMED:
        raise Http404
    return failure_page(request, NAMED[why], local_path(request.GET.get("next")))


def fail(
    request: HttpRequest, failure: Failure, error: Exception | None = None, allow: str = ""
) -> HttpResponse:
    """The page of *failure*."""
    report(failure, error)
    response = failure_page(request, failure)
    if allow:
        response["Allow"] = allow
    return response


def report(failure: Failure, error: Exception | None) -> None:
    """Write one log line. Alert the admins, once an hour, about what only they can mend."""
    log.warning("linking: %s", error or failure.title)
    if failure.for_admins:
        admin_alert.send(
            f"linking:{type(error).__name__}",
            f"People cannot link their Atlassian accounts: {error}",
        )


def failure_page(request: HttpRequest, failure: Failure, next_path: str = "") -> HttpResponse:
    context = {"failure": failure, "connection": connection_of(request.user), "next": next_path}
    response = render(request, "integrations/link_failed.html", context, status=failure.status)
    # It is logged already. Django would mail the whole request for a 5xx.
    response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
    return response
