"""Pages about one link beside its own: what would stop if it ended, a report to copy, and who changed what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations.connections import health
from integrations.doctor.report import without_ids
from integrations.models import Connection, ConnectionState, RefreshAttempt, Token
from integrations.signals import Stops, link_rehearsal

_LINES, _ENTRIES = 30, 20
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")


@dataclass(frozen=True)
class Change:
    """A line of the history: who did what, and when."""

    entry: LogEntry

    @property
    def words(self) -> str:
        """What was done."""
        return self.entry.get_change_message() or _("Made.")


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of these views, below those of links."""

    def guarded(view: Any) -> Any:
        return site.admin_view(lambda request, **given: view(site, request, **given))

    return [
        path("<int:pk>/rehearse/", guarded(rehearse), name="link-rehearse"),
        path("<int:pk>/report/", guarded(report), name="link-report"),
    ]


def rehearse(site: admin.AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """What would stop if this link ended now: counted by every room that uses links. Nothing is changed."""
    connection = _seen(request, pk)
    stops = list(_of_links(connection))
    given = {"account_id": connection.account_id, "user_id": connection.user_id}
    for receiver, answer in link_rehearsal.send_robust(sender=Connection, **given):
        if isinstance(answer, Exception):
            raise RuntimeError(f"{receiver} could not count") from answer
        stops.extend(answer)
    context = {"stops": [each for each in stops if each.count], "nothing": not any(stops)}
    return _page(
        site,
        request,
        connection,
        template="link_rehearsal",
        title=_("If this link ended"),
        context=context,
    )


def _of_links(connection: Connection) -> Iterator[Stops]:
    """Sites that nobody else would open."""
    working = Connection.objects.filter(state=ConnectionState.ACTIVE).exclude(pk=connection.pk)
    others = working.filter(sites__gone_at=None).values("sites__cloud_id")
    alone = connection.sites.filter(gone_at=None).exclude(cloud_id__in=others)
    yield Stops(_("Sites that no other link opens"), alone.count())


def report(site: admin.AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """What Lodge has on record about the link, as text without secrets, names and addresses. Asks nobody."""
    connection = _seen(request, pk)
    context = {"text": text_of(connection)}
    return _page(
        site,
        request,
        connection,
        template="link_report",
        title=_("A report to copy"),
        context=context,
    )


def text_of(connection: Connection) -> str:
    """The record of a link: state, times, sites, scopes and the latest renewals."""
    token = Token.objects.filter(connection=connection).only("saved_at", "expires_at").first()
    lines = [
        f"Lodge, record of link {connection.pk} ({connection.kind}) at {_moment(timezone.now())}",
        f"state: {connection.state} since {_moment(connection.state_since)}",
        f"reason: {_MAIL.sub('…@…', connection.state_reason) or '-'}",
        f"last outcome: {health.last_outcome(connection.pk) or '-'}, failures: {connection.failures}",
        f"token saved: {_moment(token and token.saved_at)}, good until: {_moment(token and token.expires_at)}",
        f"next renewal: {_moment(connection.refresh_after)}",
        f"last used: {_moment(connection.last_used_at)}",
        f"sites read: {_moment(connection.sites_read_at)}",
        f"generation: {connection.generation}",
        f"scopes: {connection.scopes or '-'}",
    ]
    places = connection.sites.order_by("name")
    lines.extend(f"site: {each.url}{' (lost)' if each.gone_at else ''}" for each in places)
    attempts = RefreshAttempt.objects.filter(connection=connection)[:_LINES]
    lines.extend(_line(each) for each in attempts)
    return without_ids("\n".join(lines))


def _line(attempt: RefreshAttempt) -> str:
    facts = (attempt.asked_by, attempt.outcome or "open", attempt.status or "", attempt.detail)
    said = _MAIL.sub("…@…", " ".join(str(each) for each in facts if each))
    return f"renewal {_moment(attempt.started_at)}: {said} ({attempt.milliseconds or 0} ms)"


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S} UTC" if value else "-"


def changes_of(connection: Connection) -> list[Change]:
    """Who changed what about this link, newest first."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Connection), object_id=str(connection.pk)
    )
    return [Change(each) for each in entries.select_related("user")[:_ENTRIES]]


def log(user_id: int, connection: Connection, said: str) -> None:
    """Add a line to that history."""
    LogEntry.objects.log_actions(user_id, [connection], CHANGE, change_message=said)


def _seen(request: HttpRequest, pk: int) -> Connection:
    if not request.user.has_perm("integrations.change_connection"):
        raise PermissionDenied
    return get_object_or_404(Connection, pk=pk)


def _page(
    site: admin.AdminSite,
    request: HttpRequest,
    connection: Connection,
    *,
    template: str,
    title: str,
    context: dict[str, Any],
) -> HttpResponse:
    frame = {
        **site.each_context(request),
        "opts": Connection._meta,
        "connection": connection,
        "title": title,
    }
    return TemplateResponse(request, f"integrations/admin/{template}.html", frame | context)
