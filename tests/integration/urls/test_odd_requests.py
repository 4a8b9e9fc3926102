"""Some seconds of the campaign over every address; `python -m tests.campaigns.odd_requests 600` is all of it."""

import random

import pytest

from tests.campaigns.odd_requests import Run
from tests.integration.urls import rows_of_every_kind as worlds
from tests.support.sandbox import Sandbox


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_no_odd_request_breaks_anything(sandbox: Sandbox) -> None:
    run = Run(worlds.make(sandbox), random.Random(20261130))
    run.ask_for(15)
    assert run.statuses.total() > 20
    assert not run.broken, "\n".join(run.broken.values())
