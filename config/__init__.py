"""The composition root: settings, addresses, the Celery application."""
