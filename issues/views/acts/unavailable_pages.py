"""Pages in the place of one that needs Jira: not there or not yours, a dead link, a lost site, Jira down."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from integrations import jira
from issues.views.issue.not_there import not_there
from issues.views.jira_unavailable import trouble_page
from issues.views.place_from_address import UnknownPlaceError
from issues.views.signed_in_request import SignedIn

IssueView = Callable[..., HttpResponse]


def guarded(view: IssueView) -> IssueView:
    """A view of an issue for signed-in users. Errors of integrations.jira that it raises become a page."""

    @wraps(view)
    def guard(request: SignedIn, cloud_id: str, key: str, **more: str) -> HttpResponse:
        try:
            return view(request, cloud_id, key, **more)
        except (jira.IntegrationError, UnknownPlaceError) as error:
            return told(request, cloud_id, key, error)

    return login_required(guard)


def told(request: SignedIn, cloud_id: str, key: str, error: Exception) -> HttpResponse:
    """The page for *error*."""
    match error:
        case UnknownPlaceError():
            return not_there(request, cloud_id, key, site_known=False)
        case jira.Denied() if error.proven:
            return not_there(request, cloud_id, key, site_known=True)
        case jira.Denied():
            return trouble_page(request, jira.Unavailable("it is not certain who refused"))
        case _:
            return trouble_page(request, error)
