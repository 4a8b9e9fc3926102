"""Entering shared credentials, giving them new secrets, and opening them to groups. For superusers alone.

Views of their own, because the admin's add and change views run inside a transaction, and no call to Atlassian may.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from integrations import connections, limits
from integrations.admin.credential_form_types import WAYS, way_of
from integrations.admin.shared_forms import CredentialForm
from integrations.connections import NewCredential
from integrations.credentials.probing import Probed
from integrations.errors import IntegrationError
from integrations.models import PERSONAL_KINDS, Connection, ConnectionState
from integrations.wording.credential_failures import failure

_PAGE = "admin:integrations_connection_change"


class GroupsForm(forms.Form):
    """Whose members may use a shared link."""

    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups that may use it"),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of these views, below those of links."""

    def guarded(view: Any) -> Any:
        return site.admin_view(lambda request, **given: view(site, request, **given))

    return [
        path("shared/<slug:way>/", guarded(enter), name="shared-link-enter"),
        path("<int:pk>/secret/", guarded(new_secret), name="shared-link-secret"),
        path("<int:pk>/groups/", guarded(groups), name="shared-link-groups"),
    ]


def may_enter(request: HttpRequest) -> bool:
    """Whether this user may enter credentials here."""
    return bool(request.user.is_superuser and settings.SHARED_LINKS)


def enter(site: admin.AdminSite, request: HttpRequest, way: str) -> HttpResponse:
    """Ask for a credential, try it, and save it when it works."""
    user = _superuser(request)
    if way not in WAYS:
        raise Http404
    form = WAYS[way](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            probed = _tried(form)
            new = _new(form, probed)
            made = connections.enter(new, user, form.cleaned_data.get("groups") or ())
        except IntegrationError as error:
            _explain(form, error)
        else:
            LogEntry.objects.log_actions(user.pk, [made], ADDITION, change_message="")
            _tell(request, made, probed)
            return redirect(_PAGE, made.pk)
    return _page(site, request, form, form.title)


def new_secret(site: admin.AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Give a shared link another secret of the same account. Nothing else about it changes."""
    user, connection = _superuser(request), _shared(pk)
    way = way_of(connection.kind)
    if not way:
        raise Http404
    # rule first-of-sites: to fill in the form, where it may be corrected; the credential is tried at what is typed
    site_url = connection.sites.order_by("gone_at", "pk").values_list("url", flat=True).first()
    known = {"client_id": connection.login, "email": connection.login, "site": site_url or ""}
    form = WAYS[way](request.POST or None, initial=known, for_new_secret=True)
    if request.method == "POST" and form.is_valid():
        try:
            probed = _tried(form)
            connections.replace_credential(pk, _new(form, probed), user)
        except IntegrationError as error:
            _explain(form, error)
        else:
            _log(user, connection, "New secret.")
            _tell(request, connection, probed)
            return redirect(_PAGE, pk)
    return _page(site, request, form, _("A new secret for %(name)s") % {"name": connection})


def groups(site: admin.AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the groups whose members may use a shared link."""
    user, connection = _superuser(request), _shared(pk)
    form = GroupsForm(request.POST or None, initial={"groups": connection.groups.all()})
    if request.method == "POST" and form.is_valid():
        connection.groups.set(form.cleaned_data["groups"])
        _log(user, connection, "Groups changed.")
        messages.success(request, _("Saved."))
        return redirect(_PAGE, pk)
    return _page(site, request, form, _("Who may use %(name)s?") % {"name": connection})


def _superuser(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_enter(request):
        raise PermissionDenied
    return request.user


def _shared(pk: int) -> Connection:
    shared = Connection.objects.exclude(kind__in=PERSONAL_KINDS)
    return get_object_or_404(shared.exclude(state=ConnectionState.DISCONNECTED), pk=pk)


def _tried(form: CredentialForm) -> Probed:
    """Where others wait for Atlassian too, this waits its turn as they do."""
    with limits.process_bulkhead().slot(within=5.0):
        return form.try_it()


def _new(form: CredentialForm, probed: Probed) -> NewCredential:
    return NewCredential(
        probed.kind,
        probed.login,
        form.typed_secret(),
        probed.me,
        probed.resources,
        answer=probed.answer,
        scopes=probed.scopes,
        expires_on=form.cleaned_data.get("expires_on"),
    )


def _explain(form: CredentialForm, error: IntegrationError) -> None:
    field, words = failure(error, client="client_id" in form.fields)
    form.add_error(field if field in form.fields else None, str(words))


def _tell(request: HttpRequest, connection: Connection, probed: Probed) -> None:
    told = _("It works: Lodge can act as %(name)s.") % {"name": probed.me.name or connection}
    messages.success(request, told)
    if probed.lacking:
        lacks = _(
            "The credential lacks the scopes %(scopes)s. Scopes cannot be added: make a new one with them."
        )
        messages.warning(request, lacks % {"scopes": ", ".join(probed.lacking)})


def _log(user: User, connection: Connection, message: str) -> None:
    LogEntry.objects.log_actions(user.pk, [connection], CHANGE, change_message=message)


def _page(
    site: admin.AdminSite, request: HttpRequest, form: forms.Form, title: Any
) -> HttpResponse:
    context = {**site.each_context(request), "title": title, "form": form}
    return TemplateResponse(request, "integrations/admin/shared_link_form.html", context)
