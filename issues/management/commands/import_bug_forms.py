"""`manage.py import_bug_forms`: create or change prepared forms from YAML."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from issues.bugforms import as_code

WORDS = {"new": "new", "changed": "changed", "same": "as it was"}


class Command(BaseCommand):
    """Creates or changes the forms of a file, all of them or none."""

    help = (
        "Takes prepared forms from YAML (see docs/bug-forms.md), all of a file or nothing. A form is known by its "
        "slug; forms that the file does not name stay as they are. Jira is not asked: test the forms in the admin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether it is only checked."""
        parser.add_argument("file", help="the YAML file; - for the input")
        parser.add_argument("--check", action="store_true", help="only say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for each invalid line, and then stores nothing."""
        try:
            content = _content(options["file"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        try:
            changes = as_code.store(as_code.read(content), check=options["check"])
        except as_code.Refused as refused:
            raise CommandError(f"Nothing was stored.\n{refused}") from refused
        for change in changes:
            self.stdout.write(f"{change.slug}: {WORDS[change.what]}")
        if options["check"]:
            self.stdout.write("Nothing was stored: this was a check.")


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(as_code.LARGEST + 1)
    with Path(name).open("rb") as file:
        return file.read(as_code.LARGEST + 1)
