"""Creating an issue that can be found again by its mark."""

from collections.abc import Mapping
from typing import Any

from integrations.errors import Rejected
from integrations.jira import client, issue_mark, issues
from integrations.jira.issues import CreatedIssue


class MarkerRefused(Rejected):
    """Jira created nothing because it refuses the mark at this place. Put it at another one."""


def create_issue(
    account_id: str,
    cloud_id: str,
    *,
    fields: Mapping[str, Any],
    marker: str,
    marker_in: str,
    deadline: float = client.DEADLINE,
) -> CreatedIssue:
    """Create one issue that carries *marker* in "properties", in a "label" or as the last line of its "text".

    Raises OutcomeUnknown when it may have been created, MarkerRefused when Jira refuses only the mark. Any other
    error means that it certainly was not created.
    """
    marked, properties = issue_mark.put(fields, marker, marker_in)
    wanted = issues.create(marked, properties)
    try:
        return client.call(account_id, cloud_id, wanted, deadline=deadline)
    except Rejected as error:
        if issue_mark.is_refused(error.field_errors, fields, marker_in):
            raise MarkerRefused(error.field_errors, error.messages) from error
        raise
