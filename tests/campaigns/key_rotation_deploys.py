"""The order of deploys in docs/keys.md, old and new processes side by side at each step."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from cryptography.fernet import Fernet
from django.conf import settings
from django.test import override_settings

from integrations import connections
from integrations.connections import load_connection
from integrations.models import Connection, ConnectionState, Token
from tests.campaigns.key_rotation_environment import Process, manage, running


@dataclass
class Figures:
    """What came of a rotation. *seconds*: of the command; *during*: requests meanwhile; *left*: rows on the old key.

    *opened*: rows that the new key alone opens; *active*: links that are alive; *check*: exit status of the check.
    """

    rows: int
    seconds: float = 0.0
    status: int = -1
    said: str = ""
    requests: int = 0
    during: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    left: int = -1
    opened: int = 0
    active: int = 0
    check: int = -1

    def add(self, processes: Sequence[Process]) -> None:
        """Count what these processes did."""
        for process in processes:
            self.requests += process.done
            self.failed += process.failed

    @property
    def kept(self) -> bool:
        """Whether nothing failed, nothing needs the old key, and everything works without it."""
        works = self.rows == self.opened == self.active and self.status == self.check == 0
        return works and not self.failed and self.left == 0


def play(ids: Sequence[int]) -> Figures:
    """Add the new key as second, promote it, rotate, drop the old one, each beside the step before."""
    old, new = settings.TOKEN_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    figures = Figures(len(ids))
    _side_by_side(figures, [old], [old, new], ids)
    _side_by_side(figures, [old, new], [new, old], ids)
    with running([new, old], [new, old], ids=ids) as processes:
        before, started = sum(process.done for process in processes), monotonic()
        rotation = manage([new, old], "rotate_token_keys")
        figures.seconds = monotonic() - started
        figures.during = sum(process.done for process in processes) - before
    figures.add(processes)
    figures.status, figures.said = rotation.returncode, rotation.stdout
    figures.said += rotation.stderr if rotation.returncode else ""
    _side_by_side(figures, [new, old], [new], ids)
    _look(figures, new, ids)
    return figures


def _side_by_side(figures: Figures, older: list[str], newer: list[str], ids: Sequence[int]) -> None:
    with running(older, newer, ids=ids) as processes:
        for process in processes:
            process.wait_for_more()
    figures.add(processes)


def _look(figures: Figures, new: str, ids: Sequence[int]) -> None:
    """The old key is removed: the count, every row opened, a process of its own, the check."""
    with override_settings(TOKEN_ENCRYPTION_KEYS=[new]):
        figures.left = connections.count_older_seals()
        for token in Token.objects.filter(connection_id__in=ids).iterator(chunk_size=500):
            figures.opened += bool(load_connection.access_token(token)) and bool(
                load_connection.refresh_token(token)
            )
    figures.active = Connection.objects.filter(pk__in=ids, state=ConnectionState.ACTIVE).count()
    with running([new], ids=ids) as processes:
        pass
    figures.add(processes)
    figures.check = manage([new], "check", "--database", "default").returncode
