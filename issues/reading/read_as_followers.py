"""Asks Jira, as each follower, whether it shows them what they follow. The answer refreshes the mirror, too.

The access token is used only while it lives. Who has none is asked for again when they come back (`visits`).
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic

from django.utils import timezone

from integrations import jira
from issues.models import IssueFollower
from issues.reading import proof_of_sight, update_mirror

logger = logging.getLogger(__name__)
AT_ONCE, WINDOW = 2000, 100
# A claimed row is due again after this, unless its read says otherwise.
LEASE = timedelta(minutes=10)


def ask_due(ends_at: float) -> int:
    """Read what is due, until *ends_at* of the monotonic clock. Returns how many calls were made."""
    calls = 0
    for (cloud_id, account_id), followers in _due().items():
        if monotonic() >= ends_at:
            break
        keys = [each.pk for each in followers]
        now = timezone.now()
        due = IssueFollower.objects.filter(pk__in=keys, next_proof_at__lte=now)
        if due.update(next_proof_at=now + LEASE) != len(keys):
            continue  # another process is at it
        if not jira.live_accounts(cloud_id, [account_id]):
            IssueFollower.objects.filter(pk__in=keys).update(next_proof_at=None)
            continue
        for start in range(0, len(followers), WINDOW):
            calls += 1
            if not _ask(cloud_id, account_id, followers[start : start + WINDOW]):
                break
    return calls


def _due() -> dict[tuple[str, str], list[IssueFollower]]:
    """Due followers by site and account, longest due first."""
    rows = IssueFollower.objects.filter(next_proof_at__lte=timezone.now())
    found: dict[tuple[str, str], list[IssueFollower]] = defaultdict(list)
    for each in rows.select_related("issue").order_by("next_proof_at")[:AT_ONCE]:
        found[each.issue.cloud_id, each.account_id].append(each)
    return found


def _ask(cloud_id: str, account_id: str, followers: Sequence[IssueFollower]) -> bool:
    """One call. False where Jira did not answer: the rest of this account waits, too."""
    ids = [each.issue.issue_id for each in followers]
    try:
        window = jira.issue_statuses(account_id, cloud_id, ids)
    except jira.IntegrationError as error:
        logger.info("%d followed issues were not read: %s", len(ids), error)
        return False
    update_mirror.apply(account_id, cloud_id, window.issues)
    proof_of_sight.note(cloud_id, account_id, [each.id for each in window.issues], window.absent)
    return True
