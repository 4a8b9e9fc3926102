"""Raising a request in a service project.

The payload: `{"desk_id", "type_id", "type_name", "values": {field id: what a create form sends}}`. Jira takes no mark
with a request, so it is found by its reporter, its time and its words.
"""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from integrations import jira
from issues.models import ActKind, IssueAct, State
from issues.outbox.acts.act import LATE, is_late
from issues.outbox.add_comment import letters
from issues.outbox.outcomes import Done, FindOutcome, NotDone, NotNow, SendOutcome

# The largest difference between Jira's clock and ours.
_SKEW = timedelta(minutes=10)


class RaiseRequest:
    """`POST /request`, which Jira checks first where it offers that."""

    def send(self, row: IssueAct, until: float) -> SendOutcome:
        """Raise it. Two of one person and type are never sent at once: see `find`."""
        if _twins(row).filter(state__in=(State.SENDING, State.UNCONFIRMED)).exists():
            return NotNow("")
        where = row.account_id, row.cloud_id, row.wanted["desk_id"], row.wanted["type_id"]
        try:
            jira.check_request(*where, row.wanted["values"])
        except jira.Denied as error:
            if error.status != 404:
                raise
            # this Jira does not check requests beforehand; a desk that is gone is told by what follows
        if is_late(until):
            return LATE
        return Done(jira.raise_request(*where, row.wanted["values"]).key)

    def find(self, row: IssueAct) -> FindOutcome:
        """Look through the newest requests of the account for the same words that belong to no other row."""
        since = (row.first_sent_at or row.created_at) - _SKEW
        mine = jira.own_requests(
            row.account_id, row.cloud_id, row.wanted["desk_id"], row.wanted["type_id"], since
        )
        taken, said = set(_twins(row).values_list("remote_id", flat=True)), _said(row)
        same = [
            each.key
            for each in mine
            if each.key not in taken and [letters(text) for text in each.said] == said
        ]
        return Done(same[0]) if same else NotDone()


def _said(row: IssueAct) -> list[str]:
    """The letters of its summary and its description."""
    values: dict[str, Any] = jira.request_text_values(row.wanted["values"])
    return [letters(str(values.get(name) or "")) for name in ("summary", "description")]


def _twins(row: IssueAct) -> QuerySet[IssueAct]:
    """The other requests of this account in this project."""
    own = IssueAct.objects.filter(
        account_id=row.account_id,
        cloud_id=row.cloud_id,
        issue_key=row.issue_key,
        kind=ActKind.REQUEST,
    )
    return own.exclude(pk=row.pk)
