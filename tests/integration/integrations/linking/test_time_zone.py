"""The zone of a profile that hides it: asked of Jira while linking, and never a reason not to link."""

from time import monotonic
from typing import Any

import pytest

from integrations.models import Connection, ConnectionState
from tests.integration.integrations.linking.browserless_user import Traveller
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _hidden(sandbox: Sandbox) -> None:
    alice = sandbox.account("Alice")["account_id"]
    sandbox.control(
        "PATCH", f"/accounts/{alice}", {"time_zone": "Asia/Kolkata", "zone_hidden": True}
    )


def test_a_hidden_zone_is_asked_of_jira_while_linking(alices_way: Traveller) -> None:
    alices_way.travel()
    alices_way.user.refresh_from_db()
    assert (Connection.objects.get().time_zone, alices_way.user.profile_time_zone) == (
        "Asia/Kolkata",
    ) * 2


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "html", "status": 403},
        {"kind": "delay", "seconds": 6.0},
    ],
)
def test_linking_does_not_wait_for_it(
    alices_way: Traveller, sandbox: Sandbox, fault: dict[str, Any]
) -> None:
    sandbox.fault(path="/myself$", times=None, **fault)
    began = monotonic()
    alices_way.travel()
    assert Connection.objects.get().state == ConnectionState.ACTIVE
    assert Connection.objects.get().time_zone == ""
    assert monotonic() - began < 60
