"""`manage.py personal_data`: what Lodge stores about whom, table by table."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from accounts.erasing.personal_data_registry import Holding, holdings, known
from accounts.models import User


class Command(BaseCommand):
    """Prints the declarations by which erasures work, so the list cannot be out of date."""

    help = (
        "Print what is stored about people: each table with personal data, whose it is, and which columns hold ids "
        "and names at Atlassian. With a user name or address: how many rows are about that person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One user, or none."""
        parser.add_argument("who", nargs="?", help="a user name or an address")

    def handle(self, *args: Any, **options: Any) -> None:
        """The whole list, or one person's."""
        if options["who"]:
            self._of(options["who"])
        else:
            for each in holdings():
                self.stdout.write(f"{each.label:36} {described(each)}")

    def _of(self, who: str) -> None:
        user = User.objects.filter(Q(username__iexact=who) | Q(email__iexact=who)).first()
        if user is None:
            raise CommandError(f"There is no user {who}.")
        person = known(user)
        for each in holdings():
            count = each.model._default_manager.filter(each.theirs(person)).count()
            if count:
                self.stdout.write(f"{each.label:36} {count}")


def described(holding: Holding) -> str:
    """What one table holds, in words."""
    said = []
    if holding.goes or holding.via or holding.also:
        whose = ", ".join(holding.goes or holding.via) or "account id or name"
        said.append(f"rows of a person ({whose}), deleted with them")
    if holding.emptied:
        said.append(f"who did it ({', '.join(holding.emptied)}), emptied")
    for names, what in (
        (holding.account_ids, "ids at Atlassian"),
        (holding.names, "names"),
        (holding.words, "text that may name anybody"),
    ):
        if names:
            said.append(f"{what}: {', '.join(names)}")
    if holding.forget:
        said.append("ids and names of others, taken out of rows that stay")
    return "; ".join(said) or "nothing about people"
