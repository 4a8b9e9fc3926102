"""What is filed in the storm: texts and files that can be told apart, and where they go."""

import random
import uuid
from dataclasses import dataclass, field

OWN = "SHOP"  # a project where each sees only their own issues
WORDS = (
    "the",
    "total",
    "after",
    "voucher",
    "is",
    "wrong",
    "page",
    "shows",
    "nothing",
    "when",
    "tapped",
    "twice",
)


@dataclass
class Report:
    """One report as its writer knows it: the driver's own list, which Lodge never sees."""

    id: uuid.UUID
    person: str
    project: str
    summary: str
    text: str
    files: list[tuple[str, bytes]] = field(default_factory=list)
    posts: int = 0
    posted_to: str = ""  # the web process that has the post just now

    @property
    def marker(self) -> str:
        """As it stands in the issue's property."""
        return str(self.id)


def written(count: int, people: list[str], projects: list[str], seed: int) -> list[Report]:
    """*count* reports; a third have a file, some two of one name and size. A fifth goes to the project OWN."""
    chance = random.Random(seed)
    return [_one(chance, number, people, projects) for number in range(count)]


def _one(chance: random.Random, number: int, people: list[str], projects: list[str]) -> Report:
    words = " ".join(chance.choices(WORDS, k=30))
    return Report(
        id=uuid.UUID(int=chance.getrandbits(128), version=4),
        person=chance.choice(people),
        project=OWN if chance.random() < 0.2 else chance.choice(projects),
        summary=f"Report {number}: {words[:60].strip()}",
        text=f"Report {number}.\n\n{words}",
        files=_files(chance, number),
    )


def _files(chance: random.Random, number: int) -> list[tuple[str, bytes]]:
    kind = chance.random()
    if kind < 0.66:
        return []
    if kind < 0.85:
        return [(f"log-{number}.txt", chance.randbytes(chance.randrange(1, 60_000)))]
    size = chance.randrange(200, 3_000)
    return [("capture.bin", chance.randbytes(size)), ("capture.bin", chance.randbytes(size))]
