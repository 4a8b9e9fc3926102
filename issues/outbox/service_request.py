"""Raises the request of a report on a service project, and finds it again. Calls integrations.jira only.

Jira takes no mark with a request, so it is found by its reporter, its time and its words (docs/decisions/0067).
"""

from time import monotonic

from django.db.models import QuerySet

from integrations import jira
from issues.models import State, Submission
from issues.outbox.outcomes import Done, NotNow, SendOutcome

_DOUBTFUL = (State.SENDING, State.UNCONFIRMED)


def send(report: Submission, seconds: float) -> SendOutcome:
    """Raise it once, after Jira checked it. Of two that say the same only one is in doubt at a time: see `find`.

    Raises errors of integrations.jira.
    """
    ends_at = monotonic() + seconds
    said = _said(report)
    if any(_said(each) == said for each in _others(report).filter(state__in=_DOUBTFUL)):
        return NotNow("")
    where = report.account_id, report.cloud_id, report.issue_type_id
    jira.check_request(*where, report.fields, deadline=ends_at - monotonic())
    left = ends_at - monotonic()
    if left <= 0:
        return NotNow("")  # sending now could outlast the lease
    made = jira.raise_request(*where, report.fields, deadline=left)
    return Done(made.id, made.key)


def find(report: Submission, known_key: int | None) -> jira.Finding | jira.IntegrationError:
    """Look for it. For a filed row: look for a second one that belongs to no other row."""
    colleague = jira.raised_for(report.fields)
    others = _others(report).exclude(issue_id="").values_list("issue_id", flat=True)
    texts = jira.request_text_values(report.fields)
    summary, description = (str(texts.get(name) or "") for name in ("summary", "description"))
    wanted = jira.WantedRequest(
        marker=str(report.pk),
        marker_in=report.marker_in,
        project_id=report.project_id,
        project_key=report.project_key,
        since=report.first_sent_at or report.created_at,
        until=report.state_since if report.state == State.UNCONFIRMED else None,
        known_key=known_key,
        besides=report.issue_id,
        type_id=report.issue_type_id,
        reporter=colleague or report.account_id,
        for_other=bool(colleague),
        said=(summary, description),
        taken=frozenset(others),
    )
    try:
        return jira.find_request(report.account_id, report.cloud_id, wanted)
    except jira.IntegrationError as error:
        return error


def _others(report: Submission) -> QuerySet[Submission]:
    """The other requests that this account raised in the project."""
    own = Submission.objects.filter(
        account_id=report.account_id, cloud_id=report.cloud_id, project_id=report.project_id
    )
    return own.exclude(pk=report.pk)


def _said(report: Submission) -> tuple[str, list[str]]:
    """For whom it is raised, and the letters of its summary and its description."""
    texts = jira.request_text_values(report.fields)
    words = [str(texts.get(name) or "") for name in ("summary", "description")]
    letters = ["".join(each for each in text if each.isalnum()) for text in words]
    return jira.raised_for(report.fields), letters
