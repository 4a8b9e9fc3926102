"""Lodge whose writers wait at the button for as long as a test needs: `gunicorn tests.browser.patient:application`."""

from config.wsgi import application
from issues.outbox import pace

__all__ = ["application"]

pace.PATIENCE = 120.0
