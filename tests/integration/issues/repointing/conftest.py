"""A team, as the tests of reading have it."""

from tests.integration.issues.reading.conftest import team

__all__ = ["team"]
