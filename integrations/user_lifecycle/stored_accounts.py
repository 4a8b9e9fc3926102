"""Which Atlassian accounts Lodge stores data of: links, accounts to sign in with, and whatever the other apps hold."""

import re
from collections.abc import Iterator
from typing import cast

from django.utils import timezone

from accounts.distinct_values import distinct
from accounts.models import ATLASSIAN, ExternalIdentity
from integrations.models import Connection, StoredAccount
from integrations.signals import asks_for_accounts

BATCH = 500
# Atlassian's ids. Data Center's names of people are shorter, and it reports nobody as "unknown".
_ACCOUNT_ID = re.compile(r"[0-9A-Za-z:_-]{20,128}")


def note() -> int:
    """Note accounts that are new, and forget those of which nothing is left. Returns how many are stored."""
    now, found = timezone.now(), set(_found())
    known = set(StoredAccount.objects.values_list("account_id", flat=True))
    new, gone = sorted(found - known), sorted(known - found)
    StoredAccount.objects.bulk_create(
        (StoredAccount(account_id=each, retrieved_at=now, due_at=now) for each in new),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    for start in range(0, len(gone), BATCH):
        StoredAccount.objects.filter(account_id__in=gone[start : start + BATCH]).delete()
    return len(found)


def _found() -> Iterator[str]:
    signs_in = ExternalIdentity.objects.filter(issuer=ATLASSIAN).order_by()
    stored = [
        distinct(Connection, "account_id"),
        signs_in.values_list("subject", flat=True).iterator(),
    ]
    stored += [cast("Iterator[str]", ids) for _, ids in asks_for_accounts.send(sender=Connection)]
    for account_ids in stored:
        yield from (each for each in account_ids if is_account_id(each))


def is_account_id(text: str) -> bool:
    """Whether *text* is an id of Atlassian Cloud."""
    return bool(_ACCOUNT_ID.fullmatch(text))
