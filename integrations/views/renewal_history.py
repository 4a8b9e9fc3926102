"""The renewals of the user's link."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from integrations import connections
from integrations.context_processor import connection_of
from integrations.models import Connection, ConnectionState, RefreshAttempt
from integrations.wording import connection_health
from integrations.wording.renewals import told

ATTEMPTS_A_PAGE = 30


@never_cache
@login_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The history of the user's link: every try to renew it, in plain words."""
    connection = connection_of(request.user)
    attempts = attempts_of(connection) if connection is not None else RefreshAttempt.objects.none()
    page = Paginator(attempts, ATTEMPTS_A_PAGE).get_page(request.GET.get("page"))
    active = connection is not None and connection.state == ConnectionState.ACTIVE
    now = (
        connection_health.of(connections.health_of(connection))
        if connection is not None and active
        else None
    )
    lines = [told(attempt) for attempt in page]
    context = {"connection": connection, "page": page, "lines": lines, "now": now}
    return render(request, "integrations/renewal_history.html", context)


def attempts_of(connection: Connection) -> QuerySet[RefreshAttempt]:
    """The tries to renew it since the present owner has it, newest first."""
    return RefreshAttempt.objects.filter(
        connection=connection, started_at__gte=connection.owned_since
    )
