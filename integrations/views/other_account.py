"""Another account than the linked one came back from Atlassian: the user chooses between them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.next_url import local_path
from integrations import connections
from integrations.context_processor import connection_of
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState
from integrations.views.after_linking import linked
from integrations.views.failure_page import fail
from integrations.views.redirects_keeping_next import onward
from integrations.views.site_queries import usable_sites
from integrations.wording.link_failures import (
    explain,
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def which_account(request: HttpRequest) -> HttpResponse:
    """Another account than the linked one came back from Atlassian: use it, or keep the old one?"""
    assert isinstance(request.user, User)
    waiting, connection = connections.waiting_for(request.user), connection_of(request.user)
    way_on = local_path(request.POST.get("next") or request.GET.get("next"))
    if waiting is None or connection is None:
        if request.method == "POST":
            messages.warning(
                request, _("Lodge waited an hour for your answer. Nothing was changed.")
            )
        return onward("link:index", way_on)
    # The answered page must be about the account that waits now: another tab may have brought a third one.
    if request.method == "POST" and request.POST.get("account") == str(waiting.pk):
        if request.POST.get("answer") == "new":
            return _use_account(request, request.user, waiting, way_on)
        return _keep_account(request, request.user, connection, way_on)
    context = {
        "connection": connection,
        "waiting": waiting,
        "next": way_on,
        "sites": usable_sites(waiting),
    }
    return render(request, "integrations/confirm_other_account.html", context)


def _use_account(
    request: HttpRequest, user: User, waiting: Connection, way_on: str
) -> HttpResponse:
    try:
        connections.use(user, waiting.pk)
    except IntegrationError as error:
        return fail(request, explain(error), error)
    return linked(request, way_on)


def _keep_account(
    request: HttpRequest, user: User, connection: Connection, way_on: str
) -> HttpResponse:
    connections.discard(user)
    if connection.state != ConnectionState.ACTIVE:
        messages.info(
            request, _("Lodge threw the other account’s keys away. Now link the right one.")
        )
        return onward("link:index", way_on)
    messages.success(request, _("You are linked as %(name)s, as before.") % {"name": connection})
    return redirect(way_on or "link:index")
