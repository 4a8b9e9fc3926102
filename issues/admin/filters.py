"""Filters for the admin's lists of reports and comments: state, cause, writer."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from issues.admin import state_wording
from issues.admin.outbox_overview import UNSETTLED, WAITING, with_parts_missing
from issues.models import Submission

Rows = QuerySet[Any]
Choices = list[tuple[str, Any]]
OPEN, WAITS, PARTS = "open", "waiting", "parts"


class StandingFilter(admin.SimpleListFilter):
    """The state of a row. Unsettled states come first."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The states, and three choices that combine several of them."""
        states = [
            (str(state), text) for state, (text, _kind, _icon) in state_wording.STATES.items()
        ]
        parts = [(PARTS, _("Filed, files or links not"))] if model_admin.model is Submission else []
        return [(OPEN, _("Not settled")), (WAITS, _("Waits, or is being sent")), *states, *parts]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Rows in that state."""
        match self.value():
            case None:
                return queryset
            case "open":
                return queryset.filter(state__in=UNSETTLED)
            case "waiting":
                return queryset.filter(state__in=WAITING)
            case "parts":
                return queryset.filter(pk__in=with_parts_missing())
            case state:
                return queryset.filter(state=state)


class WhyFilter(admin.SimpleListFilter):
    """Why rows wait, in words. Most rows have no reason, and that is not offered as a choice."""

    title, parameter_name = _("why"), "blocked_reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Every possible reason."""
        return list(state_wording.WHY.items())

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Rows with that reason."""
        return queryset.filter(blocked_reason=self.value()) if self.value() else queryset


class WriterFilter(admin.SimpleListFilter):
    """The writer. Offers those with the most unsettled rows; the search finds everyone else."""

    title, parameter_name = _("writer"), "owner"
    most = 12

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Names, including the one in the address."""
        unsettled = model_admin.model.objects.filter(state__in=UNSETTLED).order_by()
        counted = unsettled.values("owner").annotate(n=Count("pk")).order_by("-n", "owner")
        wanted = [str(row["owner"]) for row in counted[: self.most]]
        asked = request.GET.get(self.parameter_name, "")
        if asked.isdecimal() and asked not in wanted:
            wanted.append(asked)
        names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=wanted)}
        return [(pk, names[pk]) for pk in wanted if pk in names]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Their rows."""
        value = self.value() or ""
        return queryset.filter(owner_id=int(value)) if value.isdecimal() else queryset
