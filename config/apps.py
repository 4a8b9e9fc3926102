"""Django's view of the composition root: it registers the checks of the settings and the Celery application."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Lodge's settings as an application, so that their checks run."""

    name = "config"
    verbose_name = "Lodge"

    def ready(self) -> None:
        """Register the checks, and make our Celery application the one that `shared_task` uses."""
        from config import celery, checks  # noqa: F401
