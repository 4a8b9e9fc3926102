"""After linking: says what is missing, lets the user choose a site, then goes on."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from integrations.context_processor import connection_of
from integrations.models import ConnectionKind
from integrations.views.link_log import log
from integrations.views.redirects_keeping_next import onward
from integrations.views.site_queries import lost_with_this_link
from integrations.wording import scopes


def linked(request: HttpRequest, next_path: str) -> HttpResponse:
    """After linking: choose a site where there is a choice, otherwise go on."""
    connection = connection_of(request.user)
    assert connection is not None
    assert isinstance(request.user, User)
    log(request.user, connection, "Linked by its owner.")
    way_on = next_path or resolve_url(settings.LOGIN_REDIRECT_URL)
    at_cloud = connection.kind == ConnectionKind.USER
    asked = settings.ATLASSIAN_SCOPES if at_cloud else []
    lacking = scopes.can_not(scopes.missing(asked, connection.scopes))
    if lacking:
        text = _("You are linked, with less than Lodge asked for. It cannot: %(what)s.")
        messages.warning(request, text % {"what": "; ".join(str(words) for words in lacking)})
    if lost_with_this_link(connection):
        return onward("link:lost-sites", way_on)
    if connection.default_site is None or connection.default_site.gone_at is not None:
        return onward("link:site", way_on)
    if way_on not in (resolve_url(settings.LOGIN_REDIRECT_URL), reverse("link:index")):
        # Those two pages say it themselves.
        messages.success(request, _("You are linked as %(name)s.") % {"name": connection})
    return redirect(way_on)
