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
from issues.outbox import backoff
from sandbox.faults import KINDS
from sandbox.knobs import Knobs
from tests.integration.issues.attachments.conftest import folder
from tests.integration.issues.filing.conftest import Desk, desk
from tests.integration.issues.outbox.state_machine import faults
from tests.integration.issues.outbox.state_machine.lodge_process import Process
from tests.integration.issues.outbox.state_machine.rules import Reports

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
    for module, name in ((backoff, "PATIENCE"), (backoff, "UNHURRIED"), (client, "DEADLINE")):
        monkeypatch.setattr(module, name, faults.BUDGET)
    monkeypatch.setitem(client.call.__kwdefaults__ or {}, "deadline", faults.BUDGET)
    _page, form = desk.open_form()
    ops = User.objects.create(
        username="ops", email="ops@lodge.test", is_staff=True, is_superuser=True
    )
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
    examples, steps = PROFILES.get(profile, PROFILES["default"])
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


@pytest.mark.parametrize("kind", faults.PLAYED)
@pytest.mark.django_db(transaction=True)
def test_each_fault_strikes_report_files_and_looks_and_is_survived(
    reports: type[Reports], kind: str
) -> None:
    for options in faults.PLAYED[kind]:
        machine = reports()
        machine.begin(files=2, fault=(kind, options), where="create", lag=0, dies_at=None)
        with machine.stack:
            for where in faults.WHERE:
                machine.break_out((kind, options), where, 1, 0)
            for seconds in (20, 140, 140):
                machine.everything_holds()
                machine.time_passes(seconds, working=True)
            struck, *_others = machine.desk.sandbox.control("GET", "/faults")["faults"]
            assert struck["hits"] == 1
            machine.teardown()


def test_every_fault_of_the_sandbox_is_played() -> None:
    assert set(faults.PLAYED) | faults.FAULTS_ELSEWHERE.keys() == set(KINDS)
    for kind, variants in faults.PLAYED.items():
        assert {name for options in variants for name in options} <= set(KINDS[kind])


def test_every_fault_of_the_sandbox_is_covered_by_a_test(repository: Path) -> None:
    assert faults.KNOBS.keys() | faults.ELSEWHERE.keys() == {each.name for each in fields(Knobs)}
    for knob, file in (faults.ELSEWHERE | faults.FAULTS_ELSEWHERE).items():
        assert knob in (repository / file).read_text(encoding="utf-8")
