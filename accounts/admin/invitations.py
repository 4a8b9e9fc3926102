"""Invitations in the administration: list, details, send again, withdraw."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.admin.invitation_filter import StandingFilter
from accounts.admin.invitation_messages import told_again, told_withdrawn
from accounts.admin.invite_people import invite
from accounts.inviting import invitation_sending
from accounts.list_admin import ListHeading
from accounts.models import Invitation


@admin.register(Invitation)
class InvitationAdmin(ListHeading, admin.ModelAdmin[Invitation]):
    """The list of invitations, the page of one, and "Invite people". Nothing can be edited."""

    heading = gettext_lazy("Invitations")
    list_display = ("to", "how_it_stands", "by")
    list_filter = (StandingFilter,)
    search_fields = ("address", "full_name", "invited_by__username")
    search_help_text = gettext_lazy("an address or a name")
    change_form_template = "accounts/admin/invitation_detail.html"
    change_list_template = "accounts/admin/invitation_list.html"
    fields = ("address",)
    actions = ("send_again", "withdraw")

    list_select_related = ("invited_by", "person", "mail")

    @admin.display(description=gettext_lazy("to"), ordering="address")
    def to(self, row: Invitation) -> SafeString:
        """Address and name."""
        return render_to_string("accounts/admin/cells/invitation_address.html", {"row": row})

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def how_it_stands(self, row: Invitation) -> SafeString:
        """The state, the expiry, and the state of the mail."""
        return render_to_string("accounts/admin/cells/invitation_state.html", {"row": row})

    @admin.display(description=gettext_lazy("invited by"), ordering="invited_by__username")
    def by(self, row: Invitation) -> SafeString:
        """Who sent the invitation, and when."""
        return render_to_string("accounts/admin/cells/invited_by.html", {"row": row})

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and those of the buttons on the page of an invitation."""
        guard = self.admin_site.admin_view
        own = [
            path(
                "<uuid:pk>/again/",
                guard(require_POST(self.send_one_again)),
                name="invitation-again",
            ),
            path(
                "<uuid:pk>/withdraw/",
                guard(require_POST(self.withdraw_one)),
                name="invitation-withdraw",
            ),
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Opens "Invite people"."""
        return invite(self.admin_site, request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Shows one invitation with its buttons."""
        row = self.get_object(request, object_id)
        own = {
            "row": row,
            "may_act": self._may_act(request),
            "title": row and row.address,
            "subtitle": None,
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **own})

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Never. Invitations cannot be edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Never. An invitation is withdrawn, and deleted when its retention ends."""
        return False

    def _may_act(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_invite_permission(self, request: HttpRequest) -> bool:
        """Whether the user may use the actions of the list: the permission to invite."""
        return self._may_act(request)

    @admin.action(description=gettext_lazy("Send again"), permissions=["invite"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Send another mail for each invitation that waits."""
        told_again(
            request, sum(invitation_sending.send_again(row) for row in queryset), queryset.count()
        )

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["invite"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Withdraw the invitations that wait. Their links stop working."""
        told_withdrawn(
            request, sum(invitation_sending.withdraw(row) for row in queryset), queryset.count()
        )

    def send_one_again(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The button of the page."""
        told_again(request, invitation_sending.send_again(self._one(request, pk)), 1)
        return redirect("admin:accounts_invitation_change", pk)

    def withdraw_one(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The button of the page."""
        told_withdrawn(request, invitation_sending.withdraw(self._one(request, pk)), 1)
        return redirect("admin:accounts_invitation_change", pk)

    def _one(self, request: HttpRequest, pk: UUID) -> Invitation:
        if not self._may_act(request):
            raise PermissionDenied
        return get_object_or_404(Invitation, pk=pk)
