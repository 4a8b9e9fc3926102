"""Creating an issue in Jira: how it is done, and how it is found again. Speaks to the door only."""

from time import monotonic

from integrations import jira
from issues.models import State, Submission
from issues.outbox.outcomes import (
    CantTell,
    Done,
    FindOutcome,
    NotDone,
    NotNow,
    Refused,
    SendOutcome,
    Stuck,
    Unknown,
)
from issues.outbox.states import Reason

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
    """The outbox's sender for issues."""

    def send(self, submission: Submission, *, seconds: float) -> SendOutcome:
        """Create it once, marked, as the account it was written with."""
        stuck = _hindrance(submission)
        if stuck is not None:
            return stuck
        try:
            return self._create(submission, seconds)
        except jira.Rejected as error:
            return Refused(dict(error.field_errors), tuple(error.messages))
        except jira.OutcomeUnknown:
            return Unknown()
        except jira.IntegrationError as error:
            return _not_done(error)

    def _create(self, submission: Submission, seconds: float) -> Done:
        """Try the markers in turn: a refusal of a marker is certain, so the next try can not make a second issue."""
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
        stuck = _hindrance(submission)
        if stuck is not None:
            return stuck
        try:
            found = jira.find_issue(
                submission.account_id,
                submission.cloud_id,
                project_id=submission.project_id,
                project_key=submission.project_key,
                marker=str(submission.pk),
                marker_in=submission.marker_in,
                since=submission.first_sent_at or submission.created_at,
                known_key=highest_known(submission),
                besides=submission.issue_id,
            )
        except jira.Denied:
            return CantTell("denied")
        except jira.IntegrationError as error:
            return _not_done(error, looking=True)
        match found:
            case jira.Found(id=issue_id, key=issue_key):
                return Done(issue_id, issue_key)
            case jira.NotCreated():
                return NotDone()
            case jira.CantTell(why=why):
                return CantTell(why)

    def mended(self, submission: Submission) -> bool:
        """Whether the owner's link is as it was when they wrote it. A missing scope, and a wrong setting, show
        only in trying."""
        automatic = {Reason.LINK, Reason.ACCOUNT, Reason.SCOPE, Reason.MISCONFIGURED}
        return submission.blocked_reason in automatic and _hindrance(submission) is None


def _hindrance(submission: Submission) -> Stuck | None:
    """What our own database knows to stand in the way: no link, another account's link, a site it lost."""
    try:
        account = jira.account_of(submission.owner_id)
    except jira.NotConnected:
        return Stuck(Reason.LINK)
    if account.account_id != submission.account_id:
        return Stuck(Reason.ACCOUNT)
    if account.state != "active":
        return Stuck(Reason.LINK, account.state_reason)
    if not any(site.cloud_id == submission.cloud_id and not site.gone for site in account.sites):
        return Stuck(Reason.LINK, "site")
    return None


def _not_done(error: jira.IntegrationError, *, looking: bool = False) -> NotNow | Stuck:
    """What an error means that says for certain: nothing was created."""
    match error:
        case jira.RateLimited():
            return NotNow("rate_limited", wait=error.retry_after)
        case jira.ReconnectRequired() | jira.NotConnected():
            return Stuck(Reason.LINK, str(error))
        case jira.ScopeMissing():
            return Stuck(Reason.SCOPE, " ".join(error.scopes))
        case jira.Denied():
            return Stuck(Reason.DENIED, " ".join(error.messages))
        case jira.Misconfigured():
            return Stuck(Reason.MISCONFIGURED, str(error))
        case _:
            return NotNow("look_failed" if looking else "not_reached")


def highest_known(submission: Submission) -> int | None:
    """The highest number of an issue in that project that Lodge itself has seen: the search index lags behind it."""
    keys = Submission.objects.filter(
        cloud_id=submission.cloud_id, state=State.FILED, issue_key__startswith=f"{submission.project_key}-"
    )
    newest = keys.order_by("-state_since").values_list("issue_key", flat=True)[:50]
    numbers = [int(number) for key in newest if (number := key.rpartition("-")[2]).isdecimal()]
    return max(numbers, default=None)
