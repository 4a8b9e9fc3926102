"""`manage.py adopt_installation`: let a copied or moved database refresh its links here."""

from typing import Any

from django.core.management.base import BaseCommand

from integrations import connections


class Command(BaseCommand):
    """Names this installation as the one that the database belongs to."""

    help = (
        "Makes this database belong to this installation (INSTALLATION_ID, or PUBLIC_URL), so that links are "
        "refreshed here. Stop the other installation first: two that refresh the same links kill them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = connections.adopt()
        self.stdout.write(f"This database belonged to {before}; it is this installation's now.")
