"""System checks that name each setting which is missing or nonsensical, and a gate that refuses to start.

A setting is present, right and used, or the process does not start; no sentence quotes a value.
"""

from config.checks import contradictions, database, places, settings  # noqa: F401  (each registers its checks)
from config.checks.gate import refuse_to_start_if_wrong

__all__ = ["refuse_to_start_if_wrong"]
