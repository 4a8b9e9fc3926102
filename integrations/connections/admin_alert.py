"""Alerts the admins by the log "lodge.alarm", at most once an hour for each cause."""

import logging

from django.core.cache import cache

logger = logging.getLogger("lodge.alarm")


def send(cause: str, message: str) -> None:
    """Log *message* as an error unless *cause* was reported within the hour. It must not contain a secret."""
    if cache.add(f"alarm:{cause}", True, 3600):
        logger.error(message)
