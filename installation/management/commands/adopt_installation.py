"""`manage.py adopt_installation`: allows a copied or moved database to act here."""

from typing import Any

from django.core.management.base import BaseCommand

from installation import copy_guard


class Command(BaseCommand):
    """Stores this installation's name in the database."""

    help = (
        "Makes this database belong to this installation (INSTALLATION_ID, or PUBLIC_URL): what waits in it is then "
        "sent from here, and its links are renewed here. Stop the other installation first: two that renew the "
        "same links kill them, and both send what waits."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = copy_guard.adopt()
        self.stdout.write(f"This database belonged to {before}; it is this installation's now.")
