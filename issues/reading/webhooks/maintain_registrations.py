"""Registers webhooks, keeps them alive, hands them on, and removes those that nobody needs.

Each reader of projects (`ProjectWatch.reader`) has one webhook at a site, for all projects that it reads. One process
at a time works on it, and Jira's own list decides what exists: what a process registered before it died is found there.
"""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import Q
from django.utils import timezone

from installation import copy_guard
from integrations import jira
from issues.models import ProjectWatch, Webhook
from issues.reading.webhooks import webhook_address

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
CHECK_EVERY = timedelta(days=1)
# Jira forgets a webhook after thirty days.
REFRESH_BELOW = timedelta(days=20)
AGAIN_AFTER = timedelta(minutes=30)
# The projects of one webhook. What is beyond is polled.
MOST_PROJECTS = 200
LONGEST = 50.0  # seconds of one run


def keep() -> int:
    """Work on every webhook that is due. Returns how many. Does nothing in a copy, or where none can be."""
    if copy_guard.elsewhere() or webhook_address.why_not():
        return 0
    wanted = _wanted()
    _enter(wanted)
    ends_at, done = monotonic() + LONGEST, 0
    for row in Webhook.objects.filter(next_check_at__lte=timezone.now()).order_by("next_check_at"):
        if monotonic() >= ends_at:
            break
        if _claimed(row):
            _check(row, wanted.get((row.cloud_id, row.account_id), []))
            done += 1
    return done


def _wanted() -> dict[tuple[str, str], list[str]]:
    """The project ids by site and reader."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = ProjectWatch.objects.exclude(reader="").order_by("pk")
    for cloud_id, reader, project_id in rows.values_list("cloud_id", "reader", "project_id"):
        if len(found[cloud_id, reader]) < MOST_PROJECTS:
            found[cloud_id, reader].append(project_id)
    return {key: sorted(ids) for key, ids in found.items()}


def _enter(wanted: dict[tuple[str, str], list[str]]) -> None:
    """A row for each reader. Where the projects are others than those registered, a look is due now."""
    now = timezone.now()
    rows = {(each.cloud_id, each.account_id): each for each in Webhook.objects.all()}
    fresh = [
        Webhook(cloud_id=cloud_id, account_id=account_id, next_check_at=now)
        for cloud_id, account_id in wanted.keys() - rows.keys()
    ]
    Webhook.objects.bulk_create(fresh, ignore_conflicts=True)
    changed = [
        row.pk
        for key, row in rows.items()
        if wanted.get(key, []) != row.project_ids and not row.failing_since
    ]
    Webhook.objects.filter(pk__in=changed, next_check_at__gt=now).update(next_check_at=now)


def _claimed(row: Webhook) -> bool:
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = Webhook.objects.filter(free, pk=row.pk, next_check_at=row.next_check_at)
    return bool(mine.update(lease_until=now + LEASE, next_check_at=now + LEASE))


def _check(row: Webhook, project_ids: list[str]) -> None:
    """Make Jira's list what it should be. Whatever goes wrong is tried again later."""
    try:
        if not jira.live_accounts(row.cloud_id, [row.account_id]):
            _without_token(row, project_ids)
            return
        with jira.at_work(jira.Work.READING):
            _settle(row, project_ids)
    except jira.Rejected as error:
        _fail(row, " ".join(("Rejected", *error.messages)))
    except jira.IntegrationError as error:
        _fail(row, type(error).__name__)


def _without_token(row: Webhook, project_ids: list[str]) -> None:
    """The link ended, or its token is not alive now. Who no longer reads anything is forgotten with it."""
    if not project_ids:
        row.delete()
        return
    _save(row, next_check_at=timezone.now() + AGAIN_AFTER)


def _settle(row: Webhook, project_ids: list[str]) -> None:
    now = timezone.now()
    at = row.account_id, row.cloud_id
    own = [each for each in jira.webhooks_of(*at) if each.url == webhook_address.address()]
    jql = jira.filter_of(project_ids)
    kept = next((each for each in own if each.jql == jql and _alive(each, now)), None)
    if not project_ids:
        kept = None
    jira_id, expires_at = (kept.id, kept.expires_at) if kept else (None, None)
    if kept is None and project_ids:
        made = jira.register_webhook(*at, webhook_address.address(), project_ids)
        if made.id is None:
            _fail(row, made.error)
            return
        jira_id = made.id
    if jira_id is not None and (expires_at is None or expires_at - now < REFRESH_BELOW):
        expires_at = jira.refresh_webhooks(*at, [jira_id])
    _save(
        row,
        jira_id=jira_id,
        project_ids=project_ids,
        expires_at=expires_at,
        checked_at=now,
        next_check_at=now + CHECK_EVERY,
        error="",
        failing_since=None,
    )
    if others := [each.id for each in own if each.id != jira_id]:
        jira.delete_webhooks(*at, others)
    if not project_ids:
        row.delete()


def _alive(webhook: jira.Webhook, now: datetime) -> bool:
    return webhook.expires_at is None or webhook.expires_at > now + timedelta(hours=1)


def _fail(row: Webhook, error: str) -> None:
    logger.warning("webhook %d could not be kept: %s", row.pk, error)
    now = timezone.now()
    failing_since = row.failing_since or now
    wait = min(CHECK_EVERY, max(AGAIN_AFTER, (now - failing_since) / 2))
    _save(row, error=error[:255], failing_since=failing_since, next_check_at=now + wait)


def _save(row: Webhook, **values: object) -> None:
    Webhook.objects.filter(pk=row.pk).update(lease_until=None, **values)
