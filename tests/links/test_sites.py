"""The sites of a link: read anew, gone and back, chosen by their owner."""

from collections.abc import Callable

import pytest

from accounts.models import User
from integrations import connections
from integrations.connections import rows
from integrations.errors import Denied, ReconnectRequired, Unavailable
from integrations.models import Connection
from tests.links.actors import expire
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
    assert rows.read(linked.pk).token.generation == linked.generation + 2


def test_reading_in_the_background_renews_nothing(linked: Connection, sandbox: Sandbox) -> None:
    sandbox.control("POST", f"/accounts/{linked.account_id}/expire")
    with pytest.raises(ReconnectRequired):
        connections.read_sites(linked.pk, asked_by="background")
    expire(linked)
    with pytest.raises(Unavailable):
        connections.read_sites(linked.pk, asked_by="background")
    assert rows.read(linked.pk).token.generation == linked.generation


@pytest.mark.parametrize("status", [200, 403, 404])
def test_an_outage_takes_no_site_away(linked: Connection, sandbox: Sandbox, status: int) -> None:
    sandbox.fault("html", status=status, path="accessible-resources", times=1)
    with pytest.raises(Unavailable):
        connections.read_sites(linked.pk)
    assert len(live(linked)) == 3
