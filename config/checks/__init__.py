"""System checks that name each missing or invalid setting. No process starts with one.

Every setting is present, valid and used; no message quotes a value.
"""

from config.checks import (  # noqa: F401  (each registers its checks)
    contradicting_settings,
    database,
    invalid_settings,
    single_sign_on,
    writable_folders,
)
from config.checks.before_start import refuse_to_start_if_wrong

__all__ = ["refuse_to_start_if_wrong"]
