"""The order of deploys in docs/keys.md with real processes, old and new side by side on one database."""

from collections.abc import Sequence
from typing import Any

import pytest
from cryptography.fernet import Fernet

from integrations import connections
from integrations.models import Connection, ConnectionState
from tests.campaigns.key_rotation_deploys import play
from tests.campaigns.key_rotation_environment import link_crowd, manage, running
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

ROWS = 400


def active(ids: Sequence[int]) -> int:
    return Connection.objects.filter(pk__in=ids, state=ConnectionState.ACTIVE).count()


def test_keys_are_added_promoted_rotated_and_dropped_under_traffic(sandbox: Sandbox) -> None:
    figures = play(link_crowd(sandbox, ROWS))
    assert not figures.failed
    assert (figures.status, figures.left) == (0, 0), figures.said
    assert (figures.opened, figures.active, figures.check) == (ROWS, ROWS, 0)
    assert figures.during, "there was traffic while it ran"
    assert figures.kept


def test_a_key_promoted_before_all_know_it_fails_but_ends_no_link(
    sandbox: Sandbox, settings: Any
) -> None:
    old, new = settings.TOKEN_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    ids = link_crowd(sandbox, 6)
    with running([old], [new, old], ids=ids) as processes:
        for process in processes:
            process.wait_for_more()
    unaware, aware = processes
    assert unaware.failed
    assert all("sealed with key" in said or "the next try is at" in said for said in unaware.failed)
    assert not [said for said in aware.failed if "sealed with" in said]
    assert active(ids) == len(ids)

    settings.TOKEN_ENCRYPTION_KEYS = [new, old]
    for connection_id in ids:
        connections.refresh(connection_id, asked_by="admin")
    assert manage([new, old], "rotate_token_keys").returncode == 0
    assert connections.count_older_seals() == 0


def test_a_process_that_still_writes_with_the_old_key_is_told_by_the_count(
    sandbox: Sandbox, settings: Any
) -> None:
    old, new = settings.TOKEN_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    ids = link_crowd(sandbox, 4)
    assert manage([new, old], "rotate_token_keys").returncode == 0
    with running([old, new], ids=ids):
        pass
    dropped_too_early = manage([new], "check", "--database", "default")
    assert dropped_too_early.returncode == 1
    assert "TOKEN_ENCRYPTION_KEYS lacks key" in dropped_too_early.stderr
    assert manage([new], "migrate").returncode == 1, "nor does the release process let it pass"
    too_early = manage([new], "rotate_token_keys")
    assert too_early.returncode == 1
    assert "Nothing was changed" in too_early.stderr
    assert active(ids) == len(ids)
    assert manage([new, old], "rotate_token_keys").returncode == 0
    assert manage([new], "check", "--database", "default").returncode == 0
