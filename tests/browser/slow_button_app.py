"""A Lodge that waits for Jira as long as a test needs: `gunicorn tests.browser.slow_button_app:application`."""

from config.wsgi import application
from issues.outbox import backoff

__all__ = ["application"]

backoff.PATIENCE = 120.0
