"""What an admin asks of a list: which links need their owner, of which site, how long unused."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations.admin import words
from integrations.connections import health, pace
from integrations.models import Connection, ConnectionKind, ConnectionState, RefreshAttempt, Site

NEEDS_OWNER, FAILING = "needs-owner", "failing"
Choices = list[tuple[str, Any]]


def failing() -> Q:
    """Links that are there, and cannot be renewed at present, or whose tokens no key opens."""
    return Q(state=ConnectionState.ACTIVE) & (
        Q(failures__gt=0)
        | Q(exchange_started_at__lt=timezone.now() - pace.UNSETTLED_WITHIN)
        | health.sealed()
    )


class StandingFilter(admin.SimpleListFilter):
    """How a link is; one choice for all that only their owners can mend."""

    title, parameter_name = _("how it is"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """What asks for somebody comes first."""
        return [
            (NEEDS_OWNER, _("Needs its owner")),
            (FAILING, _("Cannot be renewed, or not be used")),
            (ConnectionState.ACTIVE, _("Works")),
            (ConnectionState.WAITING, _("Waits for an answer")),
            (ConnectionState.SUSPENDED, _("Rests")),
            (ConnectionState.DISCONNECTED, _("Ended")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Connection]) -> QuerySet[Connection]:
        """Those of that kind; a single state may be named, too."""
        match self.value():
            case None:
                return queryset
            case "needs-owner":
                return queryset.filter(state__in=words.NEEDS_OWNER)
            case "failing":
                return queryset.filter(failing())
            case state:
                return queryset.filter(state=state)


class SiteFilter(admin.SimpleListFilter):
    """Which Jira site a link opens."""

    title, parameter_name = _("site"), "site"
    most = 50

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The sites that there are, by name."""
        sites = Site.objects.filter(gone_at=None).order_by()
        return list(
            sites.values_list("cloud_id").annotate(called=Max("name")).order_by("called")[: self.most]
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Connection]) -> QuerySet[Connection]:
        """Links that open it now."""
        if not self.value():
            return queryset
        opening = Site.objects.filter(cloud_id=self.value(), gone_at=None).values("connection")
        return queryset.filter(pk__in=opening)


class UsedFilter(admin.SimpleListFilter):
    """How long ago its owner did something with it."""

    title, parameter_name = _("last used"), "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """In use means: renewed ahead of time."""
        return [
            ("day", _("Within a day: in use")),
            ("month", _("Within 30 days")),
            ("longer", _("Longer ago, or never")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Connection]) -> QuerySet[Connection]:
        """By when it was last used."""
        now = timezone.now()
        match self.value():
            case "day":
                return queryset.filter(last_used_at__gt=now - pace.IN_USE)
            case "month":
                return queryset.filter(last_used_at__gt=now - timedelta(days=30))
            case "longer":
                return queryset.exclude(last_used_at__gt=now - timedelta(days=30))
            case _:
                return queryset


class KindFilter(admin.SimpleListFilter):
    """How accounts prove themselves, where there is more than one way here."""

    title, parameter_name = _("kind"), "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The kinds that there are."""
        kinds = set(Connection.objects.order_by().values_list("kind", flat=True).distinct())
        return [choice for choice in ConnectionKind.choices if choice[0] in kinds] if len(kinds) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Connection]) -> QuerySet[Connection]:
        """Those of that kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class OutcomeFilter(admin.SimpleListFilter):
    """What came of a try to renew a link."""

    title, parameter_name = _("what became of it"), "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Every outcome that there may be."""
        return list(words.OUTCOMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[RefreshAttempt]) -> QuerySet[RefreshAttempt]:
        """Those that ended so."""
        return queryset.filter(outcome=self.value()) if self.value() else queryset


class AskedByFilter(admin.SimpleListFilter):
    """Who asked for it."""

    title, parameter_name = _("who asked"), "asked_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Everybody who may."""
        return list(words.ASKED_BY.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[RefreshAttempt]) -> QuerySet[RefreshAttempt]:
        """What they asked for."""
        return queryset.filter(asked_by=self.value()) if self.value() else queryset
