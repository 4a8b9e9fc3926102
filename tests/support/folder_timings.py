"""A plugin of pytest: what each part of the suite (the folders of tests/) took, a line each at the end of the run."""

from collections import defaultdict

import pytest

_tests: dict[str, set[str]] = defaultdict(set)
_seconds: dict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add what one step of one test took. With several processes this is called where they are gathered."""
    part = report.nodeid.split("/")[1] if "/" in report.nodeid else ""
    _tests[part].add(report.nodeid)
    _seconds[part] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Seconds are those of all processes together."""
    for part, seconds in sorted(_seconds.items(), key=lambda each: -each[1]):
        count = len(_tests[part])
        terminalreporter.write_line(f"{part}: {count} tests, {seconds:.0f} s over all processes")
