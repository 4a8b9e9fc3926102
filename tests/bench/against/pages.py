"""CPU, calls of functions and statements of pages and acts: goals 1 to 4."""

from collections.abc import Iterator
from statistics import median

from tests.bench.against.contestants import Contestant
from tests.bench.alternating import ratio
from tests.bench.result_row import Row

# Each act, and the most CPU that it may cost against the earlier build.
GOALS = {
    "journey": 0.40,
    "form 25": 0.30,
    "form 83": 0.15,
    "form 453": 0.15,
    "post": 0.62,
    "home": 0.45,
    "reports": 0.45,
    "report": 0.45,
}
MOST_STATEMENTS = 32  # of the journey
ROUNDS, TIMES = 5, 8
MOST_EMPTY_PAGES = 14  # that home may cost


def measure(ours: Contestant, theirs: Contestant, revision: str, small: bool) -> Iterator[Row]:
    """A row for each act."""
    rounds, times = (1, 1) if small else (ROUNDS, TIMES)
    for act, goal in GOALS.items():
        counted = [each.ask(act, 0) for each in (ours, theirs)]
        turns = [(ours.ask(act, times), theirs.ask(act, times)) for _ in range(rounds + 1)][1:]
        mine, other = ([turn[side]["cpu"] for turn in turns] for side in (0, 1))
        calls = counted[0]["calls"] / counted[1]["calls"]
        more = (
            f" ({median(mine) * 1e3:.1f} ms; {median(other) * 1e3:.1f} ms; calls of functions "
            f"{calls:.2f}×; statements {counted[0]['statements']}; {counted[1]['statements']})"
        )
        yield Row.at_most(f"CPU of “{act}” against {revision}", ratio(mine, other), goal, more=more)
        if act == "journey":
            sent = counted[0]["statements"]
            yield Row.at_most("Statements of the journey", sent, MOST_STATEMENTS, "")
        if act == "home":
            empty = [ours.ask("empty", times)["cpu"] for _ in range(rounds)]
            yield Row.at_most(
                "CPU of “home” against an empty page",
                median(mine) / median(empty),
                MOST_EMPTY_PAGES,
            )
