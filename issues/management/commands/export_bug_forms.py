"""`manage.py export_bug_forms`: the prepared forms as YAML."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from issues.bugforms import as_code
from issues.models import BugForm


class Command(BaseCommand):
    """Writes all forms, or the named ones, to a file or to the output."""

    help = "Writes prepared forms as YAML, which import_bug_forms takes; see docs/bug-forms.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which forms, and the output file."""
        parser.add_argument(
            "slugs", nargs="*", metavar="slug", help="only these forms; all, if none is named"
        )
        parser.add_argument("-o", "--output", type=Path, help="a file, instead of the output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for a form that does not exist and for a file that cannot be written."""
        forms = BugForm.objects.order_by("slug").prefetch_related("groups", "fields")
        if options["slugs"]:
            forms = forms.filter(slug__in=options["slugs"])
            unknown = sorted({*options["slugs"]} - {form.slug for form in forms})
            if unknown:
                raise CommandError(f"There is no form {', '.join(unknown)}.")
        written = as_code.write(map(as_code.code_of, forms))
        if options["output"] is None:
            self.stdout.write(written.decode(), ending="")
            return
        try:
            options["output"].write_bytes(written)
        except OSError as error:
            raise CommandError(
                f"{options['output']} cannot be written: {error.strerror}."
            ) from error
        self.stderr.write(f"{len(forms)} forms are in {options['output']}.")
