"""`manage.py readyz`: /readyz with the ages that strangers do not see, for a shell or a process manager."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.health.probes import NAMES, OK, look


class Command(BaseCommand):
    """Prints a line for each check and fails when one is not ok."""

    help = "Says whether database, cache, broker, schedule and worker work, and how old the oldest waiting thing is."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The checks to run."""
        parser.add_argument(
            "checks", nargs="*", choices=[[], *NAMES], help="all of them unless named"
        )

    def handle(self, *arguments: Any, checks: list[str], **options: Any) -> None:
        """Run and print."""
        found = {name: each for name, each in look().items() if name in checks or not checks}
        for name, finding in found.items():
            age = ""
            if finding.since is not None:
                age = f"  {(timezone.now() - finding.since).total_seconds():.0f} s"
            self.stdout.write(f"{name:14}{finding.state}{age}")
        if wrong := [name for name, finding in found.items() if finding.state != OK]:
            raise CommandError(f"not ready: {', '.join(wrong)}")
