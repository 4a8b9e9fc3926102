"""`manage.py erase_person`: erases users and prints what is left of them in every table."""

from argparse import ArgumentParser
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from accounts.erasing import erasure_request, erasure_steps, remaining_data
from accounts.erasing.hooks import ErasureLine, app_hooks
from accounts.erasing.person_identifiers import Person
from accounts.erasing.personal_data_registry import known
from accounts.models import Erasure, User

_LOOK_EVERY = 2.0  # seconds


class Command(BaseCommand):
    """Shows what is deleted and what stays, asks, erases, and searches every table and file."""

    help = (
        "Erase people: their account, links, drafts, reports, comments, files and whatever else is theirs. Shows what "
        "goes and what stays, asks, and prints what a search of every table finds afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The users to erase."""
        parser.add_argument("who", nargs="+", help="user names or addresses")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look up all of them before the first is erased."""
        people = [_found(who) for who in options["who"]]
        for user in people:
            self._say_what(user)
        if not options["yes"] and input("Erase? Type yes: ").strip().lower() != "yes":
            raise CommandError("Nobody was erased.")
        left = sum([self._erase(user) for user in people])
        if left:
            raise CommandError(f"{left} rows or files of theirs are left.")

    def _say_what(self, user: User) -> None:
        self.stdout.write(f"{user.get_username()}\n  goes:")
        self._list([each for hooks in app_hooks for each in hooks.goes(user)])
        self.stdout.write("  stays:")
        self._list([each for hooks in app_hooks for each in hooks.stays(user)])

    def _list(self, lines: list[ErasureLine]) -> None:
        for each in lines:
            self.stdout.write(f"    - {each.what}{f': {each.then}' if each.then else ''}")

    def _erase(self, user: User) -> int:
        """Returns how much is left."""
        person, erasure = known(user), erasure_request.ask(user)
        said = False
        while not erasure_steps.carry_out(erasure):
            if not said:
                until = f"{erasure.waits_until:%H:%M} UTC"
                self.stdout.write(
                    f"Something of theirs is on its way to Jira. The worker settles it by {until}."
                )
                said = True
            sleep(_LOOK_EVERY)
        erasure.refresh_from_db()
        self._say_doubt(erasure)
        return self._prove(person)

    def _say_doubt(self, erasure: Erasure) -> None:
        for place, sent in erasure.unsettled:
            self.stdout.write(f"May be in Jira or not, look there: {place}, sent {sent}")

    def _prove(self, person: Person) -> int:
        self.stdout.write(f"{'table':<40} {'rows':>9} {'theirs':>7} {'named by others':>16}")
        left = 0
        for each in remaining_data.tables(person):
            self.stdout.write(f"{each.table:<40} {each.rows:>9} {each.theirs:>7} {each.name:>16}")
            left += each.theirs
        stored, naming = remaining_data.files(person)
        self.stdout.write(f"{'files':<40} {stored:>9} {naming:>7} {'–':>16}")
        return left + naming


def _found(who: str) -> User:
    """Raises CommandError where the name fits no user, or two."""
    found = list(User.objects.filter(Q(username=who) | Q(email__iexact=who)))
    if len(found) != 1:
        raise CommandError(
            f"{who}: {'nobody' if not found else 'more than one person'} is called so."
        )
    return found[0]
