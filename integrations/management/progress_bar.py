"""A progress bar in plain text: redrawn on a terminal, one line per tenth elsewhere."""

from django.core.management.base import OutputWrapper

_WIDTH = 30


class Progress:
    """Shows how much of *total* is done."""

    def __init__(self, out: OutputWrapper, total: int) -> None:
        self._out, self._total, self._done, self._shown = out, total, 0, 0
        self._on_terminal = out.isatty()

    def add(self, count: int) -> None:
        """Add *count* finished items."""
        self._done = min(self._done + count, self._total)
        if self._on_terminal:
            filled = _WIDTH * self._done // self._total
            bar = f"[{'#' * filled}{'.' * (_WIDTH - filled)}]"
            self._out.write(f"\r{bar} {self._done}/{self._total}", ending="")
            self._out.flush()
        elif (tenths := 10 * self._done // self._total) > self._shown:
            self._shown = tenths
            self._out.write(f"{self._done}/{self._total} ({10 * tenths} %)")

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._on_terminal:
            self._out.write("")
