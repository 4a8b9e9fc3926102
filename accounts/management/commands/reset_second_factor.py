"""`manage.py reset_second_factor NAME`: for a user who lost the telephone and the backup codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.authentication import named
from accounts.models import SecondFactor


class Command(BaseCommand):
    """Deletes the second factor. The administration asks for a new one at the next request, in open sessions, too."""

    help = "Delete somebody's second factor, by their user name or address. Make sure that it is them who ask."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """NAME: a user name or an address."""
        parser.add_argument("name", help="user name or e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where there is no such user, or no second factor."""
        user = named(options["name"])
        if user is None:
            raise CommandError("Nobody has this name or address.")
        if not SecondFactor.objects.filter(user=user).delete()[0]:
            raise CommandError("They have no second factor.")
        self.stdout.write(
            f"{user} sets up a new second factor when they open the administration next."
        )
