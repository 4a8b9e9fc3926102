"""Examines the user's own link, as a page that shows each step when it is done."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from integrations.context_processor import connection_of
from integrations.doctor import FOR_OWNER, BusyError, ExaminationForm, Turn, examine, streamed
from integrations.models import PERSONAL_KINDS, Connection

TEMPLATE = "integrations/doctor/own.html"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def doctor(request: HttpRequest) -> HttpResponseBase:
    """The form, and after a POST the examination."""
    assert isinstance(request.user, User)
    links = _links_of(request.user)
    form = ExaminationForm(links, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    context["action"] = reverse("link:doctor")
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=422)
    try:
        turn = Turn(request.user.pk)
    except BusyError:
        answer = render(request, TEMPLATE, context | {"busy": True}, status=429)
        answer.headers["Retry-After"] = "60"
        return answer
    connection, cloud_id = form.chosen()
    findings = examine(
        connection,
        user_id=request.user.pk,
        cloud_id=cloud_id,
        project_key=form.cleaned_data.get("project", ""),
    )
    return streamed(
        request,
        TEMPLATE,
        findings,
        names=FOR_OWNER,
        turn=turn,
        context={**context, "connection": connection},
    )


def _links_of(user: User) -> list[Connection]:
    """The user's own links, in any state: the one that pages show first, and one at a Data Center, if there is one."""
    first = connection_of(user)
    if first is None:
        return []
    own = Connection.objects.filter(user_id=user.pk, kind__in=PERSONAL_KINDS)
    return [first, *own.exclude(pk=first.pk).select_related("default_site")]
