"""`manage.py repoint`: moves what Lodge stores about a site to another one, by a table."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from issues.models import Submission
from issues.repointing import apply, read_back
from issues.repointing.move import Move, moves
from issues.repointing.table import LARGEST, TableRefusedError, read


class Command(BaseCommand):
    """Shows what would change; with --apply it changes that, and prints the proof."""

    help = (
        "Move reports, comments, forms and queries from a site that was renamed, replaced or moved. The table is CSV "
        "with the columns kind,old,new; kinds are site, account, project, type. Without --apply nothing changes. An "
        "interrupted run can be repeated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The table, and whether to do it."""
        parser.add_argument("--table", required=True, help="the CSV file; - for the input")
        parser.add_argument("--apply", action="store_true", help="change it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for a wrong table, and for reports that were not found."""
        try:
            found = moves(read(_content(options["table"])))
        except OSError as error:
            raise CommandError(f"{options['table']} cannot be read: {error.strerror}.") from error
        except TableRefusedError as refused:
            raise CommandError(f"Nothing was changed.\n{refused}") from refused
        lost = sum([self._move(each, do=options["apply"]) for each in found])
        if not options["apply"]:
            self.stdout.write("Nothing was changed. Repeat the command with --apply.")
        if lost:
            raise CommandError(f"{lost} reports were not found at the new site.")

    def _move(self, move: Move, *, do: bool) -> int:
        """Returns how many reports were not found."""
        self.stdout.write(f"{move.old} -> {move.name}, {move.url} ({move.cloud_id})")
        before = apply.counts(move)
        self._say("before", before)
        if not do:
            return 0
        apply.apply(move, lambda kind, done: self.stdout.write(f"  {kind}: {done}"))
        self._say("after", apply.counts(move))
        if move.renamed:
            return 0
        proof = read_back.read_back(move, self._say_report)
        self.stdout.write(
            f"  read back: {proof.read}, not found: {proof.not_found}, to be asked later: {proof.later}"
        )
        return proof.not_found

    def _say(self, when: str, counts: dict[str, int]) -> None:
        said = ", ".join(f"{name} {count}" for name, count in counts.items())
        self.stdout.write(f"  {when}: {said}")

    def _say_report(self, report: Submission, outcome: str) -> None:
        self.stdout.write(f"  {report.issue_key}: {outcome}")


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with Path(name).open("rb") as file:
        return file.read(LARGEST + 1)
