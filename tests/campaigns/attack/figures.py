"""What was felt, in figures; what was promised, held against them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from statistics import quantiles

from tests.campaigns.attack.memory import MEGABYTE

# The goals of docs/campaigns.md.
TIMES_SLOWER, SECONDS_TO_FILE, TIMES_MEMORY, SECONDS_OF_MEMORY = 3.0, 8.0, 1.1, 60.0

# What is wrong with a page that only says, as it should, that the database is away.
AWAY = "away"


@dataclass(frozen=True)
class Look:
    """One page that somebody opened: how long it took, and what was wrong with it, or nothing."""

    what: str
    began: float
    took: float
    wrong: str = ""


@dataclass(frozen=True)
class Felt:
    """Pages of one stretch of time."""

    looks: Sequence[Look]

    @property
    def errors(self) -> int:
        """Pages that did not come, or came as another one."""
        return sum(each.wrong not in ("", AWAY) for each in self.looks)

    @property
    def away(self) -> int:
        """Pages that said that the database is away."""
        return sum(each.wrong == AWAY for each in self.looks)

    def quantile(self, percent: int) -> float:
        """Seconds."""
        took = sorted(each.took for each in self.looks)
        if len(took) < 2:
            return took[0] if took else inf
        return quantiles(took, n=100, method="inclusive")[percent - 1]

    def __str__(self) -> str:
        p50, p95 = self.quantile(50) * 1000, self.quantile(95) * 1000
        away = f", {self.away} said that the database is away" if self.away else ""
        return (
            f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, {self.errors} errors of {len(self.looks)}{away}"
        )


@dataclass
class Outcome:
    """One attack: what others felt without it and with it, how long their filings took, what memory the stack took."""

    name: str
    title: str
    without: Felt
    during: Felt
    filings: Sequence[Look]
    memory: tuple[
        int, int, int, float
    ]  # before, at the peak, after; bytes; and after how many seconds
    notes: Sequence[str] = ()
    broken: list[str] = field(default_factory=list)

    @property
    def slower(self) -> float:
        """How many times their p95 grew."""
        return self.during.quantile(95) / self.without.quantile(95)

    @property
    def longest_filing(self) -> float:
        """Seconds."""
        return max((each.took for each in self.filings), default=0.0)

    @property
    def growth(self) -> float:
        """How many times the memory of before is left."""
        before, _peak, after, _seconds = self.memory
        return after / before if before else 1.0

    def judged(self, *, away: bool = False) -> "Outcome":
        """With what was promised and not kept. *away*: no page could be shown meanwhile, and each said so."""
        forgiven = {"", AWAY} if away else {""}
        pages = [
            f"{each.what}: {each.wrong}" for each in self.during.looks if each.wrong not in forgiven
        ]
        failed = [each.wrong for each in self.filings if each.wrong not in forgiven]
        before = [f"{each.what}: {each.wrong}" for each in self.without.looks if each.wrong]
        promises = {
            f"without it, {len(before)} pages failed: {_some(before)}": not before,
            f"pages of others took {self.slower:.1f} × as long (at most {TIMES_SLOWER:.0f})": away
            or self.slower <= TIMES_SLOWER,
            f"{len(pages)} pages of others failed: {_some(pages)}": not pages,
            f"a filing took {self.longest_filing:.1f} s (at most {SECONDS_TO_FILE:.0f})": self.longest_filing
            <= SECONDS_TO_FILE,
            f"{len(failed)} filings of others failed: {_some(failed)}": not failed,
            f"{self.growth:.2f} × as much memory was left (at most {TIMES_MEMORY})": self.growth
            <= TIMES_MEMORY,
        }
        self.broken += [said for said, kept in promises.items() if not kept]
        return self

    def tell(self) -> None:
        """Print it."""
        before, peak, after, seconds = self.memory
        print(f"    without it  {self.without}")
        print(f"    during it   {self.during}: p95 {self.slower:.1f} ×")
        print(
            f"    filings of others: {len(self.filings)}, the longest took {self.longest_filing:.1f} s"
        )
        print(
            f"    memory: {before / MEGABYTE:.0f} MB before, {peak / MEGABYTE:.0f} at its peak, "
            f"{after / MEGABYTE:.0f} after {seconds:.0f} s ({self.growth:.2f} ×)"
        )
        for note in self.notes:
            print(f"    {note}")
        for said in self.broken or ["every promise was kept"]:
            print(f"    {'BROKEN' if self.broken else 'ok    '} {said}", flush=True)


def _some(texts: Sequence[str]) -> str:
    return "; ".join(f"{text} ({number} ×)" for text, number in Counter(texts).most_common(3))


COLUMNS = "| Attack | p95 without | p95 during | × | Errors | Longest filing | Memory before, peak, after (MB) | |"


def table(outcomes: Sequence[Outcome]) -> str:
    """All of them, as Markdown."""
    lines = [COLUMNS, "|---|---|---|---|---|---|---|---|"]
    for each in outcomes:
        before, peak, after, _seconds = (value / MEGABYTE for value in each.memory)
        without, during = each.without.quantile(95) * 1000, each.during.quantile(95) * 1000
        cells = [
            each.title,
            f"{without:.0f} ms",
            f"{during:.0f} ms",
            f"{each.slower:.1f}",
            f"{each.during.errors}",
            f"{each.longest_filing:.1f} s",
            f"{before:.0f}, {peak:.0f}, {after:.0f}",
            "; ".join(each.broken) or "ok",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
