"""The outbox's sender for issues: creates an issue, and finds it again. Calls integrations.jira only."""

from collections.abc import Sequence
from time import monotonic
from uuid import UUID

from django.db.models import BigIntegerField, Max, Q
from django.db.models.functions import Cast, Substr

from integrations import jira
from issues.models import State, Submission
from issues.outbox import backoff, blockers, service_request
from issues.outbox.outcomes import (
    CantTell,
    Done,
    FindOutcome,
    NotDone,
    Refused,
    SendOutcome,
    Stuck,
    Unknown,
)
from issues.outbox.reporter_line import REPORTER, without_reporter

# The places for the mark. The next one is used when Jira refuses the one before.
_MARKERS = ("properties", "label", "text")


def body_of(submission: Submission) -> dict[str, object]:
    """The `fields` of the create call: project, type and the values of the form."""
    return {
        **submission.fields,
        "project": {"id": submission.project_id},
        "issuetype": {"id": submission.issue_type_id},
    }


class CreateIssue:
    """The outbox's sender for issues.

    *account*: the owner's link, where the same request has just read it, to save a query.
    """

    model = Submission

    def __init__(self, account: jira.Account | None = None) -> None:
        self._account = account

    def seconds(self, submission: Submission) -> float:
        """The time limit of one try in the background."""
        return backoff.UNHURRIED

    def send(self, submission: Submission, *, seconds: float) -> SendOutcome:
        """Create it once, with its mark, as the account that it was written with."""
        began = monotonic()
        stuck = _hindrance(submission, self._account)
        if stuck is not None:
            return stuck
        try:
            if jira.is_request_type(submission.issue_type_id):
                return service_request.send(submission, seconds)
            return self._create(submission, seconds)
        except jira.Rejected as error:
            if submission.reporter_line and REPORTER in {*error.field_errors} & {
                *submission.fields
            }:
                return self._send_with_line(submission, seconds - (monotonic() - began))
            return Refused(dict(error.field_errors), tuple(error.messages))
        except jira.OutcomeUnknown:
            return Unknown()
        except jira.IntegrationError as error:
            return blockers.not_done(error)

    def _send_with_line(self, submission: Submission, seconds: float) -> SendOutcome:
        """Once more, because Jira does not let the shared account choose the reporter. It certainly created nothing."""
        fields = without_reporter(submission.fields, submission.reporter_line)
        Submission.objects.filter(pk=submission.pk).update(fields=fields)
        submission.fields = fields
        return self.send(submission, seconds=seconds)

    def _create(self, submission: Submission, seconds: float) -> Done:
        """Try the markers in turn. A refused marker certainly created nothing, so another try makes no second issue."""
        # No request is sent later than this, however long tokens took, so the lease certainly outlives it.
        ends_at = monotonic() + seconds
        later = _MARKERS[_MARKERS.index(submission.marker_in) :]
        for position, marker_in in enumerate(later):
            # Saved first: what is sent now must be found by the mark that it carries.
            if marker_in != submission.marker_in:
                Submission.objects.filter(pk=submission.pk).update(marker_in=marker_in)
            try:
                made = jira.create_issue(
                    submission.account_id,
                    submission.cloud_id,
                    fields=body_of(submission),
                    marker=str(submission.pk),
                    marker_in=marker_in,
                    deadline=ends_at - monotonic(),
                )
            except jira.MarkerRefused:
                if position == len(later) - 1:
                    raise
            else:
                return Done(made.id, made.key)
        raise AssertionError("the last marker returns or raises")

    def find(self, submission: Submission) -> FindOutcome:
        """Look for the mark. For a filed row: look for a second issue with the same mark."""
        return self.find_many([submission])[submission.pk]

    def company(self, submission: Submission) -> Q:
        """All rows of one account at one site: one search, and one key scan per project, cover them."""
        return Q(
            owner_id=submission.owner_id,
            account_id=submission.account_id,
            cloud_id=submission.cloud_id,
        )

    def find_many(self, submissions: Sequence[Submission]) -> dict[UUID, FindOutcome]:
        """Look for the marks of all rows, which belong to one account at one site."""
        first = submissions[0]
        stuck = _hindrance(first)
        if stuck is not None:
            return dict.fromkeys((each.pk for each in submissions), stuck)
        known = {
            key: highest_known(first.cloud_id, key)
            for key in {each.project_key for each in submissions}
        }
        requests = [each for each in submissions if jira.is_request_type(each.issue_type_id)]
        marked = [each for each in submissions if each not in requests]
        wanted = [_wanted(each, known[each.project_key]) for each in marked]
        found = jira.find_issues(first.account_id, first.cloud_id, wanted)
        for each in requests:
            found[str(each.pk)] = service_request.find(each, known[each.project_key])
        return {each.pk: _outcome(found[str(each.pk)]) for each in submissions}

    def hindrance(self, row: Submission) -> Stuck | None:
        """No link, another account's link, or a lost site."""
        return _hindrance(row)

    def mended(self, submission: Submission) -> bool:
        """Whether the owner's link is again as when they wrote the report."""
        return blockers.is_mended(
            submission.blocked_reason,
            submission.owner_id,
            submission.account_id,
            submission.cloud_id,
        )


def _hindrance(submission: Submission, account: jira.Account | None = None) -> Stuck | None:
    at = submission.account_id, submission.cloud_id
    if account is not None:
        return blockers.hindrance_of(account, *at)
    return blockers.hindrance(submission.owner_id, *at)


def _wanted(submission: Submission, known_key: int | None) -> jira.Wanted:
    doubtful = submission.state == State.UNCONFIRMED
    return jira.Wanted(
        marker=str(submission.pk),
        marker_in=submission.marker_in,
        project_id=submission.project_id,
        project_key=submission.project_key,
        since=submission.first_sent_at or submission.created_at,
        # It became doubtful when its last request ended, or later.
        until=submission.state_since if doubtful else None,
        known_key=known_key,
        besides=submission.issue_id,
    )


def _outcome(found: jira.Finding | jira.IntegrationError) -> FindOutcome:
    match found:
        case jira.Found(id=issue_id, key=issue_key):
            return Done(issue_id, issue_key, found="found_by_key" if found.past_index else "found")
        case jira.NotCreated():
            return NotDone()
        case jira.CantTell(why=why, again_in=again_in):
            return CantTell(why, again_in)
        case jira.Denied():
            return blockers.not_seen(found)
        case _:
            return blockers.not_done(found, looking=True)


def highest_known(cloud_id: str, project_key: str) -> int | None:
    """The highest issue number in that project that Lodge has seen. The search index lags behind it."""
    keys = Submission.objects.filter(
        cloud_id=cloud_id, state=State.FILED, issue_key__startswith=f"{project_key}-"
    )
    number = Cast(Substr("issue_key", len(project_key) + 2), BigIntegerField())
    highest: int | None = keys.filter(issue_key__regex=r"-[0-9]{1,18}$").aggregate(
        highest=Max(number)
    )["highest"]
    return highest
