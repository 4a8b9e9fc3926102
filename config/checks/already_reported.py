"""Settings that are already known to be wrong: other checks skip them and their stand-in values."""

from django.conf import settings


def is_wrong(*names: str) -> bool:
    """Whether one of these settings is missing or invalid."""
    return not {name for name, _ in settings.ENVIRONMENT_PROBLEMS}.isdisjoint(names)
