"""What the box for JQL suggests, as Jira gives it to the writer; and nothing where Jira is away."""

import re
from html import unescape

import pytest
from django.test import Client

from integrations import connections
from integrations.models import Connection
from tests.integration.issues.queries.conftest import QueryDesk

pytestmark = pytest.mark.django_db


def offered(desk: QueryDesk, before: str, **more: str) -> list[str]:
    """What each suggestion writes."""
    asked = {"q": before, "cloud_id": desk.cloud_id, **more}
    answer = desk.client.get("/queries/suggest/", asked)
    assert answer.status_code == 200
    pairs = re.findall(r'data-post="([^"]*)"\s+data-label="([^"]*)"', answer.content.decode())
    return [
        post if post == label else post[: -len(label) - 1]
        for post, label in ((unescape(post), unescape(label)) for post, label in pairs)
    ]


def test_fields_operators_values_and_words(desk: QueryDesk) -> None:
    assert offered(desk, "stat")[0] == "status"
    assert "=" in offered(desk, "status ")
    assert "AND" in offered(desk, "status = Done ")
    assert offered(desk, "assignee is ") == ["EMPTY", "NOT EMPTY"]
    assert offered(desk, "order by created ") == ["ASC", "DESC"]
    assert "currentuser()" in offered(desk, "assignee = curr")


def test_values_come_from_jira_and_reserved_words_are_quoted(desk: QueryDesk) -> None:
    desk.issues("Crash", fields={"summary": "Crash", "labels": ["select", 'say"hi"', "plain"]})
    found = offered(desk, "labels = ")
    assert {'"select"', '"say\\"hi\\""', "plain"} <= set(found)
    assert offered(desk, "labels in (plain, sel")[0] == '"select"'


def test_nothing_is_suggested_where_nothing_fits(desk: QueryDesk) -> None:
    before = len(desk.sandbox.calls())
    assert offered(desk, 'summary ~ "open') == []
    assert offered(desk, "x" * 3000) == []
    assert offered(desk, "a = 1", cloud_id="elsewhere") == []
    assert len(desk.sandbox.calls()) - before <= 2, "the reference data alone"


def test_jira_down_dead_link_stranger_and_signed_out(
    desk: QueryDesk, stranger: Client, bobs: QueryDesk
) -> None:
    assert stranger.get("/queries/suggest/").status_code == 302
    assert offered(bobs, "a = 1", cloud_id="elsewhere") == []
    desk.sandbox.fault("status", path="/ex/jira/", times=None, status=503)
    assert offered(desk, "stat") == []
    desk.sandbox.control("DELETE", "/faults")
    connections.block(Connection.objects.get(user=desk.user).pk, "refused")
    assert offered(desk, "stat") == []
