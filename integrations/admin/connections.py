"""Every link: whose, how it is, why, since when, and what to do.

"Check now" and "Disconnect" are views of their own: the admin's change view runs inside a transaction, and no call to
Atlassian may.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from integrations import connections, scopes
from integrations.admin import filters, glance, words
from integrations.admin.reading import ReadOnly, cell
from integrations.connections import health
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState

CHECK_SECONDS = 8.0  # for each of the two steps of "Check now"


@admin.register(Connection)
class ConnectionAdmin(ReadOnly):
    """The list, the page of one, and two acts."""

    change_list_template = "link/admin/connections.html"
    change_form_template = "link/admin/connection.html"
    heading = gettext_lazy("Links to Atlassian")
    list_display = ("whose", "how_it_is", "site", "renewed", "used")
    list_filter = (filters.StandingFilter, filters.SiteFilter, filters.UsedFilter, filters.KindFilter)
    search_fields = (
        "user__username",
        "user__email",
        "display_name",
        "account_id",
        "sites__name",
        "sites__url",
    )
    search_help_text = gettext_lazy("a person, their address, their name or id at Atlassian, or a site")
    fields = ("user",)

    latest = 20

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        """With when their tokens were saved; nothing of the tokens themselves."""
        rows = Connection.objects.select_related("user", "waits_for", "default_site").annotate(
            token_saved_at=F("token__saved_at"),
            token_expires_at=F("token__expires_at"),
            token_key_ids=F("token__key_ids"),
            last_outcome=health.last_outcome_of_each(),
            rank=Case(When(state__in=words.NEEDS_OWNER, then=0), default=1),
        )
        return rows.order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Those that need their owners come first, then what changed last."""
        return ("rank", "-state_since")

    @admin.display(description=gettext_lazy("whose"), ordering="user__username")
    def whose(self, connection: Connection) -> SafeString:
        """The person, and who they are at Atlassian."""
        return cell("whose", connection=connection)

    @admin.display(description=gettext_lazy("how it is"), ordering="state")
    def how_it_is(self, connection: Connection) -> SafeString:
        """The state, why, and since when."""
        return cell("how_it_is", connection=connection, standing=words.standing(connection))

    @admin.display(description=gettext_lazy("usual site"), ordering="default_site__name")
    def site(self, connection: Connection) -> SafeString:
        """The one that its owner chose."""
        return cell("site", connection=connection)

    @admin.display(description=gettext_lazy("renewed"), ordering="token_saved_at")
    def renewed(self, connection: Connection) -> SafeString:
        """When its token was saved last, and when the next time is."""
        return cell("renewed", connection=connection)

    @admin.display(description=gettext_lazy("used by its owner"), ordering="last_used_at")
    def used(self, connection: Connection) -> SafeString:
        """When its owner last did something with it."""
        return cell("used", connection=connection)

    def get_urls(self) -> list[URLPattern]:
        """The admin's own, and two acts."""
        acts = [
            path(
                "<int:pk>/check/", self.admin_site.admin_view(require_POST(self.check_now)), name="link-check"
            ),
            path("<int:pk>/disconnect/", self.admin_site.admin_view(self.disconnect), name="link-disconnect"),
        ]
        return acts + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, below how all links stand."""
        return super().changelist_view(request, {**(extra_context or {}), "links": glance.links()})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page, with the two acts for those who may."""
        connection = self.get_object(request, object_id)
        context = self._told(request, connection) if connection is not None else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def _told(self, request: HttpRequest, connection: Connection) -> dict[str, Any]:
        attempts = connection.attempts.all()
        return {
            "title": _("The link of %(name)s")
            % {"name": connection.user or connection.waits_for or connection},
            "subtitle": None,
            "connection": connection,
            "standing": words.standing(connection),
            "sites": connection.sites.order_by("gone_at", "name"),
            "renewals": [words.renewal(each) for each in attempts[: self.latest]],
            "lacking": scopes.missing(settings.ATLASSIAN_SCOPES, connection.scopes),
            "may_act": request.user.has_perm("integrations.change_connection"),
        }

    def check_now(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Renew the token and read the sites at once, and say what came of it."""
        connection = self._to_act_on(request, pk)
        try:
            connections.refresh(connection.pk, asked_by="admin", within=CHECK_SECONDS)
            connections.read_sites(connection.pk, asked_by="admin", within=CHECK_SECONDS)
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
            "title": _("Disconnect this link?"),
            "connection": connection,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "link/admin/disconnect.html", context)

    def _to_act_on(self, request: HttpRequest, pk: int) -> Connection:
        if not request.user.has_perm("integrations.change_connection"):
            raise PermissionDenied
        return get_object_or_404(Connection.objects.exclude(state=ConnectionState.DISCONNECTED), pk=pk)
