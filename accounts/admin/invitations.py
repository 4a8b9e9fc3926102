"""Invitations, for those who run Lodge: whom they asked in, what became of it, once more or not at all."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.admin.inviting import invite
from accounts.inviting import doing
from accounts.models import Invitation, InvitationState


class StandingFilter(admin.SimpleListFilter):
    """What became of it; an invitation that nobody followed in time waits no longer."""

    title, parameter_name = gettext_lazy("how it stands"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What asks for somebody comes first."""
        return [
            ("ended", gettext_lazy("Ended")),
            (InvitationState.WAITING, gettext_lazy("Waits for them")),
            (InvitationState.ACCEPTED, gettext_lazy("Accepted")),
            (InvitationState.WITHDRAWN, gettext_lazy("Withdrawn")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        """Those."""
        waiting = queryset.filter(state=InvitationState.WAITING)
        match self.value():
            case None:
                return queryset
            case "ended":
                return waiting.filter(expires_at__lte=timezone.now())
            case InvitationState.WAITING:
                return waiting.filter(expires_at__gt=timezone.now())
            case state:
                return queryset.filter(state=state)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin[Invitation]):
    """The list, the page of one, and “Invite people”. Nothing is edited."""

    list_display = ("to", "how_it_stands", "by")
    list_filter = (StandingFilter,)
    search_fields = ("address", "full_name", "invited_by__username")
    search_help_text = gettext_lazy("an address or a name")
    change_form_template = "accounts/admin/invitation.html"
    change_list_template = "accounts/admin/invitations.html"
    fields = ("address",)
    actions = ("send_again", "withdraw")

    list_select_related = ("invited_by", "person", "mail")

    @admin.display(description=gettext_lazy("to"), ordering="address")
    def to(self, row: Invitation) -> SafeString:
        """Address and name."""
        return render_to_string("accounts/admin/cells/invited.html", {"row": row})

    @admin.display(description=gettext_lazy("how it stands"), ordering="state")
    def how_it_stands(self, row: Invitation) -> SafeString:
        """The state, until when, and what became of the mail."""
        return render_to_string("accounts/admin/cells/invitation_stands.html", {"row": row})

    @admin.display(description=gettext_lazy("invited by"), ordering="invited_by__username")
    def by(self, row: Invitation) -> SafeString:
        """Who asked, and when."""
        return render_to_string("accounts/admin/cells/invited_by.html", {"row": row})

    def get_urls(self) -> list[URLPattern]:
        """And the acts of the page of one."""
        guard = self.admin_site.admin_view
        own = [
            path("<uuid:pk>/again/", guard(require_POST(self.send_one_again)), name="invitation-again"),
            path("<uuid:pk>/withdraw/", guard(require_POST(self.withdraw_one)), name="invitation-withdraw"),
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """“Invite people”."""
        return invite(self.admin_site, request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One, to read, with its acts."""
        row = self.get_object(request, object_id)
        own = {"row": row, "may_act": self._may_act(request), "title": row and row.address, "subtitle": None}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **own})

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Nothing is typed into it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """It is withdrawn, and goes in time."""
        return False

    def _may_act(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_invite_permission(self, request: HttpRequest) -> bool:
        """For the acts of the list: whoever may invite."""
        return self._may_act(request)

    @admin.action(description=gettext_lazy("Send again"), permissions=["invite"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Another mail for each that waits."""
        _told_again(request, sum(doing.send_again(row) for row in queryset), queryset.count())

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["invite"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """The links of those that wait open nothing any more."""
        _told_withdrawn(request, sum(doing.withdraw(row) for row in queryset), queryset.count())

    def send_one_again(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The button of the page."""
        _told_again(request, doing.send_again(self._one(request, pk)), 1)
        return redirect("admin:accounts_invitation_change", pk)

    def withdraw_one(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The button of the page."""
        _told_withdrawn(request, doing.withdraw(self._one(request, pk)), 1)
        return redirect("admin:accounts_invitation_change", pk)

    def _one(self, request: HttpRequest, pk: UUID) -> Invitation:
        if not self._may_act(request):
            raise PermissionDenied
        return get_object_or_404(Invitation, pk=pk)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own, with a name that says what it lists."""
        changes = super().get_changelist_instance(request)
        changes.title = gettext("Invitations")
        return changes


def _told_again(request: HttpRequest, done: int, asked: int) -> None:
    _tell(request, done, asked, ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", done))


def _told_withdrawn(request: HttpRequest, done: int, asked: int) -> None:
    _tell(request, done, asked, ngettext("%(n)d is withdrawn.", "%(n)d are withdrawn.", done))


def _tell(request: HttpRequest, done: int, asked: int, told: str) -> None:
    if done:
        messages.success(request, told % {"n": done})
    left = asked - done
    if left:
        told = ngettext(
            "One was accepted or withdrawn before, and stays as it is.",
            "%(n)d were accepted or withdrawn before, and stay as they are.",
            left,
        )
        messages.warning(request, told % {"n": left})
