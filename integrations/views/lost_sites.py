"""Pages about sites that the link opens no more."""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.next_url import local_path
from integrations import connections
from integrations.context_processor import connection_of
from integrations.errors import IntegrationError
from integrations.models import ConnectionState
from integrations.views.site_queries import lost_lately, lost_with_this_link, usable_sites

log = logging.getLogger(__name__)
LOOK_SECONDS = 5
PATIENCE = 8.0  # seconds that a page waits for Atlassian


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Check at once whether a lost site is back. A GET, which follows a sign-in, does nothing."""
    connection = connection_of(request.user)
    if request.method != "POST" or connection is None or connection.state != ConnectionState.ACTIVE:
        return redirect("link:index")
    before = {site.pk for site in lost_lately(connection)}
    # Pressing the button repeatedly asks Atlassian once.
    if cache.add(f"look:{connection.pk}", 1, LOOK_SECONDS):
        try:
            connections.read_sites(connection.pk, within=PATIENCE)
        except IntegrationError as error:
            log.info("sites of connection %d not read: %s", connection.pk, error)
            messages.warning(request, _("Atlassian does not say. Try again in a minute."))
            return redirect("link:index")
    back = [site.name for site in usable_sites(connection) if site.pk in before]
    if back:
        text = _("Lodge gets into %(sites)s again. What waited for that goes now.")
        messages.success(request, text % {"sites": ", ".join(back)})
    elif before:
        messages.info(request, _("Lodge looked just now: it is not let in yet."))
    return redirect("link:index")


@never_cache
@login_required
@require_safe
def lost_sites(request: HttpRequest) -> HttpResponse:
    """The new link opens fewer sites than before: ask whether that was meant."""
    connection = connection_of(request.user)
    way_on = local_path(request.GET.get("next"))
    lost = lost_with_this_link(connection) if connection is not None else []
    if connection is None or connection.state != ConnectionState.ACTIVE or not lost:
        return redirect("link:index")
    usual = connection.default_site
    go_on = way_on or resolve_url(settings.LOGIN_REDIRECT_URL)
    if usual is None or usual.gone_at is not None:
        go_on = f"{reverse('link:site')}?{urlencode({'next': go_on})}"
    context = {"connection": connection, "lost": lost, "sites": usable_sites(connection)}
    return render(
        request,
        "integrations/fewer_sites_after_relink.html",
        {**context, "next": way_on, "go_on": go_on},
    )
