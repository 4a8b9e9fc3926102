"""The checks that web, worker and schedule run before they start."""

import logging

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)


def refuse_to_start_if_wrong() -> None:
    """Raise ImproperlyConfigured with all errors, for servers that run no system checks themselves.

    Warnings go to the log. Also makes the folder for the schedule file.
    """
    found = checks.run_checks()
    wrong = [message for message in found if message.level >= checks.ERROR]
    if wrong:
        listed = "\n".join(f"  - {message.msg}" for message in wrong)
        raise ImproperlyConfigured(f"Lodge does not start with these settings:\n{listed}")
    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    for message in found:
        if message.level >= checks.WARNING and not message.is_silenced():
            logger.warning("%s", message.msg)
