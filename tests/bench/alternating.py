"""Fair comparison: the contestants take turns, CPU time is that of this process, medians decide. Pure."""

from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

Act = Callable[[], object]


def cpu_by_turns(
    contestants: Mapping[str, Act], *, rounds: int, calls: int
) -> dict[str, list[float]]:
    """CPU seconds per call of each contestant in each round, after a round that warms up."""
    spent: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, act in contestants.items():
            started = process_time()
            for _ in range(calls):
                act()
            if number:
                spent[name].append((process_time() - started) / calls)
    return spent


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the rounds' ratios."""
    return median(mine / other for mine, other in zip(ours, theirs, strict=True))
