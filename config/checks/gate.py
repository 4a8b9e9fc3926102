"""What web, worker and schedule do before they start."""

import logging

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)


def refuse_to_start_if_wrong() -> None:
    """Raise ImproperlyConfigured with every error's sentence, for servers that run no checks themselves.

    What is only worth a word goes to the log. Makes the folder that the schedule writes to.
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
