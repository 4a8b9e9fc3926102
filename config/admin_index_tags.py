"""Template tags for the first page of the administration, `{% load admin_index %}`: they collect from all apps."""

from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from config.health.probes import Finding
    from integrations.admin.connection_overview import Links
    from issues.admin.outbox_overview import SiteQueue

register = template.Library()


@register.simple_tag
def lodge_now() -> "dict[str, Finding]":
    """The state of Lodge's own processes, as in /readyz."""
    from config.health.shared_readiness import readiness

    return dict(readiness.now())


@register.simple_tag
def tasks_set_aside() -> int:
    """The number of dead letters."""
    from background.models import Message

    return Message.objects.filter(set_aside_at__isnull=False).count()


@register.simple_tag
def mail_server_now() -> dict[str, Any]:
    """The state of the mail server, and how many mails wait."""
    from accounts.mailing import mail_server_lease

    return {"server": mail_server_lease.standing(), "waiting": mail_server_lease.waiting()}


@register.simple_tag
def links_now() -> "Links":
    """The state of the connections."""
    from integrations.admin import (
        connection_overview,  # tag libraries are imported before the models
    )

    return connection_overview.links()


@register.simple_tag
def queues_now() -> "list[SiteQueue]":
    """The waiting reports of each site."""
    from issues.admin import outbox_overview

    return outbox_overview.by_site()


@register.simple_tag
def comments_now() -> dict[str, int]:
    """How many comments wait, are unconfirmed, or need their author."""
    from issues.admin import outbox_overview

    return outbox_overview.comments()
