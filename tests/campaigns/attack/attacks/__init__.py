"""The attacks, in the order in which they are played."""

from tests.campaigns.attack.attacks import (
    database_refuses,
    fill_quotas,
    gateway_hangs,
    mail_server_hangs,
    password_guessing,
    picker_flood,
    picture_flood,
    slow_connections,
    token_endpoint_hangs,
)
from tests.campaigns.attack.attacks.base import Attack

ATTACKS = (
    picture_flood.ATTACK,
    picker_flood.ATTACK,
    mail_server_hangs.ATTACK,
    password_guessing.ATTACK,
    fill_quotas.ATTACK,
    slow_connections.BEHIND,
    slow_connections.DIRECT,
    token_endpoint_hangs.ATTACK,
    gateway_hangs.ATTACK,
    database_refuses.ATTACK,
)
NAMES = tuple(each.name for each in ATTACKS)

__all__ = ["ATTACKS", "NAMES", "Attack"]
