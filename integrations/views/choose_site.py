"""The page where the user chooses their usual site."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.next_url import local_path
from integrations import connections
from integrations.context_processor import connection_of
from integrations.models import ConnectionState
from integrations.views.site_queries import usable_sites


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: HttpRequest) -> HttpResponse:
    """Choose the site that most of the user's reports go to."""
    connection = connection_of(request.user)
    if connection is None or connection.state != ConnectionState.ACTIVE:
        return redirect("link:index")
    sites = usable_sites(connection)
    way_on = local_path(request.POST.get("next") or request.GET.get("next"))
    chosen = request.POST.get("site")
    if request.method == "POST" and any(one.cloud_id == chosen for one in sites):
        connections.choose_site(connection.pk, str(chosen))
        return redirect(way_on or "link:index")
    context = {
        "connection": connection,
        "sites": sites,
        "next": way_on,
        "wrong": request.method == "POST",
    }
    return render(
        request,
        "integrations/choose_site.html",
        context,
        status=422 if request.method == "POST" else 200,
    )
