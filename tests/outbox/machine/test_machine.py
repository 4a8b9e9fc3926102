"""Whatever order faults, crashes, answers and second thoughts come in: one issue with its files, or a question."""

import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase
from hypothesis import settings as rules
from hypothesis.stateful import run_state_machine_as_test

from accounts.models import User
from integrations.jira import client
from integrations.models import Connection
from integrations.transport import send
from issues.outbox import pace
from sandbox.faults import KINDS
from sandbox.knobs import Knobs
from tests.attachments.conftest import folder
from tests.filing.conftest import Desk, desk
from tests.outbox.machine import weather
from tests.outbox.machine.happenings import Reports
from tests.outbox.machine.process import Process

__all__ = ["desk", "folder"]

PROFILES = {"default": (25, 15), "thorough": (300, 25)}


@pytest.fixture
def reports(  # all that the machine stands on
    desk: Desk,
    alice: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> type[Reports]:
    """The machine, with Alice at her desk, and calls that last a second at most."""
    folder.mkdir(exist_ok=True)
    process = Process(send)
    monkeypatch.setattr(client, "send", process.send)
    for module, name in ((pace, "PATIENCE"), (pace, "UNHURRIED"), (client, "DEADLINE")):
        monkeypatch.setattr(module, name, weather.BUDGET)
    monkeypatch.setitem(client.call.__kwdefaults__ or {}, "deadline", weather.BUDGET)
    _page, form = desk.open_form()
    ops = User.objects.create(username="ops", email="ops@lodge.test", is_staff=True, is_superuser=True)
    world: dict[str, Any] = {
        "desk": desk,
        "owner": alice,
        "admin": sign_in(ops),
        "process": process,
        "link": staticmethod(link),
        "form": form.values(),
        "action": form.action,
    }
    return type("ReportsHere", (Reports,), world)


@pytest.mark.timeout(3600)
@pytest.mark.django_db(transaction=True)
def test_no_order_of_events_loses_or_doubles_a_report_or_a_file(reports: type[Reports]) -> None:
    profile = os.environ.get("HYPOTHESIS_PROFILE", "default")
    examples, steps = PROFILES[profile]
    run_state_machine_as_test(
        reports,
        settings=rules(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # Making a failure smaller takes minutes: HYPOTHESIS_PROFILE=thorough does.
            phases=[each for each in Phase if each != Phase.shrink or profile == "thorough"],
        ),
    )


@pytest.mark.parametrize("kind", weather.PLAYED)
@pytest.mark.django_db(transaction=True)
def test_each_fault_strikes_report_files_and_looks_and_is_survived(reports: type[Reports], kind: str) -> None:
    for options in weather.PLAYED[kind]:
        machine = reports()
        machine.begin(files=2, fault=(kind, options), where="create", lag=0, dies_at=None)
        with machine.stack:
            for where in weather.WHERE:
                machine.break_out((kind, options), where, 1, 0)
            for seconds in (20, 140, 140):
                machine.everything_holds()
                machine.time_passes(seconds, working=True)
            struck, *_others = machine.desk.sandbox.control("GET", "/faults")["faults"]
            assert struck["hits"] == 1
            machine.teardown()


def test_every_fault_of_the_sandbox_is_played() -> None:
    assert set(weather.PLAYED) == set(KINDS)
    for kind, variants in weather.PLAYED.items():
        assert {name for options in variants for name in options} <= set(KINDS[kind])


def test_every_knob_of_the_sandbox_is_turned_here_or_elsewhere(repository: Path) -> None:
    assert weather.KNOBS.keys() | weather.ELSEWHERE.keys() == {each.name for each in fields(Knobs)}
    for knob, file in weather.ELSEWHERE.items():
        assert knob in (repository / file).read_text(encoding="utf-8")
