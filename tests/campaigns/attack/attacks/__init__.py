"""The attacks, in the order in which they are played."""

from tests.campaigns.attack.attacks import (
    database,
    gateway,
    guesses,
    mail,
    pickers,
    pictures,
    quotas,
    slow,
    tokens,
)
from tests.campaigns.attack.attacks.base import Attack

ATTACKS = (
    pictures.ATTACK,
    pickers.ATTACK,
    mail.ATTACK,
    guesses.ATTACK,
    quotas.ATTACK,
    slow.BEHIND,
    slow.DIRECT,
    tokens.ATTACK,
    gateway.ATTACK,
    database.ATTACK,
)
NAMES = tuple(each.name for each in ATTACKS)

__all__ = ["ATTACKS", "NAMES", "Attack"]
