"""The campaign on one database, DATABASE_URL, which is empty: `python -m tests.campaigns.queue.run COUNT`."""

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import django
from django.core.management import call_command

import tests.support.environment  # noqa: F401  # what settings.py reads when Django is set up
from tests.campaigns.queue.writers_and_readers import Actor, cast
from tests.campaigns.tokens_report import Report

QUEUE = "celery"
SPOILT_ONE_IN = 200
PATIENCE = 120.0  # seconds without a message that gets on


def main(count: int) -> int:
    """Migrate, play, count; 1 when a promise was broken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    seed = int(os.environ.get("SEED") or time.time())
    folder = Path(os.environ["LODGE_VAR_DIR"])
    writers, readers = cast(folder, dict(os.environ), count, seed)
    report = Report()
    for actor in (*writers, *readers):
        actor.start()
    try:
        spoilt = play(writers, readers, count, random.Random(seed))
    finally:
        for actor in (*writers, *readers):
            actor.process.kill()
    return verdict(writers, readers, spoilt, report)


def play(writers: list[Actor], readers: list[Actor], count: int, chance: random.Random) -> int:
    """Until everything is put and nothing is left to be read; how many spoilt messages were put among them."""
    spoilt, wanted = 0, count // SPOILT_ONE_IN
    left, moved_at, before = True, time.monotonic(), -1
    while left and time.monotonic() - moved_at < PATIENCE:
        time.sleep(0.05)
        putting = [writer for writer in writers if writer.look(kill=True)]
        delivered = sum(reader.noted() for reader in readers)
        for reader in readers:
            reader.look(kill=delivered < count * 0.9)
        spoilt += spoilt < wanted and spoil(chance)
        left = bool(putting) or spoilt < wanted or is_waiting()
        now = sum(writer.noted() for writer in writers) + delivered
        if now != before:
            moved_at, before = time.monotonic(), now
    return spoilt


def spoil(chance: random.Random) -> bool:
    """Put a message that ends too early, as a file does whose writer was killed; whether there was one to copy."""
    from background import message_queue
    from background.models import Message

    whole = (
        Message.objects.filter(queue=QUEUE, set_aside_at=None)
        .values_list("payload", flat=True)
        .first()
    )
    if whole is not None:
        message_queue.put(QUEUE, whole[: chance.randrange(len(whole))])
    return whole is not None


def is_waiting() -> bool:
    """Whether any message is left that somebody could read."""
    from background.models import Message

    return Message.objects.filter(visible_at__isnull=False).exists()


def verdict(writers: list[Actor], readers: list[Actor], spoilt: int, report: Report) -> int:
    """Print the figures; 1 when a promise was broken."""
    from background.models import Message

    put = [name for writer in writers for name in writer.names()]
    came = Counter(name for reader in readers for name in reader.names())
    lost = [name for name in put if not came[name]]
    kills = [sum(actor.process.kills for actor in actors) for actors in (writers, readers)]
    crashed = sum(actor.crashes for actor in (*writers, *readers))
    logs = {
        actor.process.name: actor.process.log.read_text("utf-8", "replace")
        for actor in (*writers, *readers)
    }
    errors = [name for name, said in logs.items() if "Traceback" in said]
    aside = Message.objects.filter(set_aside_at__isnull=False).count()
    report.line(f"messages {len(put)}", broken=False)
    report.line(
        f"kills {sum(kills)}: {kills[0]} of writers, {kills[1]} of readers", broken=not all(kills)
    )
    report.line(f"lost {len(lost)}", broken=bool(lost), why=lost[:12])
    report.line(f"delivered twice {sum(times > 1 for times in came.values())}", broken=False)
    report.line(
        f"crashed {crashed}",
        broken=bool(crashed or errors),
        why=[logs[name][-2000:] for name in errors],
    )
    report.line(f"spoilt {spoilt}, set aside {aside}", broken=spoilt != aside)
    return report.verdict()


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
