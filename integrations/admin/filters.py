"""Filters for the admin's lists: state of the link, site, last use, kind, outcome, and who asked."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations.admin import connection_state_wording, renewal_wording
from integrations.connections import backoff, health
from integrations.models import Connection, ConnectionKind, ConnectionState, RefreshAttempt, Site

NEEDS_OWNER, FAILING = "needs-owner", "failing"
Choices = list[tuple[str, Any]]


def failing() -> Q:
    """Active links that cannot be renewed at present, or whose tokens no configured key opens."""
    return Q(state=ConnectionState.ACTIVE) & (
        Q(failures__gt=0)
        | Q(exchange_started_at__lt=timezone.now() - backoff.UNSETTLED_WITHIN)
        | health.sealed()
    )


class StandingFilter(admin.SimpleListFilter):
    """The state of a link. One choice covers every state that only the owner can mend."""

    title, parameter_name = _("how it is"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The states that need action come first."""
        return [
            (NEEDS_OWNER, _("Needs its owner")),
            (FAILING, _("Cannot be renewed, or not be used")),
            (ConnectionState.ACTIVE, _("Works")),
            (ConnectionState.WAITING, _("Waits for an answer")),
            (ConnectionState.SUSPENDED, _("Rests")),
            (ConnectionState.DISCONNECTED, _("Ended")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Connection]
    ) -> QuerySet[Connection]:
        """Links in that state. An address may also name a single state."""
        match self.value():
            case None:
                return queryset
            case "needs-owner":
                return queryset.filter(state__in=connection_state_wording.NEEDS_OWNER)
            case "failing":
                return queryset.filter(failing())
            case state:
                return queryset.filter(state=state)


class EndsFilter(admin.SimpleListFilter):
    """When a credential ends that Lodge cannot renew: an API token, or a personal access token."""

    title, parameter_name = _("ends"), "ends"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Nothing to choose where no credential here has an end."""
        if not Connection.objects.filter(credential_expires_on__isnull=False).exists():
            return []
        return [
            ("past", _("Has ended")),
            ("week", _("Within 7 days")),
            ("month", _("Within 30 days")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Connection]
    ) -> QuerySet[Connection]:
        """Links whose credential ends by then. What has ended is in each of them."""
        days = {"past": -1, "week": 7, "month": 30}.get(self.value() or "")
        if days is None:
            return queryset
        until = timezone.now().date() + timedelta(days=days)
        return queryset.filter(credential_expires_on__lte=until)


class SiteFilter(admin.SimpleListFilter):
    """The Jira site that a link opens."""

    title, parameter_name = _("site"), "site"
    most = 50

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Every site, by name."""
        sites = Site.objects.filter(gone_at=None).order_by()
        return list(
            sites.values_list("cloud_id")
            .annotate(called=Max("name"))
            .order_by("called")[: self.most]
        )

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Connection]
    ) -> QuerySet[Connection]:
        """Links that open the site now."""
        if not self.value():
            return queryset
        opening = Site.objects.filter(cloud_id=self.value(), gone_at=None).values("connection")
        return queryset.filter(pk__in=opening)


class UsedFilter(admin.SimpleListFilter):
    """How long ago the owner last used the link."""

    title, parameter_name = _("last used"), "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """A link in use is renewed ahead of time."""
        return [
            ("day", _("Within a day: in use")),
            ("month", _("Within 30 days")),
            ("longer", _("Longer ago, or never")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Connection]
    ) -> QuerySet[Connection]:
        """Links by the time of their last use."""
        now = timezone.now()
        match self.value():
            case "day":
                return queryset.filter(last_used_at__gt=now - backoff.IN_USE)
            case "month":
                return queryset.filter(last_used_at__gt=now - timedelta(days=30))
            case "longer":
                return queryset.exclude(last_used_at__gt=now - timedelta(days=30))
            case _:
                return queryset


class KindFilter(admin.SimpleListFilter):
    """The kind of credential, where more than one kind exists here."""

    title, parameter_name = _("kind"), "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The kinds that exist."""
        kinds = set(Connection.objects.order_by().values_list("kind", flat=True).distinct())
        return (
            [choice for choice in ConnectionKind.choices if choice[0] in kinds]
            if len(kinds) > 1
            else []
        )

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Connection]
    ) -> QuerySet[Connection]:
        """Links of that kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class OutcomeFilter(admin.SimpleListFilter):
    """The outcome of a try to renew a link."""

    title, parameter_name = _("what became of it"), "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Every possible outcome."""
        return list(renewal_wording.OUTCOMES.items())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RefreshAttempt]
    ) -> QuerySet[RefreshAttempt]:
        """Tries with that outcome."""
        return queryset.filter(outcome=self.value()) if self.value() else queryset


class AskedByFilter(admin.SimpleListFilter):
    """Who asked for the renewal."""

    title, parameter_name = _("who asked"), "asked_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Everyone who can ask for one."""
        return list(renewal_wording.ASKED_BY.items())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RefreshAttempt]
    ) -> QuerySet[RefreshAttempt]:
        """Tries that they asked for."""
        return queryset.filter(asked_by=self.value()) if self.value() else queryset
