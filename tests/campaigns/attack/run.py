"""The attacks one after the other on one stack: `python -m tests.campaigns.attack.run SECONDS [NAME …]`.

The caller sets the environment; see `tests.campaigns.attack.__main__`.
"""

import logging
import os
import signal
import sys
import time
from contextlib import nullcontext
from time import perf_counter

import django

from config.child_processes import die_with_parent
from tests.campaigns.attack.attacks import ATTACKS, Attack
from tests.campaigns.attack.figures import SECONDS_OF_MEMORY, TIMES_MEMORY, Outcome, table
from tests.campaigns.attack.lodge_stack import Stage
from tests.campaigns.attack.memory import Peak
from tests.campaigns.attack.other_users import Others, wait_until
from tests.support.sandbox import Sandbox

WARM_SECONDS = 60.0  # after the stack was started


def main(seconds: float, names: list[str]) -> int:
    """1 when a promise was broken. Whatever ends it, or its caller, ends all that it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    die_with_parent()
    sandbox = Sandbox.start(callbacks=[f"{os.environ['PUBLIC_URL']}/link/complete/atlassian/"])
    try:
        os.environ["ATLASSIAN_AUTH_URL"] = os.environ["ATLASSIAN_API_URL"] = sandbox.url
        django.setup()
        logging.getLogger().setLevel(logging.WARNING)
        from django.core.cache import cache
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        cache.clear()
        with Stage(sandbox, seconds) as stage:
            warm_up(stage)
            outcomes = [play(stage, each) for each in ATTACKS if each.name in names]
        cache.clear()
    finally:
        sandbox.stop()
    print(f"\n{table(outcomes)}", flush=True)
    return int(any(each.broken for each in outcomes))


def warm_up(stage: Stage) -> None:
    """Every thread has shown every page, and the worker has sent something: the stack has been up for a minute."""
    with Others(stage.url, [*stage.readers, *stage.readers], stage.filer):
        time.sleep(max(stage.seconds, stage.began + WARM_SECONDS - perf_counter()))
        stage.wait("everything is ready", stage.ready)


def play(stage: Stage, attack: Attack) -> Outcome:
    """First without it, then with it, then until the memory is back and what was filed is in Jira."""
    print(f"\n{attack.name}: {attack.title}", flush=True)
    stage.wait("everything is ready", stage.ready)
    with stage.behind_nginx() if attack.proxy else nullcontext():
        return played(stage, attack)


def played(stage: Stage, attack: Attack) -> Outcome:
    """The same, once what stands in front of it does."""
    act = attack.prepare(stage)
    stage.warm_forms()
    with Others(stage.door, stage.readers, stage.filer) as others:
        time.sleep(1)
        calm = perf_counter()
        time.sleep(stage.seconds)
        before, watch, began = stage.memory(), Peak(stage.leaders()), perf_counter()
        watch.start()
        told = act()
        over = perf_counter()
    peak = watch.stop()
    took = wait_until(lambda: stage.memory() <= TIMES_MEMORY * before, SECONDS_OF_MEMORY)
    outcome = Outcome(
        attack.name,
        attack.title,
        others.before(calm, began),
        others.felt(began, over),
        others.filings(began, over),
        (before, peak, stage.memory(), SECONDS_OF_MEMORY if took is None else took),
        told.notes,
    ).judged(away=attack.away)
    outcome.broken += told.broken + told.afterwards() + stage.settled(others.filer.filed)
    outcome.tell()
    return outcome


if __name__ == "__main__":
    raise SystemExit(main(float(sys.argv[1]), sys.argv[2:]))
