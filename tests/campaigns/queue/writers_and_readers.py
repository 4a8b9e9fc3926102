"""Writers and readers that are killed at random, each after so many messages, and started again."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.process import Process

WRITERS, READERS = 4, 2
# Who has put, or taken, so many messages since it started is killed: at random between 1 and these.
WRITER_LIVES_FOR, READER_LIVES_FOR = 400, 600


@dataclass
class Actor:
    """A process with a life of its own, and the file in which it notes each message."""

    process: Process
    notes: Path
    lives_for: int
    chance: random.Random
    crashes: int = 0
    killed_at: int = field(default=0)  # messages noted

    def start(self) -> None:
        """Start it, and choose when it is to die."""
        self.killed_at = self.noted() + self.chance.randint(1, self.lives_for)
        self.process.start()

    def noted(self) -> int:
        """How many messages it noted, in all its lives."""
        return len(self.names())

    def names(self) -> list[str]:
        """The messages that it noted."""
        return self.notes.read_text(encoding="utf-8").split() if self.notes.exists() else []

    def look(self, *, kill: bool) -> bool:
        """Kill it if it has lived for long enough, start it if it is dead; whether it goes on."""
        status = None if self.process.child is None else self.process.child.poll()
        if status == 0:
            return False
        if status is not None:
            self.crashes += 1
            self.start()
        elif kill and self.noted() >= self.killed_at:
            self.process.kill()
            self.process.kills += 1
            self.start()
        return True


def cast(
    folder: Path, environment: dict[str, str], count: int, seed: int
) -> tuple[list[Actor], list[Actor]]:
    """Writers that put *count* messages between them, and readers."""
    celery = ["-m", "celery", "--app", "tests.campaigns.queue.celery_app", "--quiet", "worker"]
    pool = ["--pool", "threads", "--concurrency", "4", "--loglevel", "error"]

    def actor(name: str, command: list[str], lives_for: int) -> Actor:
        own = environment | {"CAMPAIGN_NAME": name}
        process = Process(name, command, own, folder / f"{name}.log")
        return Actor(process, folder / f"{name}.notes", lives_for, random.Random(f"{seed} {name}"))

    shares = [str(count // WRITERS + (number < count % WRITERS)) for number in range(WRITERS)]
    writers = [
        actor(f"writer{number}", ["-m", "tests.campaigns.queue.writer", share], WRITER_LIVES_FOR)
        for number, share in enumerate(shares)
    ]
    readers = [
        actor(f"reader{number}", [*celery, *pool, "-n", f"reader{number}@lodge"], READER_LIVES_FOR)
        for number in range(READERS)
    ]
    return writers, readers
