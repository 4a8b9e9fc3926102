"""The composition root: settings, URLs, the Celery application."""
