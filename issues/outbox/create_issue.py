"""Creating an issue in Jira: how it is done, and how it is found again. Speaks to the door only."""

from collections.abc import Sequence
from time import monotonic
from uuid import UUID

from django.db.models import BigIntegerField, Max, Q
from django.db.models.functions import Cast, Substr

from integrations import jira
from issues.models import State, Submission
from issues.outbox import pace, standing
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

# Where the mark goes that finds an issue again: each next one when Jira refuses the one before.
_MARKERS = ("properties", "label", "text")


def body_of(submission: Submission) -> dict[str, object]:
    """The `fields` of the create call: where to, and what the form made of what was typed."""
    return {
        **submission.fields,
        "project": {"id": submission.project_id},
        "issuetype": {"id": submission.issue_type_id},
    }


class CreateIssue:
    """The outbox's sender for issues.

    *account*: the owner's link, where the same request has just read it: it is not asked for once more.
    """

    model = Submission

    def __init__(self, account: jira.Account | None = None) -> None:
        self._account = account

    def seconds(self, submission: Submission) -> float:
        """What one try in the background may take."""
        return pace.UNHURRIED

    def send(self, submission: Submission, *, seconds: float) -> SendOutcome:
        """Create it once, marked, as the account it was written with."""
        stuck = _hindrance(submission, self._account)
        if stuck is not None:
            return stuck
        try:
            return self._create(submission, seconds)
        except jira.Rejected as error:
            return Refused(dict(error.field_errors), tuple(error.messages))
        except jira.OutcomeUnknown:
            return Unknown()
        except jira.IntegrationError as error:
            return standing.not_done(error)

    def _create(self, submission: Submission, seconds: float) -> Done:
        """Try the markers in turn: a refusal of a marker is certain, so the next try cannot make a second issue."""
        # No request leaves later than this, however long tokens took: the lease outlives it for sure.
        ends_at = monotonic() + seconds
        later = _MARKERS[_MARKERS.index(submission.marker_in) :]
        for position, marker_in in enumerate(later):
            # Written down first: what is sent now must be found by the mark that it carries.
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
        """Look for the mark. For one that is filed: for a second issue with the same mark."""
        return self.find_many([submission])[submission.pk]

    def company(self, submission: Submission) -> Q:
        """One search, and one scan of each project, answer for all that an account waits for at a site."""
        return Q(owner_id=submission.owner_id, account_id=submission.account_id, cloud_id=submission.cloud_id)

    def find_many(self, submissions: Sequence[Submission]) -> dict[UUID, FindOutcome]:
        """Look for the marks of all of them, which are one account's at one site."""
        first = submissions[0]
        stuck = _hindrance(first)
        if stuck is not None:
            return dict.fromkeys((each.pk for each in submissions), stuck)
        known = {
            key: highest_known(first.cloud_id, key) for key in {each.project_key for each in submissions}
        }
        wanted = [_wanted(each, known[each.project_key]) for each in submissions]
        found = jira.find_issues(first.account_id, first.cloud_id, wanted)
        return {each.pk: _outcome(found[str(each.pk)]) for each in submissions}

    def hindrance(self, row: Submission) -> Stuck | None:
        """No link, another account's, a lost site."""
        return _hindrance(row)

    def mended(self, submission: Submission) -> bool:
        """Whether the owner's link is as it was when they wrote it."""
        return standing.is_mended(
            submission.blocked_reason, submission.owner_id, submission.account_id, submission.cloud_id
        )


def _hindrance(submission: Submission, account: jira.Account | None = None) -> Stuck | None:
    at = submission.account_id, submission.cloud_id
    if account is not None:
        return standing.hindrance_of(account, *at)
    return standing.hindrance(submission.owner_id, *at)


def _wanted(submission: Submission, known_key: int | None) -> jira.Wanted:
    doubtful = submission.state == State.UNCONFIRMED
    return jira.Wanted(
        marker=str(submission.pk),
        marker_in=submission.marker_in,
        project_id=submission.project_id,
        project_key=submission.project_key,
        since=submission.first_sent_at or submission.created_at,
        # It came to be in doubt when its last request ended, or later.
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
            return standing.not_seen(found)
        case _:
            return standing.not_done(found, looking=True)


def highest_known(cloud_id: str, project_key: str) -> int | None:
    """The highest number of an issue in that project that Lodge itself has seen: the search index lags behind it."""
    keys = Submission.objects.filter(
        cloud_id=cloud_id, state=State.FILED, issue_key__startswith=f"{project_key}-"
    )
    number = Cast(Substr("issue_key", len(project_key) + 2), BigIntegerField())
    highest: int | None = keys.filter(issue_key__regex=r"-[0-9]{1,18}$").aggregate(highest=Max(number))[
        "highest"
    ]
    return highest
