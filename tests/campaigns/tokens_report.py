"""What the campaign prints, and whether a promise was broken."""

from collections.abc import Iterable
from time import monotonic


class Report:
    """Lines with figures; a broken promise is marked and remembered."""

    def __init__(self) -> None:
        self.broken = 0
        self._started = monotonic()

    def title(self, text: str) -> None:
        """The head of a part."""
        print(f"  {text}", flush=True)

    def line(self, text: str, *, broken: bool, why: Iterable[str] = ()) -> None:
        """One figure and whether it breaks a promise."""
        self.broken += broken
        print(f"    {'BROKEN' if broken else 'ok    '} {text}", flush=True)
        for reason in why if broken else ():
            print(f"           {reason}", flush=True)

    def verdict(self) -> int:
        """The last line; the exit status."""
        said = f"{self.broken} promises broken" if self.broken else "every promise was kept"
        print(f"  {said} ({monotonic() - self._started:.0f} s)", flush=True)
        return int(bool(self.broken))
