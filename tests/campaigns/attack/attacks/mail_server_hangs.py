"""A mail server that takes connections and says nothing, while mails are due."""

import io
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.other_users import wait_until

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage

MAILS = 200


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Nothing but the stage is needed."""
    return lambda: act(stage)


def act(stage: "Stage") -> Told:
    """200 people are invited; longer than the server may stay silent, so that it is tried more than once."""
    from django.core.management import call_command

    from accounts.mailing import mail_server_lease

    known = len(stage.inbox.mails)
    with stage.mail.being("silent"):
        names = [f"guest-{secrets.token_hex(6)}@lodge.test" for _ in range(MAILS)]
        call_command("invite", *names, stdout=io.StringIO())
        time.sleep(max(stage.seconds, 40))
    mail_server_lease.try_now()
    took = wait_until(lambda: len(stage.inbox.mails) >= known + MAILS, 120)
    told = Told()
    told.within(
        f"{MAILS} mails waited; after the server answered again, until all had left:", took, 60
    )
    return told


ATTACK = Attack("mail", "a mail server that is silent, 200 mails due", prepare)
