"""What admins see of people's links: everything but secrets, to read and not to write. Token is not registered.

The product owns this truth, so nothing is edited here. "Check now" and "Disconnect" are views of their own: the
admin's change view runs inside a transaction, and no call to Atlassian may.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from social_django.models import Association, Nonce, UserSocialAuth

from integrations import connections
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt, Site, Token

# Tables of python-social-auth that stay empty here: nothing is to be looked at, let alone added.
admin.site.unregister([Association, Nonce, UserSocialAuth])


class ReadOnly(admin.ModelAdmin[Any]):
    """A list and a page to look at."""

    actions = None
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: rows come from linking and refreshing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: see the module."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here; a person's rows go with the person."""
        return False


class Rows(admin.TabularInline[Any, Any]):
    """Rows of a connection, to look at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: see ReadOnly."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: see ReadOnly."""
        return False


class SiteRows(Rows):
    """The sites that a connection opens."""

    model = Site
    fields = readonly_fields = ("name", "url", "cloud_id", "gone_at")


class AttemptRows(Rows):
    """The latest tries to renew a connection's token."""

    model = RefreshAttempt
    fields = readonly_fields = (
        "started_at",
        "asked_by",
        "generation",
        "outcome",
        "status",
        "milliseconds",
        "detail",
    )
    latest = 20

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The last few of one connection; their own list has them all."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        owner = match.kwargs.get("object_id", "") if match else ""
        newest = RefreshAttempt.objects.filter(connection_id=owner).values_list("pk", flat=True)[
            : self.latest
        ]
        return rows.filter(pk__in=list(newest))


@admin.register(Connection)
class ConnectionAdmin(ReadOnly):
    """Every link: whose, how it is, why, and since when."""

    class Media:
        css: ClassVar = {"all": ["admin.css"]}

    change_form_template = "link/admin/connection.html"
    list_display = (
        "__str__",
        "user",
        "kind",
        "state",
        "state_reason",
        "state_since",
        "default_site",
        "last_used_at",
    )
    list_filter = ("state", "kind", "state_since", "last_used_at")
    list_select_related = ("user", "default_site")
    search_fields = (
        "user__username",
        "user__email",
        "display_name",
        "account_id",
        "sites__name",
        "sites__url",
    )
    date_hierarchy = "state_since"
    inlines = (SiteRows, AttemptRows)
    fieldsets = (
        (None, {"fields": ("user", "kind", "account_id", "display_name", "time_zone", "default_site")}),
        (
            gettext_lazy("How it is"),
            {
                "fields": (
                    "state",
                    "state_reason",
                    "state_since",
                    "suspended_from",
                    "waits_for",
                    "told_at",
                    "owned_since",
                    "scopes",
                    "last_used_at",
                )
            },
        ),
        (
            gettext_lazy("Renewing"),
            {
                "fields": (
                    "token_saved_at",
                    "token_expires_at",
                    "refresh_after",
                    "cool_down_until",
                    "failures",
                    "exchange_started_at",
                    "lease_owner",
                    "lease_until",
                    "generation",
                    "sites_read_at",
                    "created_at",
                )
            },
        ),
    )

    @admin.display(description=gettext_lazy("token saved"), empty_value="-")
    def token_saved_at(self, connection: Connection) -> Any:
        """When the pair was last saved; nothing of the pair itself."""
        return Token.objects.filter(connection=connection).values_list("saved_at", flat=True).first()

    @admin.display(description=gettext_lazy("token valid until"), empty_value="-")
    def token_expires_at(self, connection: Connection) -> Any:
        """Until when the access token lives by Atlassian's word."""
        return Token.objects.filter(connection=connection).values_list("expires_at", flat=True).first()

    def get_urls(self) -> list[URLPattern]:
        """The admin's own, and two acts."""
        acts = [
            path(
                "<int:pk>/check/", self.admin_site.admin_view(require_POST(self.check_now)), name="link-check"
            ),
            path("<int:pk>/disconnect/", self.admin_site.admin_view(self.disconnect), name="link-disconnect"),
        ]
        return acts + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page, with the two acts for those who may."""
        may_act = request.user.has_perm("integrations.change_connection")
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "may_act": may_act}
        )

    def check_now(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Renew the token and read the sites at once, and say what came of it."""
        connection = self._to_act_on(request, pk)
        try:
            connections.refresh(connection.pk, asked_by="admin")
            connections.read_sites(connection.pk, asked_by="admin")
        except IntegrationError as error:
            messages.error(request, _("The check met a problem: %(error)s") % {"error": error})
        else:
            messages.success(request, _("The link works: its token was renewed and its sites were read."))
        return redirect("admin:integrations_connection_change", connection.pk)

    def disconnect(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then end somebody's link: its tokens are deleted, its owner can link again."""
        connection = self._to_act_on(request, pk)
        if request.method == "POST":
            connections.disconnect(connection.pk)
            self.log_change(request, connection, _("Disconnected."))
            messages.success(request, _("The link of %(name)s has ended.") % {"name": connection})
            return redirect("admin:integrations_connection_change", connection.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("End this link?"),
            "connection": connection,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "link/admin/disconnect.html", context)

    def _to_act_on(self, request: HttpRequest, pk: int) -> Connection:
        if not request.user.has_perm("integrations.change_connection"):
            raise PermissionDenied
        return get_object_or_404(Connection.objects.exclude(state=ConnectionState.DISCONNECTED), pk=pk)


@admin.register(RefreshAttempt)
class RefreshAttemptAdmin(ReadOnly):
    """The ledger: every try to renew a token, and what Atlassian said."""

    list_display = (
        "started_at",
        "connection",
        "asked_by",
        "generation",
        "outcome",
        "status",
        "milliseconds",
        "detail",
    )
    list_filter = ("outcome", "asked_by", "status", "started_at")
    list_select_related = ("connection",)
    search_fields = (
        "connection__user__username",
        "connection__display_name",
        "connection__account_id",
        "detail",
    )
    date_hierarchy = "started_at"


@admin.register(Pause)
class PauseAdmin(ReadOnly):
    """Which parts of Atlassian asked to be left alone, and until when."""

    list_display = ("scope", "until", "reason")
    list_filter = ("reason", "until")
    search_fields = ("scope",)
