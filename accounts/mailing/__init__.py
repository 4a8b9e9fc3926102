"""Every mail of Lodge: stored as a row, sent by the worker. No request waits for a mail server.

`post` stores the row in the caller's transaction. `delivery` sends what is due; its task holds no data and may get
lost, because the rows say what is due. `register` tells how a kind of mail is written.
"""

from accounts.mailing.enqueue import post, post_all
from accounts.mailing.kinds import Kind, Letter, register
from accounts.mailing.render import (
    in_their_language,
    letter,
    letter_to,
    letter_to_admins,
    to_admins,
)

__all__ = [
    "Kind",
    "Letter",
    "in_their_language",
    "letter",
    "letter_to",
    "letter_to_admins",
    "post",
    "post_all",
    "register",
    "to_admins",
]
