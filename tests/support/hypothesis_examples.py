"""How many examples Hypothesis tries: the number of a test, and a fifth of it for `make test-fast`."""

import os

from hypothesis import HealthCheck, settings

FAST, WHOLE = "fast", "whole"
_USUAL, _FEWER = 100, 5


def examples(usual: int) -> int:
    """For `max_examples` of a test that tries another number than Hypothesis does by itself."""
    return max(usual // _FEWER, 1) if os.environ.get("HYPOTHESIS_PROFILE") == FAST else usual


def load_profile() -> None:
    """For every test. No time counts, of an example or of making it: a busy machine is no fault of the code."""
    settings.register_profile(WHOLE, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile(FAST, settings.get_profile(WHOLE), max_examples=_USUAL // _FEWER)
    settings.load_profile(FAST if os.environ.get("HYPOTHESIS_PROFILE") == FAST else WHOLE)
