"""What the admin's first page tells of every room, for `{% load office %}`: the rooms do not know each other."""

from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from config.health.checks import Finding
    from integrations.admin.glance import Links
    from issues.admin.queue import SiteQueue

register = template.Library()


@register.simple_tag
def lodge_now() -> "dict[str, Finding]":
    """Whether Lodge itself works: what /readyz looks at."""
    from config.health.readiness import readiness

    return dict(readiness.now())


@register.simple_tag
def tasks_set_aside() -> int:
    """How many tasks no worker could do."""
    from background.models import Message

    return Message.objects.filter(set_aside_at__isnull=False).count()


@register.simple_tag
def mail_server_now() -> dict[str, Any]:
    """How the mail server stands, and how many mails wait for it."""
    from accounts.mailing import server

    return {"server": server.standing(), "waiting": server.waiting()}


@register.simple_tag
def links_now() -> "Links":
    """How the links stand."""
    from integrations.admin import glance  # tag libraries are read before the models are there

    return glance.links()


@register.simple_tag
def queues_now() -> "list[SiteQueue]":
    """What each site keeps waiting."""
    from issues.admin import queue

    return queue.by_site()


@register.simple_tag
def comments_now() -> dict[str, int]:
    """How many comments wait, are in doubt, need somebody."""
    from issues.admin import queue

    return queue.comments()
