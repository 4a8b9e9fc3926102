"""The attacks, in the order in which they are played."""

from tests.campaigns.attack.attacks import database, gateway, mail, pictures
from tests.campaigns.attack.attacks.base import Attack

ATTACKS = (pictures.ATTACK, mail.ATTACK, gateway.ATTACK, database.ATTACK)
NAMES = tuple(each.name for each in ATTACKS)

__all__ = ["ATTACKS", "NAMES", "Attack"]
