"""The user's link: its state, and its end."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.next_url import local_path
from integrations import connections
from integrations.connections.refresh_attempts import SAVED
from integrations.context_processor import connection_of
from integrations.models import ConnectionKind, ConnectionState
from integrations.views.link_log import log
from integrations.views.renewal_history import attempts_of
from integrations.views.site_queries import lost_lately, usable_sites
from integrations.wording import connection_health, scopes

REVOKE_URL = "https://id.atlassian.com/manage-profile/apps"


@never_cache
@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The user's link: make it, see its state, or mend it."""
    assert isinstance(request.user, User)
    connection = connection_of(request.user)
    context: dict[str, Any] = {
        "next": local_path(request.GET.get("next")),
        "revoke_url": REVOKE_URL,
        "connection": connection,
        "waiting": connections.waiting_for(request.user),
        "applications": connections.applications(),
    }
    if connection is None or connection.state == ConnectionState.DISCONNECTED:
        return render(request, "integrations/not_linked.html", context)
    if connection.kind == ConnectionKind.DATA_CENTER_OAUTH:
        application = connections.application_of(connection)
        context |= {
            "application": application,
            "applications": [application] if application else [],
        }
    if connection.state != ConnectionState.ACTIVE:
        return render(request, "integrations/reconnect.html", context)
    asked = settings.ATLASSIAN_SCOPES if connection.kind == ConnectionKind.USER else []
    lacking = scopes.can_not(scopes.missing(asked, connection.scopes))
    told = connection_health.of(connections.health_of(connection))
    context |= {"sites": usable_sites(connection), "lost": lost_lately(connection)}
    renewed = (
        attempts_of(connection).filter(outcome=SAVED).values_list("started_at", flat=True).first()
    )
    context |= {"renewed_at": renewed, "lacking": lacking, "told": told}
    return render(request, "integrations/own_link.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disconnect(request: HttpRequest) -> HttpResponse:
    """Ask for confirmation, then disconnect and delete the tokens."""
    connection = connection_of(request.user)
    if connection is None or connection.state == ConnectionState.DISCONNECTED:
        return redirect("link:index")
    if request.method != "POST":
        return render(
            request,
            "integrations/disconnect_confirm.html",
            {"connection": connection, "revoke_url": REVOKE_URL},
        )
    assert isinstance(request.user, User)
    connections.disconnect(connection.pk)
    log(request.user, connection, "Disconnected by its owner.")
    messages.success(request, _("Disconnected. Lodge deleted its keys to your account."))
    return redirect("link:index")
