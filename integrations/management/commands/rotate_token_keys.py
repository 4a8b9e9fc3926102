"""`manage.py rotate_token_keys`: seal every stored token with the newest key of TOKEN_ENCRYPTION_KEYS."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integrations import connections, vault
from integrations.errors import Misconfigured
from integrations.management.progress_bar import Progress


class Command(BaseCommand):
    """Seals again beside running traffic, and proves that no token needs an older key."""

    help = (
        "Seals every stored token with the newest key, beside running traffic; run it again when it broke off. "
        "Exit status 0: no token needs an older key any more. The order of deploys is in docs/keys.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=200, help="rows in one transaction")
        parser.add_argument(
            "--disconnect-lost",
            metavar="KEY_ID",
            help="end every link that only this key opens, because it is lost for good: their owners link again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["disconnect_lost"]:
                ended = connections.disconnect_lost(options["disconnect_lost"])
                self.stdout.write(f"{ended} links were disconnected; their owners can link again.")
            self._refuse_missing_keys()
            self._rotate(max(1, options["batch"]))
        except Misconfigured as error:
            raise CommandError(str(error)) from error

    def _refuse_missing_keys(self) -> None:
        if missing := connections.missing_keys():
            raise CommandError(
                f"TOKEN_ENCRYPTION_KEYS lacks key {', '.join(missing)}, which stored tokens are sealed with. Nothing "
                "was changed. Put it back at the end of the list; if it is lost for good, see --disconnect-lost."
            )

    def _rotate(self, batch: int) -> None:
        started, sealed, overtaken = monotonic(), 0, 0
        unreadable: dict[int, str] = {}
        progress = Progress(self.stdout, connections.count_older_seals())
        for done in connections.reseal(batch):
            sealed, overtaken = sealed + done.sealed, overtaken + done.overtaken
            unreadable |= done.unreadable
            progress.add(done.sealed + done.overtaken)
        progress.end()
        left, seconds = connections.count_older_seals(), monotonic() - started
        self.stdout.write(
            f"{sealed} sealed anew, {overtaken} overtaken by a refresh, in {seconds:.1f} s."
        )
        for connection_id, reason in unreadable.items():
            self.stderr.write(
                f"connection {connection_id}: {reason}; its owner has to disconnect and link again"
            )
        if left and left <= len(unreadable):
            raise CommandError(
                f"{left} tokens, named above, do not open with any key; all others are done."
            )
        if left:
            raise CommandError(
                f"{left} tokens still need an older key: do not remove it. Does a process still run with an older "
                "TOKEN_ENCRYPTION_KEYS? Restart it, and run this again."
            )
        self.stdout.write(f"0 tokens need an older key: {vault.key_ids()[0]} alone is enough.")
