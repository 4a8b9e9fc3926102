"""The page for an error of Jira: what happened, that nothing is lost, what to do now."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.log import log_response

from integrations import jira
from issues.views.place_from_address import UnknownPlaceError
from issues.views.signed_in_request import SignedIn
from issues.views.unavailable_wording import trouble_of

logger = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[SignedIn, P], HttpResponse]


def trouble_page(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page for *error*, with the fitting status."""
    trouble = trouble_of(error, request.get_full_path())
    answer = render(
        request, "issues/jira_unavailable.html", {"trouble": trouble}, status=trouble.status
    )
    # Django mails the admins for a 5xx. In an outage of Jira, every page would send one.
    said = "trouble: %s"
    log_response(
        said, trouble.headline, response=answer, request=request, logger=logger, level="warning"
    )
    if trouble.retry_after:
        answer.headers["Retry-After"] = str(trouble.retry_after)
    return answer


def guarded(view: View[P]) -> View[P]:
    """A view for signed-in users. Errors of integrations.jira that it raises become a page."""

    @wraps(view)
    def guard(request: SignedIn, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (jira.IntegrationError, UnknownPlaceError) as error:
            return trouble_page(request, error)

    return login_required(guard)
