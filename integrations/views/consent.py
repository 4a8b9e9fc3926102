"""The way to Atlassian's consent page and back."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.cache import never_cache
from social_django import views as social

from accounts.next_url import local_path
from installation import copy_guard
from integrations.errors import DifferentAccount, Misconfigured, NotConnected, SlowDown
from integrations.views.after_linking import linked
from integrations.views.failure_page import fail, report
from integrations.views.redirects_keeping_next import onward, sign_in_first
from integrations.wording.link_failures import (
    COPIED,
    EXPECTED,
    METHOD,
    STATE,
    explain,
    name_of,
)


@never_cache
def begin(request: HttpRequest, backend: str) -> HttpResponse:
    """Redirect to Atlassian's consent page. Only a button leads here."""
    if request.method != "POST":
        return fail(request, METHOD, allow="POST")
    if not request.user.is_authenticated:
        return sign_in_first(request, local_path(request.POST.get("next")))
    if copy_guard.elsewhere():
        return fail(request, COPIED)
    try:
        response: HttpResponse = social.auth(request, backend)
    except (SlowDown, NotConnected, Misconfigured) as error:
        return fail(request, explain(error), error)
    return response


@never_cache
def complete(request: HttpRequest, backend: str) -> HttpResponse:
    """The callback from Atlassian, with a code or an error."""
    if request.method != "GET":
        return fail(request, METHOD, allow="GET")
    if not request.user.is_authenticated:
        return sign_in_first(request)
    failed: Exception | None = None
    try:
        social.complete(request, backend)
    except EXPECTED as error:
        failed = error
    finally:
        # Pages and error reports show the request's address, which must not contain the code.
        request.GET = QueryDict()
        request.META["QUERY_STRING"] = ""
    if isinstance(failed, DifferentAccount):
        return onward("link:confirm-other-account", request.backend.pending_link.next_path)  # type: ignore[attr-defined]
    pending_link = getattr(getattr(request, "backend", None), "pending_link", None)
    if failed is None and pending_link is not None:
        return linked(request, pending_link.next_path)
    # python-social-auth looked for a pipeline to resume; Lodge never stores one
    failure = STATE["unknown"] if failed is None else explain(failed)
    report(failure, failed)
    # Redirect, so that code and state do not stay in the address bar, where they could be copied.
    return onward("link:failed", pending_link.next_path if pending_link else "", name_of(failure))
