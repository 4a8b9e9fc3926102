"""`manage.py invite`: invites people from the shell, as "Invite people" does in the administration."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from accounts.inviting import parse_file, parse_list
from accounts.inviting.invitation_sending import carry_out
from accounts.inviting.plan import Outcome, Step, plan
from accounts.inviting.signed_link import link_of
from accounts.mailing import account_mails

_SAID = {
    Outcome.INVITED: "invited",
    Outcome.ENDED: "invited again: the link of before had ended",
    Outcome.AGAIN: "gets another mail: was invited before",
    Outcome.NO_PASSWORD: "is here without a password: gets a link to choose one",
    Outcome.WAITING: "was invited before, and can still come (--remind mails them once more)",
    Outcome.HERE: "is here already",
    Outcome.DEACTIVATED: "is deactivated",
    Outcome.TWICE: "is in the list twice",
    Outcome.NOT_AN_ADDRESS: "is not an address",
}


class Command(BaseCommand):
    """Prints a line for each address. Exits with 1 where one was no address; the others are invited."""

    help = "Invite people by their e-mail addresses. Prints what becomes of each; links only with --print-links."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Addresses, or a file with them."""
        parser.add_argument(
            "addresses", nargs="*", help="as in “Dora Doe <dora@example.com>”, or without a name"
        )
        parser.add_argument("--file", help="a list or a CSV file; - reads what is piped in")
        parser.add_argument(
            "--group", action="append", default=[], help="a group that they will belong to"
        )
        parser.add_argument(
            "--remind", action="store_true", help="mail those again who did not come yet"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and do nothing"
        )
        parser.add_argument(
            "--print-links", action="store_true", help="print the links, which open accounts"
        )
        parser.add_argument(
            "--no-mail", action="store_true", help="send none: for links that you hand on yourself"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, plan, invite, print."""
        if options["no_mail"] and not options["print_links"]:
            raise CommandError("--no-mail leaves nobody a way in without --print-links.")
        groups = [_group(name) for name in options["group"]]
        steps = plan(_entries(options["addresses"], options["file"]), remind=options["remind"])
        if not steps:
            raise CommandError("Name addresses, or a file of them with --file.")
        links = {}
        if not options["dry_run"]:
            invitations = carry_out(steps, groups=groups, mail=not options["no_mail"])
            links = {row.address.lower(): link_of(row) for row in invitations}
        for step in steps:
            link = _link(step, links) if options["print_links"] and not options["dry_run"] else ""
            self.stdout.write(
                "\t".join(filter(None, (step.entry.address or "–", _SAID[step.outcome], link)))
            )
        wrong = sum(step.outcome is Outcome.NOT_AN_ADDRESS for step in steps)
        if wrong:
            raise CommandError(f"{wrong} of {len(steps)} are no addresses.", returncode=1)


def _link(step: Step, links: dict[str, str]) -> str:
    if step.outcome is Outcome.NO_PASSWORD and step.user is not None:
        return account_mails.link_to_password(step.user)
    return links.get(step.address.lower(), "") if step.is_mailed else ""


def _entries(addresses: list[str], file: str | None) -> list[parse_list.Entry]:
    try:
        entries = parse_list.from_text("\n".join(addresses))
        if file:
            data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            entries += parse_file.from_file(data)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except parse_list.UnreadableError as error:
        raise CommandError(f"This is no list of addresses: {error}.") from None
    return entries


def _group(name: str) -> Group:
    try:
        return Group.objects.get(name=name)
    except Group.DoesNotExist:
        raise CommandError(f"There is no group called {name}.") from None
