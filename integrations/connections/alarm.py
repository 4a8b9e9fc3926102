"""Tells the admins, at most once an hour for each cause: the log "lodge.alarm" goes to their mail."""

import logging

from django.core.cache import cache

logger = logging.getLogger("lodge.alarm")


def sound(cause: str, message: str) -> None:
    """Log *message* as an error unless *cause* was told within the hour. No secret belongs in it."""
    if cache.add(f"alarm:{cause}", True, 3600):
        logger.error(message)
