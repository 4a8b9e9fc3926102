"""The admin pages of links: owner, state, cause, since when, and what to do.

"Check now" and "Disconnect" are views of their own: the admin's change view runs inside a transaction, and no call to
Atlassian may.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from integrations import connections, credentials
from integrations.admin import (
    connection_overview,
    connection_state_wording,
    filters,
    link_tools,
    renewal_wording,
    shared_links,
)
from integrations.admin.credential_form_types import WAYS
from integrations.admin.examine_link import examine_link
from integrations.admin.read_only_admin import ReadOnly, cell
from integrations.connections import health
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState
from integrations.wording import scopes

CHECK_SECONDS = 8.0  # for each of the two steps of "Check now"


@admin.register(Connection)
class ConnectionAdmin(ReadOnly):
    """The list, the page of one link, and two actions."""

    change_list_template = "integrations/admin/connection_list.html"
    change_form_template = "integrations/admin/connection_detail.html"
    heading = gettext_lazy("Links to Atlassian")
    list_display = ("whose", "how_it_is", "site", "renewed", "ends", "used")
    list_filter = (
        filters.StandingFilter,
        filters.EndsFilter,
        filters.SiteFilter,
        filters.UsedFilter,
        filters.KindFilter,
    )
    search_fields = (
        "user__username",
        "user__email",
        "display_name",
        "account_id",
        "sites__name",
        "sites__url",
    )
    search_help_text = gettext_lazy(
        "a person, their address, their name or id at Atlassian, or a site"
    )
    fields = ("user",)

    latest = 20

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        """Links with the time when their tokens were saved, without the tokens themselves."""
        rows = Connection.objects.select_related("user", "waits_for", "default_site").annotate(
            token_saved_at=F("token__saved_at"),
            token_expires_at=F("token__expires_at"),
            token_key_ids=F("token__key_ids"),
            last_outcome=health.last_outcome_of_each(),
            rank=Case(When(state__in=connection_state_wording.NEEDS_OWNER, then=0), default=1),
        )
        return rows.order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Links that need their owners first, then the latest changes."""
        return ("rank", "-state_since")

    @admin.display(description=gettext_lazy("whose"), ordering="user__username")
    def whose(self, connection: Connection) -> SafeString:
        """The owner, or who may use it, and the name at Atlassian."""
        return cell("connection_owner", connection=connection)

    @admin.display(description=gettext_lazy("how it is"), ordering="state")
    def how_it_is(self, connection: Connection) -> SafeString:
        """The state, the cause, and since when."""
        return cell(
            "connection_state",
            connection=connection,
            standing=connection_state_wording.standing(connection),
        )

    @admin.display(description=gettext_lazy("usual site"), ordering="default_site__name")
    def site(self, connection: Connection) -> SafeString:
        """The site that its owner chose."""
        return cell("default_site", connection=connection)

    @admin.display(description=gettext_lazy("renewed"), ordering="token_saved_at")
    def renewed(self, connection: Connection) -> SafeString:
        """When its token was last saved, and when it is next refreshed."""
        return cell("renewal_times", connection=connection)

    @admin.display(description=gettext_lazy("ends"), ordering="credential_expires_on")
    def ends(self, connection: Connection) -> SafeString:
        """When its credential, or its access token, ends."""
        return cell("link_end", connection=connection)

    @admin.display(description=gettext_lazy("used by its owner"), ordering="last_used_at")
    def used(self, connection: Connection) -> SafeString:
        """When its owner last used it."""
        return cell("last_used", connection=connection)

    def get_urls(self) -> list[URLPattern]:
        """Django's own addresses, and two actions."""
        acts = [
            path(
                "<int:pk>/check/",
                self.admin_site.admin_view(require_POST(self.check_now)),
                name="link-check",
            ),
            path(
                "<int:pk>/doctor/",
                self.admin_site.admin_view(self.examine),
                name="link-doctor",
            ),
            path(
                "<int:pk>/disconnect/",
                self.admin_site.admin_view(self.disconnect),
                name="link-disconnect",
            ),
        ]
        own = link_tools.urls(self.admin_site) + shared_links.urls(self.admin_site)
        return acts + own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the overview of all links above it."""
        return super().changelist_view(
            request,
            {
                **(extra_context or {}),
                "links": connection_overview.links(),
                "ways": WAYS if shared_links.may_enter(request) else {},
            },
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one link, with the two actions for admins who may take them."""
        connection = self.get_object(request, object_id)
        context = self._told(request, connection) if connection is not None else {}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def _told(self, request: HttpRequest, connection: Connection) -> dict[str, Any]:
        attempts = connection.attempts.all()
        return {
            "title": _("The link of %(name)s")
            % {"name": connection.user or connection.waits_for or connection},
            "subtitle": None,
            "connection": connection,
            "standing": connection_state_wording.standing(connection),
            "sites": connection.sites.order_by("gone_at", "name"),
            "renewals": [renewal_wording.renewal(each) for each in attempts[: self.latest]],
            "lacking": scopes.missing(settings.ATLASSIAN_SCOPES, connection.scopes),
            "is_renewed": credentials.of(connection.kind).renewable,
            "may_enter": connection.is_shared and shared_links.may_enter(request),
            "changes": link_tools.changes_of(connection),
            "may_act": request.user.has_perm("integrations.change_connection"),
        }

    def check_now(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Refresh the token and read the sites at once, then show the result."""
        connection = self._to_act_on(request, pk)
        try:
            connections.refresh(connection.pk, asked_by="admin", within=CHECK_SECONDS)
            connections.read_sites(connection.pk, asked_by="admin", within=CHECK_SECONDS)
        except IntegrationError as error:
            self.log_change(request, connection, _("Checked: it met a problem."))
            messages.error(request, _("The check met a problem: %(error)s") % {"error": error})
        else:
            self.log_change(request, connection, _("Checked: it works."))
            renewed = _("The link works: its token was renewed and its sites were read.")
            known = _("The link works: Jira knows its credential.")
            renewable = credentials.of(connection.kind).renewable
            messages.success(request, renewed if renewable else known)
        return redirect("admin:integrations_connection_change", connection.pk)

    def examine(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Go the way of a report as this link, step by step; also for one that has ended."""
        if not request.user.has_perm("integrations.change_connection"):
            raise PermissionDenied
        return examine_link(self.admin_site, request, get_object_or_404(Connection, pk=pk))

    def disconnect(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for confirmation, then end a user's link. Its tokens are deleted; its owner can link again."""
        connection = self._to_act_on(request, pk)
        if request.method == "POST":
            connections.disconnect(connection.pk)
            self.log_change(request, connection, _("Disconnected."))
            messages.success(request, _("The link of %(name)s has ended.") % {"name": connection})
            return redirect("admin:integrations_connection_change", connection.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Disconnect this link?"),
            "connection": connection,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "integrations/admin/disconnect_confirm.html", context)

    def _to_act_on(self, request: HttpRequest, pk: int) -> Connection:
        if not request.user.has_perm("integrations.change_connection"):
            raise PermissionDenied
        return get_object_or_404(
            Connection.objects.exclude(state=ConnectionState.DISCONNECTED), pk=pk
        )
