"""Signals about links and accounts. `sender` is Connection; those about a link have `connection_id`."""

from dataclasses import dataclass

from django.dispatch import Signal
from django.utils.functional import Promise

# Atlassian refused the link, or it was blocked: its owner has to link again. Also has `reason`.
link_needs_owner = Signal()
# A link works for the first time, or again. What waited for it may go on.
link_mended = Signal()
# The owner is about to end the link: its token still works. Sent outside transactions.
link_ending = Signal()
# The owner ended the link.
link_ended = Signal()
# Which Atlassian accounts are stored? A receiver returns an iterable of account ids.
asks_for_accounts = Signal()
# Atlassian closed the accounts `account_ids`: all that is stored of them goes. A receiver returns how many rows.
accounts_closed = Signal()
# The profiles of `account_ids` changed: what is stored of them is read again. `names`: the new ones, where known.
accounts_changed = Signal()
# Lodge deleted the last links of `account_ids`, long after they ended: where nothing waits, their ids go, too.
accounts_left = Signal()
# What would stop if the account's link ended? Has `account_id` and `user_id` (None for a shared link) instead of
# `connection_id`; each receiver answers a sequence of Stops, and changes nothing.
link_rehearsal = Signal()


@dataclass(frozen=True)
class Stops:
    """*count* things that a link's end would stop, in words. *url*: a page that lists them, or empty."""

    words: str | Promise
    count: int
    url: str = ""
