"""`manage.py doctor`: a report, and an exit status for monitors."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from integrations.doctor import Who
from integrations.management.commands import doctor as command
from integrations.models import Connection
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    """The exit status, and what was printed."""
    out = StringIO()
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.parametrize("named", ["number", "alice", "alice@lodge.test"])
def test_a_healthy_link_ends_with_0(connection: Connection, named: str) -> None:
    status, text = run(str(connection.pk) if named == "number" else named)
    assert status == 0
    assert "Result: everything works." in text


def test_a_task_of_the_owner_ends_with_1(connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(state="reconnect")
    assert run("alice")[0] == 1


def test_a_task_of_an_administrator_ends_with_2(connection: Connection, settings: Any) -> None:
    settings.ATLASSIAN_AUTH_URL = "http://127.0.0.1:9"
    status, text = run("alice")
    assert status == 2
    assert "[not_reached]" in text


def test_an_outage_ends_with_3(connection: Connection, sandbox: Sandbox) -> None:
    sandbox.fault("html", path="/ex/jira/", times=None, status=502)
    assert run("alice")[0] == 3


def test_an_unknown_link_ends_with_4(db: None) -> None:
    with pytest.raises(CommandError) as told:
        call_command("doctor", "nobody")
    assert told.value.returncode == 4


def test_without_a_link_lodge_itself_is_examined(connection: Connection, sandbox: Sandbox) -> None:
    after = sandbox.calls()[-1]["n"]
    status, text = run()
    assert status == 0
    assert "Way to the authorization server: Works" in text
    assert "Links: 1 work" in text
    assert sandbox.calls(after=after) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ([], 0),
        ([Who.OWNER], 1),
        ([Who.OWNER, Who.NOBODY], 3),
        ([Who.NOBODY, Who.JIRA_ADMIN], 2),
        ([Who.ORGANISATION_ADMIN], 2),
        ([Who.LODGE_ADMIN, Who.OWNER], 2),
    ],
)
def test_the_most_pressing_task_decides(who: list[Who], status: int) -> None:
    assert command.exit_status(who) == status
