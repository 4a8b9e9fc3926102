"""Whether Jira still understands a query: it answers a clause that it does not understand with no rows, in silence.

A query is checked as its reader before their first run of a version and once a day, and as its owner from time to
time, while the owner's token lives. Source: Atlassian, CHANGE-3131 (strict JQL).
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from integrations import jira
from issues.models import SavedQuery
from issues.queries.jql.errors import JqlError
from issues.queries.jql.messages import Problem, sentence
from issues.queries.jql_statement import to_check

logger = logging.getLogger(__name__)
CHECKED_EVERY = timedelta(days=1)
# Without a live token of its owner a query waits so long.
ASKED_AGAIN = timedelta(hours=6)
AT_ONCE, BATCH = 200, 50
_LONGEST_MESSAGE, _MOST_MESSAGES = 500, 20


def problems_for(saved: SavedQuery, account: jira.Account, jql: str) -> tuple[str, ...]:
    """What Jira does not understand in *jql* in the eyes of this reader. Asked once a day for each version.

    Raises errors of integrations.jira.
    """
    key = f"query-checked:{saved.pk}:{saved.version}:{account.account_id}"
    known: tuple[str, ...] | None = cache.get(key)
    if known is None:
        said = jira.parse_query(account.account_id, saved.cloud_id, jql)
        known = (*said.errors, *said.warnings)
        if not known:  # a problem may be mended in Jira at any time
            cache.set(key, known, int(CHECKED_EVERY.total_seconds()))
    return known


def check_as(account: jira.Account, saved: SavedQuery) -> tuple[str, ...]:
    """What is wrong with the query in the eyes of this account. Raises errors of integrations.jira."""
    text = _text(saved)
    if not text:
        return _own_problems(saved)
    said = jira.parse_query(account.account_id, saved.cloud_id, text)
    return (*said.errors, *said.warnings)


def check_due() -> int:
    """Check queries that are due, as their owners, in one call for each owner and site. Returns how many."""
    now = timezone.now()
    due = list(
        SavedQuery.objects.filter(next_check_at__lte=now).order_by("next_check_at")[:AT_ONCE]
    )
    # What is not checked now waits its turn, so that the same rows are not tried for ever.
    SavedQuery.objects.filter(pk__in=[each.pk for each in due]).update(
        next_check_at=now + ASKED_AGAIN
    )
    by_place: dict[tuple[int, str], list[SavedQuery]] = defaultdict(list)
    for saved in due:
        by_place[saved.owner_id, saved.cloud_id].append(saved)
    return sum(_check_of(owner, cloud_id, rows) for (owner, cloud_id), rows in by_place.items())


def _check_of(owner_id: int, cloud_id: str, rows: list[SavedQuery]) -> int:
    try:
        account = jira.account_of(owner_id)
    except jira.NotConnected:
        return 0
    if account.account_id not in jira.live_accounts(cloud_id, [account.account_id]):
        return 0
    done = 0
    for start in range(0, len(rows), BATCH):
        try:
            done += _check_batch(account, cloud_id, rows[start : start + BATCH])
        except jira.IntegrationError as error:
            logger.info("saved queries were not checked: %s", type(error).__name__)
            break
    return done


def _check_batch(account: jira.Account, cloud_id: str, rows: list[SavedQuery]) -> int:
    texts = {saved.pk: _text(saved) for saved in rows}
    asked = [text for text in texts.values() if text]
    said = jira.parse_in_background(account.account_id, cloud_id, asked) if asked else ()
    answers = dict(zip(asked, said, strict=False))
    for saved in rows:
        answer = answers.get(texts[saved.pk])
        if answer is not None:
            note(saved, (*answer.errors, *answer.warnings))
        elif not texts[saved.pk]:
            note(saved, _own_problems(saved))
    return len(rows)


def note(saved: SavedQuery, problems: Iterable[str]) -> bool:
    """Store what a check of this version found. False: the query has changed meanwhile."""
    now = timezone.now()
    found = [each[:_LONGEST_MESSAGE] for each in problems][:_MOST_MESSAGES]
    rows = SavedQuery.objects.filter(pk=saved.pk, version=saved.version)
    changed = rows.update(problems=found, checked_at=now, next_check_at=now + CHECKED_EVERY)
    return changed == 1


def _text(saved: SavedQuery) -> str:
    try:
        return to_check(saved)
    except JqlError:
        return ""


def _own_problems(saved: SavedQuery) -> tuple[str, ...]:
    """What Lodge itself cannot read in it."""
    try:
        to_check(saved)
    except JqlError as error:
        return (sentence(Problem.of(error), saved.jql),)
    return ()
