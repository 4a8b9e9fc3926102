"""What is known to be wrong already: nothing more is said about it, and nothing is concluded from what stands in."""

from django.conf import settings


def is_wrong(*names: str) -> bool:
    """Whether one of these settings is missing or cannot be understood."""
    return not {name for name, _ in settings.ENVIRONMENT_PROBLEMS}.isdisjoint(names)
