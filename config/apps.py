"""The app config of the composition root: registers the system checks and the Celery application."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the settings an app, so that their system checks run."""

    name = "config"
    verbose_name = "Lodge"

    def ready(self) -> None:
        """Register the checks and make Lodge's Celery application the one that `shared_task` uses."""
        from config import celery, checks  # noqa: F401
