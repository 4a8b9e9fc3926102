"""`manage.py adopt_installation`: let a copied or moved database act here."""

from typing import Any

from django.core.management.base import BaseCommand

from installation import gate


class Command(BaseCommand):
    """Names this installation as the one that the database belongs to."""

    help = (
        "Makes this database belong to this installation (INSTALLATION_ID, or PUBLIC_URL): what waits in it is then "
        "sent from here, and its links are renewed here. Stop the other installation first: two that renew the "
        "same links kill them, and both send what waits."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = gate.adopt()
        self.stdout.write(f"This database belonged to {before}; it is this installation's now.")
