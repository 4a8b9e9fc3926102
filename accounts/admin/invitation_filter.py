"""The filter of the list of invitations."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import Invitation, InvitationState


class StandingFilter(admin.SimpleListFilter):
    """Filters by state. An invitation that expired unused does not count as waiting."""

    title, parameter_name = gettext_lazy("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The states, those that need an admin first."""
        return [
            ("ended", gettext_lazy("Ended")),
            (InvitationState.WAITING, gettext_lazy("Waits for them")),
            (InvitationState.ACCEPTED, gettext_lazy("Accepted")),
            (InvitationState.WITHDRAWN, gettext_lazy("Withdrawn")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Invitation]
    ) -> QuerySet[Invitation]:
        """The invitations in the chosen state."""
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
