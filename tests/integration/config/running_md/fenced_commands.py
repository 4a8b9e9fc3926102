"""The commands of a document: its fenced blocks of sh, each with whoever is to run it."""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```sh(?P<how>[^\n]*)\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^##+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Some commands, the heading above them, and who runs them: one after the other, or *each* in its own shell."""

    heading: str
    user: str
    each: bool
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def blocks_of(file: Path) -> list[Block]:
    """All of them, in order."""
    text = file.read_text(encoding="utf-8")
    found = []
    for block in _BLOCK.finditer(text):
        heading = [each[1] for each in _HEADING.finditer(text, 0, block.start())][-1]
        user, _, how = block["how"].strip().partition(",")
        found.append(
            Block(heading, user, how.strip().startswith("each"), tuple(block["lines"].splitlines()))
        )
    return found
