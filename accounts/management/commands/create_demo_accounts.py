"""`manage.py create_demo_accounts`: alice, bob and admin with random passwords, for a developer's machine only."""

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User

PEOPLE = ("alice", "bob", "admin")


class Command(BaseCommand):
    """Prints a line for each user: name and password. With --file the passwords stay the same."""

    help = (
        "Make the demo accounts alice, bob and admin; prints `name password`. Only with DEBUG on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--file PATH: where the passwords are kept, readable by its owner only."""
        parser.add_argument(
            "--file", type=Path, help="keep the passwords here (0600), and use them again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create missing users and set all passwords."""
        if not settings.DEBUG:
            raise CommandError("Demo accounts exist only with DEBUG on.")
        file: Path | None = options["file"]
        passwords = {name: secrets.token_urlsafe(12) for name in PEOPLE} | (
            _kept(file) if file else {}
        )
        for name in PEOPLE:
            self._make(name, passwords[name])
        lines = [f"{name} {passwords[name]}" for name in PEOPLE]
        if file:
            _keep(file, lines)
        if options["verbosity"] > 0:
            self.stdout.write("\n".join(lines))

    def _make(self, name: str, password: str) -> None:
        rights = {"is_staff": True, "is_superuser": True} if name == "admin" else {}
        user, _ = User.objects.get_or_create(
            username=name, defaults={"email": f"{name}@lodge.example", **rights}
        )
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])


def _kept(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    words = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    return {pair[0]: pair[1] for pair in words if len(pair) == 2 and pair[0] in PEOPLE}


def _keep(file: Path, lines: list[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        os.fchmod(handle, 0o600)
        out.write("\n".join(lines) + "\n")
