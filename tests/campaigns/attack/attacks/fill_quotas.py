"""One person saves drafts and files, six at a time, up to what they may have and beyond."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.http_request import Shot
from tests.campaigns.attack.lodge_stack import QUOTAS
from tests.campaigns.attack.multipart_body import multipart
from tests.campaigns.attack.request_flood import Hammer, told

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage
    from tests.campaigns.attack.signed_in_users import Person

DRAFTS, FILES, AT_ONCE = 60, 40, 6
TEXT, FILE = 100_000, 1_000_000  # characters, bytes
MB = 1024 * 1024


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Twice as much as they may have of each."""
    [person] = stage.guests(1)
    texts = [_shot(person, "x" * TEXT, []) for _ in range(DRAFTS)]
    files = [_shot(person, "See the file", [(f"{each}.log", b"x" * FILE)]) for each in range(FILES)]
    shots = [shot for pair in zip(texts, files, strict=False) for shot in pair] + texts[FILES:]
    hammer = Hammer(stage.url, shots, AT_ONCE)

    def act() -> Told:
        said = Told([told(hammer.strike(stage.seconds))])
        for what, kept, most in _kept(person.name):
            within = said.notes if kept <= most * MB else said.broken
            within.append(f"{what} kept: {kept / MB:.1f} MB (at most {most})")
        return said

    return act


def _shot(person: "Person", text: str, files: list[tuple[str, bytes]]) -> Shot:
    typed = {"summary": ["One of many"], "description": [text], "preview": ["1"]}
    return multipart(person, {**person.form, "submission": [str(uuid.uuid4())], **typed}, files)


def _kept(name: str) -> list[tuple[str, int, int]]:
    from django.db.models import Sum

    from issues.models import Attachment, Submission

    texts = Submission.objects.filter(owner__username=name).aggregate(
        size=Sum("typed_bytes", default=0)
    )
    files = Attachment.objects.filter(submission__owner__username=name, deleted_at=None)
    return [
        ("drafts", texts["size"], int(QUOTAS["DRAFTS_MB_PER_PERSON"])),
        (
            "files",
            files.aggregate(size=Sum("size", default=0))["size"],
            int(QUOTAS["FILES_MB_PER_PERSON"]),
        ),
    ]


ATTACK = Attack("quotas", "drafts and files up to the quota and beyond", prepare)
