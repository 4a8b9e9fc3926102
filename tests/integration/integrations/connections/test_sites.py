"""The sites of a link: read anew, gone and back, chosen by their owner."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import connections, tasks
from integrations.connections import load_connection, lost_sites
from integrations.errors import Denied, ReconnectRequired, Unavailable
from integrations.models import Connection, ConnectionState, Site
from integrations.signals import link_mended
from tests.integration.integrations.connections.concurrent_threads import at_once, expire
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]


def live(connection: Connection) -> set[str]:
    return set(connection.sites.filter(gone_at=None).values_list("cloud_id", flat=True))


def test_a_site_that_the_app_was_removed_from_is_gone_and_may_come_back(
    linked: Connection, sandbox: Sandbox
) -> None:
    demo = sandbox.site("demo-team")["cloud_id"]
    connections.choose_site(linked.pk, demo)
    sandbox.control("POST", f"/sites/{demo}/uninstall")
    connections.read_sites(linked.pk)
    assert demo not in live(linked)
    assert len(live(linked)) == 2
    sandbox.control("POST", f"/sites/{demo}/install")
    connections.read_sites(linked.pk)
    assert demo in live(linked)
    linked.refresh_from_db()
    assert linked.default_site
    assert linked.default_site.cloud_id == demo


def test_only_a_live_site_of_this_link_can_be_chosen(
    linked: Connection, sandbox: Sandbox, link: Link, bob: User
) -> None:
    shop = sandbox.site("web-shop")["cloud_id"]
    with pytest.raises(Denied):
        connections.choose_site(link(bob, "bob").pk, shop)
    with pytest.raises(Denied):
        connections.choose_site(linked.pk, "no-such-site")
    sandbox.control("POST", f"/sites/{shop}/uninstall")
    connections.read_sites(linked.pk)
    with pytest.raises(Denied):
        connections.choose_site(linked.pk, shop)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_that_died_early_is_renewed_once_for_reading(
    linked: Connection, sandbox: Sandbox, status: int
) -> None:
    sandbox.config(expired_status=status)
    sandbox.control("POST", f"/accounts/{linked.account_id}/expire")
    connections.read_sites(linked.pk)
    assert load_connection.read(linked.pk).token.generation == linked.generation + 2


def test_reading_in_the_background_renews_nothing(linked: Connection, sandbox: Sandbox) -> None:
    sandbox.control("POST", f"/accounts/{linked.account_id}/expire")
    with pytest.raises(ReconnectRequired):
        connections.read_sites(linked.pk, asked_by="background")
    expire(linked)
    with pytest.raises(Unavailable):
        connections.read_sites(linked.pk, asked_by="background")
    assert load_connection.read(linked.pk).token.generation == linked.generation


@pytest.mark.parametrize("status", [200, 403, 404])
def test_an_outage_takes_no_site_away(linked: Connection, sandbox: Sandbox, status: int) -> None:
    sandbox.fault("html", status=status, path="accessible-resources", times=1)
    with pytest.raises(Unavailable):
        connections.read_sites(linked.pk)
    assert len(live(linked)) == 3


def test_a_lost_site_is_looked_for_soon_then_rarely_and_after_a_week_no_more(
    linked: Connection,
) -> None:
    now = timezone.now()
    gone_for = [timedelta(0), timedelta(hours=2), timedelta(days=6), timedelta(days=7)]
    looks = [lost_sites.next_look(now - each, now) for each in gone_for]
    waits = [look - now if look else None for look in looks]
    assert waits == [timedelta(minutes=1), timedelta(hours=2) / 50, timedelta(hours=1), None]


def test_the_schedule_notices_that_a_site_is_back_and_tells_who_waits(
    linked: Connection, sandbox: Sandbox
) -> None:
    demo = sandbox.site("demo-team")["cloud_id"]
    told: list[int] = []
    link_mended.connect(
        lambda connection_id, **_more: told.append(connection_id), weak=False, dispatch_uid="t"
    )
    sandbox.control("POST", f"/sites/{demo}/uninstall")
    connections.read_sites(linked.pk)
    sandbox.control("POST", f"/sites/{demo}/install")
    tasks.look_for_lost_sites()
    assert demo not in live(linked), "it was looked for a moment ago"
    look_now()
    tasks.look_for_lost_sites()
    link_mended.disconnect(dispatch_uid="t")
    assert (demo in live(linked), told) == (True, [linked.pk])
    assert not linked.sites.exclude(look_at=None).exists()


def look_now() -> None:
    """The time of the next look has come."""
    Site.objects.exclude(look_at=None).update(look_at=timezone.now())


def test_one_of_several_processes_looks_and_each_link_is_asked_for_once(
    linked: Connection, sandbox: Sandbox
) -> None:
    for slug in ("demo-team", "web-shop"):
        sandbox.control("POST", f"/sites/{sandbox.site(slug)['cloud_id']}/uninstall")
    connections.read_sites(linked.pk)
    look_now()
    found = at_once(4, lambda: list(connections.to_look_for(10)))
    assert [each for part in found for each in part] in ([linked.pk], [linked.pk, linked.pk])
    assert list(connections.to_look_for(10)) == []


def test_looking_for_lost_sites_costs_what_is_due(
    linked: Connection, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        tasks.look_for_lost_sites()
    old = timezone.now() - timedelta(days=300)
    Site.objects.bulk_create(
        Site(
            connection=linked,
            cloud_id=f"old-{number}",
            url="https://x.example",
            name="X",
            gone_at=old,
        )
        for number in range(50)
    )
    with django_assert_num_queries(1):
        tasks.look_for_lost_sites()


def test_a_lost_site_of_a_dead_link_is_not_asked_for(linked: Connection, sandbox: Sandbox) -> None:
    sandbox.control("POST", f"/sites/{sandbox.site('demo-team')['cloud_id']}/uninstall")
    connections.read_sites(linked.pk)
    Connection.objects.update(state=ConnectionState.RECONNECT)
    look_now()
    calls = len(sandbox.calls())
    tasks.look_for_lost_sites()
    assert len(sandbox.calls()) == calls
    assert list(connections.to_look_for(10)) == []
