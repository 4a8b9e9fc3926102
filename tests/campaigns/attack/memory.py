"""How much memory the stack takes: what each of its processes has for itself, and its share of what they share (PSS).

Source: proc(5), smaps_rollup. Where there is no such file, nothing is measured.
"""

import threading
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

EVERY = 0.5  # seconds
MEGABYTE = 1024 * 1024


def of_sessions(leaders: Collection[int]) -> int:
    """Bytes of all processes in the sessions that *leaders* lead; 0 where it cannot be known."""
    return sum(_pss(each) for each in _members(leaders))


def _members(leaders: Collection[int]) -> Iterator[Path]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):  # it ended meanwhile
            # Behind the name, which may hold anything: state, parent, group, session.
            facts = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(facts[3]) in leaders:
                yield folder


def _pss(folder: Path) -> int:
    with suppress(OSError):
        for line in (folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


class Peak(threading.Thread):
    """Looks again and again; `highest` is the most that was seen."""

    def __init__(self, leaders: Collection[int]) -> None:
        super().__init__(daemon=True)
        self._leaders, self._over = leaders, threading.Event()
        self.highest = of_sessions(leaders)

    def run(self) -> None:
        """Until `stop`."""
        while not self._over.wait(EVERY):
            self.highest = max(self.highest, of_sessions(self._leaders))

    def stop(self) -> int:
        """The highest."""
        self._over.set()
        self.join()
        return self.highest
