"""The load on one stack: `python -m tests.campaigns.load.run PEOPLE SECONDS`.

The caller sets the environment; see `tests.campaigns.load.__main__`.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django

from config.child_processes import die_with_parent
from tests.campaigns.attack.figures import Felt
from tests.campaigns.attack.lodge_stack import PROJECT, Stage
from tests.campaigns.attack.memory import MEGABYTE
from tests.campaigns.attack.other_users import wait_until
from tests.campaigns.attack.signed_in_users import Person, bug_form_path, draw_form, linked
from tests.campaigns.load.people import WITHOUT_JIRA, Worker, alone
from tests.campaigns.tokens_report import Report
from tests.support.sandbox import Sandbox

SLOW, FAULTS = 0.3, 0.02
FAILURES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("drop_before", {}),
    ("drop_after_commit", {}),
    ("status", {"status": 500}),
    ("status_after_commit", {"status": 502}),
    ("malformed", {}),
    ("rate_limit", {"retry_after": 0}),
)
TIMES_SLOWER, TIMES_MEMORY = 3.0, 1.1
SETTLE_SECONDS, REST_SECONDS = 900, 60
ALONE = 30
LEFT_OUT = 0.25  # of the time: until every thread has shown every page, memory grows as it should


def main(people: int, seconds: float) -> int:
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
            status = play(stage, people, seconds)
        cache.clear()
    finally:
        sandbox.stop()
    return status


def play(stage: Stage, people: int, seconds: float) -> int:
    """Alone, then all at work, then until all is settled; the figures."""
    everybody = guests(stage, people)
    stage.wait("everything is ready", stage.ready)
    quiet = alone(stage.url, everybody[0], ALONE)
    break_something(stage.sandbox)
    over = threading.Event()
    workers = [Worker(stage.url, each, over, seed) for seed, each in enumerate(everybody)]
    for each in workers:
        each.start()
    time.sleep(seconds * LEFT_OUT)
    before = stage.memory()
    time.sleep(seconds * (1 - LEFT_OUT))
    over.set()
    for each in workers:
        each.join()
    stage.sandbox.control("DELETE", "/faults")
    filed = [number for each in workers for number in each.filed]
    unsettled = settled(filed)
    wait_until(lambda: stage.memory() <= TIMES_MEMORY * before, REST_SECONDS)
    felt = Felt([look for each in workers for look in each.looks])
    return told(stage, quiet, felt, filed, unsettled, (before, stage.memory()), seconds)


def guests(stage: Stage, count: int) -> list[Person]:
    """Signed in, linked, each with a form."""
    wanted = {"people": count, "site": stage.site["slug"]}
    crowd = stage.sandbox.control("POST", "/crowd", wanted)["people"]
    people = linked(count, crowd, stage.site)
    path = bug_form_path(stage.url, people[0], stage.site["cloud_id"], PROJECT)
    for person in people:
        draw_form(stage.url, person, path)
    return people


def break_something(sandbox: Sandbox) -> None:
    """Each fault strikes the same share of calls; every other call is slow."""
    each, left = FAULTS / len(FAILURES), 1.0
    for kind, options in FAILURES:
        sandbox.fault(kind, path="/ex/jira/", times=None, chance=each / left, **options)
        left -= each
    sandbox.fault("delay", path="/ex/jira/", times=None, seconds=SLOW)


def settled(numbers: Sequence[UUID]) -> list[str]:
    """Wait until each is filed, or its person is asked; the states of those that are neither."""
    from django.db.models import Q

    from issues.models import State, Submission
    from issues.outbox.states import Reason

    done = Q(state=State.FILED) | Q(blocked_reason=Reason.ASK)
    rows = Submission.objects.filter(pk__in=numbers)
    wait_until(lambda: rows.filter(done).count() == len(numbers), SETTLE_SECONDS)
    left = Counter(f"{each.state} {each.blocked_reason}" for each in rows.exclude(done))
    missing = len(numbers) - rows.count()
    return [f"{count} {state}" for state, count in left.items()] + ["no row"] * missing


def told(
    stage: Stage,
    quiet: Felt,
    felt: Felt,
    filed: Sequence[UUID],
    unsettled: Sequence[str],
    memory: tuple[int, int],
    seconds: float,
) -> int:
    """Print what was promised, and what came of it."""
    from issues.models import State, Submission
    from tests.campaigns.filing.compare_with_jira import by_marker

    printed = Report()
    wrong = Counter(f"{each.what}: {each.wrong}" for each in felt.looks if each.wrong)
    printed.line(
        f"error pages {wrong.total()} of {len(felt.looks)}",
        broken=bool(wrong),
        why=map(str, wrong.most_common(9)),
    )
    there = by_marker(stage.sandbox.issues())
    rows = Submission.objects.filter(pk__in=filed, state=State.FILED)
    absent = [str(each.pk) for each in rows if str(each.pk) not in there]
    lost = [*unsettled, *absent]
    printed.line(f"reports {len(filed)}, {len(filed) / seconds:.1f} a second", broken=not filed)
    printed.line(f"lost {len(lost)}", broken=bool(lost), why=lost[:9])
    twice = [str(each) for each in filed if len(there.get(str(each), ())) > 1]
    printed.line(f"doubled {len(twice)}", broken=bool(twice), why=twice[:9])
    growth = memory[1] / memory[0] if memory[0] else 1.0
    sizes = f"{memory[0] / MEGABYTE:.0f} MB, {memory[1] / MEGABYTE:.0f} MB"
    printed.line(f"memory {growth:.2f} × ({sizes})", broken=growth > TIMES_MEMORY)
    pages = Felt([each for each in felt.looks if each.what in WITHOUT_JIRA])
    slower = pages.quantile(95) / quiet.quantile(50)
    said = f"pages without Jira: p95 {pages.quantile(95) * 1e3:.0f} ms, p50 alone {quiet.quantile(50) * 1e3:.0f} ms"
    printed.line(
        f"{said}: {slower:.1f} × (at most {TIMES_SLOWER:.0f})", broken=slower > TIMES_SLOWER
    )
    for what in sorted({each.what for each in felt.looks}):
        print(f"           {what}: {Felt([each for each in felt.looks if each.what == what])}")
    return printed.verdict()


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), float(sys.argv[2])))
