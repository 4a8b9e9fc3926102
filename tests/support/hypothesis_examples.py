"""How many examples Hypothesis tries: the number of a test, and a fifth of it for `make test-fast`."""

import os

from hypothesis import settings

FAST = "fast"
_USUAL, _FEWER = 100, 5


def examples(usual: int) -> int:
    """For `max_examples` of a test that tries another number than Hypothesis does by itself."""
    return max(usual // _FEWER, 1) if os.environ.get("HYPOTHESIS_PROFILE") == FAST else usual


def load_profile() -> None:
    """For the tests that say no number. Deadlines are off there: a shared machine is no fault of the code."""
    settings.register_profile(FAST, max_examples=_USUAL // _FEWER, deadline=None)
    if os.environ.get("HYPOTHESIS_PROFILE") == FAST:
        settings.load_profile(FAST)
