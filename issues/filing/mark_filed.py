"""Marks a report as filed under a key that a user gives. The key is looked up first."""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations import jira
from issues.models import State, Submission
from issues.outbox.states import record_filed

# The states that can be marked as filed: waiting, in doubt or blocked.
CLAIMABLE = (State.QUEUED, State.UNCONFIRMED, State.BLOCKED)
# Longer than the lookup in Jira may take. A waiting row is not sent meanwhile.
_HELD_FOR = timedelta(minutes=1)
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*")


def claim(report: Submission, text: str, *, what: str) -> str:
    """Record *report* as filed under the key in *text*, or the address that ends with it. Returns why not, or "".

    Asks Jira as the report's own account, so that a typo does not hide a lost report. A waiting report is not sent by
    the schedule meanwhile. A button, or a lookup that ends, may still send it; then that result counts. *what* names
    the line on the receipt.
    """
    key = text.strip().rstrip("/").rpartition("/")[2].upper()
    if not KEY.fullmatch(key):
        return _("“%(text)s” is not a key. It looks like %(project)s-312") % {
            "text": text[:40],
            "project": report.project_key,
        }
    known = Submission.objects.filter(
        owner=report.owner_id, cloud_id=report.cloud_id, issue_key=key
    )
    if known.exclude(pk=report.pk).exists():
        told = (
            _("%(key)s is another report of yours")
            if what == "told"
            else _("%(key)s is another of their reports")
        )
        return told % {"key": key}
    held_until = timezone.now() + _HELD_FOR
    would_go = Q(state=State.QUEUED) | Q(state=State.BLOCKED, next_attempt_at__isnull=False)
    row = Submission.objects.filter(would_go, pk=report.pk)
    before = row.values_list("next_attempt_at", flat=True).first()
    # rule claim-unread: the result of filing shows whether it was held
    row.filter(next_attempt_at=before).update(next_attempt_at=held_until)
    error = _looked_up(report, key, what)
    if error:
        # rule claim-unread: a newer time from elsewhere stays
        row.filter(next_attempt_at=held_until).update(next_attempt_at=before)
    return error


def _looked_up(report: Submission, key: str, what: str) -> str:
    try:
        issue = jira.get_issue(report.account_id, report.cloud_id, key)
    except jira.Denied:
        return _("There is no %(key)s in Jira that the report's account can see") % {"key": key}
    except jira.SiteLost as error:
        return _("At present Lodge does not get into %(site)s, so it could not look") % {
            "site": error.name
        }
    except (jira.NotConnected, jira.ReconnectRequired):
        return _(
            "The link that it was written with works no longer, so Lodge could not look. It must be linked again"
        )
    except jira.IntegrationError:
        return _("Jira does not answer, so Lodge could not look. Try again in a minute")
    with transaction.atomic():
        now = Submission.objects.select_for_update().get(pk=report.pk)
        if now.state in CLAIMABLE:
            record_filed(report.pk, issue.id, issue.key, what=what)
            return ""
    if now.state == State.FILED:
        return (
            ""
            if now.issue_id == issue.id
            else _("It is in Jira as %(key)s already") % {"key": now.issue_key}
        )
    return _("It was too late: something else has happened to it meanwhile")
