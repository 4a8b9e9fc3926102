"""Examines somebody's link, for administrators."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from integrations.doctor import FOR_ADMIN, BusyError, ExaminationForm, Turn, examine, streamed
from integrations.models import Connection

TEMPLATE = "integrations/doctor/admin.html"


def examine_link(site: AdminSite, request: HttpRequest, connection: Connection) -> HttpResponseBase:
    """The form, and after a POST the examination. The caller has checked the permission."""
    assert isinstance(request.user, User)
    form = ExaminationForm([connection], request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Examine"),
        "opts": Connection._meta,
        "connection": connection,
        "form": form,
        "action": reverse("admin:link-doctor", args=[connection.pk]),
    }
    if request.method != "POST":
        return TemplateResponse(request, TEMPLATE, context)
    if not form.is_valid():
        return TemplateResponse(request, TEMPLATE, context, status=422)
    try:
        turn = Turn(request.user.pk)
    except BusyError:
        headers = {"Retry-After": "60"}
        return TemplateResponse(
            request, TEMPLATE, context | {"busy": True}, status=429, headers=headers
        )
    _link, cloud_id = form.chosen()
    findings = examine(
        connection,
        cloud_id=cloud_id,
        project_key=form.cleaned_data.get("project", ""),
        asked_by="admin",
    )
    return streamed(request, TEMPLATE, findings, names=FOR_ADMIN, turn=turn, context=context)
