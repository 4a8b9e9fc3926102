"""`manage.py doctor [link]`: what is wrong, why, what to do and who can do it. Its exit status is for monitors."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from integrations import doctor
from integrations.doctor import Who
from integrations.models import Connection, ConnectionState

OK, PERSON, ADMIN, WAIT, NO_SUCH_LINK = 0, 1, 2, 3, 4


def exit_status(who: Iterable[Who]) -> int:
    """The status for those who have to act: an administrator's task, then an outage, then an owner's task."""
    acting = set(who)
    if acting & {Who.LODGE_ADMIN, Who.JIRA_ADMIN, Who.ORGANISATION_ADMIN}:
        return ADMIN
    if Who.NOBODY in acting:
        return WAIT
    return PERSON if acting else OK


class Command(BaseCommand):
    """Examines one link, or Lodge itself."""

    help = (
        "Examines a link step by step without filing anything; without a link, Lodge's settings and its way to "
        "Atlassian. Exit status 0: all works; 1: the owner of a link must act; 2: an administrator must act; 3: "
        "Atlassian does not answer or asks to wait; 4: there is no such link. See docs/running.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "link", nargs="?", help="number of the link, or the user name or address of its owner"
        )
        parser.add_argument("--site", default="", help="cloud id; otherwise the usual site")
        parser.add_argument("--project", default="", help="key; otherwise the first one")
        parser.add_argument(
            "--seconds", type=float, default=doctor.DEADLINE, help="for all steps together"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = _found(options["link"]) if options["link"] else None
        begun = timezone.now()
        findings = doctor.examine(
            connection,
            cloud_id=options["site"],
            project_key=options["project"],
            asked_by="admin",
            seconds=options["seconds"],
        )
        if connection is None:
            findings = (
                each for each in findings if each.step in {"settings", "authorization", "server"}
            )
        done = list(findings)
        names = doctor.FOR_ADMIN
        self.stdout.write(doctor.as_text(done, names, connection=connection, at=begun))
        if connection is None:
            self._count_links()
        status = exit_status(doctor.Summary(done).who)
        if status:
            raise SystemExit(status)

    def _count_links(self) -> None:
        links = Connection.objects.order_by()
        working = links.filter(state=ConnectionState.ACTIVE)
        needing = links.filter(state__in=(ConnectionState.RECONNECT, ConnectionState.BLOCKED))
        failing = working.filter(failures__gt=0)
        self.stdout.write(
            f"Links: {working.count()} work ({failing.count()} of them could not be renewed last time), "
            f"{needing.count()} need their owners."
        )


def _found(name: str) -> Connection:
    """Raises CommandError where no link, or more than one, is meant."""
    asked = Q(pk=int(name)) if name.isdecimal() else Q(user__username=name) | Q(user__email=name)
    found = list(Connection.objects.filter(asked).order_by("pk")[:2])
    if len(found) != 1:
        raise CommandError(
            f"{'No link' if not found else 'More than one link'} of {name!r}: name it by its number",
            returncode=NO_SUCH_LINK,
        )
    return found[0]
