"""Every mail of Lodge: a row first, then the worker, then the server. No page waits for a mail server.

`post` writes the row, in the transaction of whatever it tells of. `delivery` sends what is due; a task carries nothing
and may get lost, for the rows say it all. `register` says how a kind of mail is written.
"""

from accounts.mailing.kinds import Kind, Letter, register
from accounts.mailing.posting import post, post_all
from accounts.mailing.writing import in_their_language, letter, letter_to, letter_to_admins, to_admins

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
