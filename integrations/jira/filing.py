"""Creating an issue that can be found again."""

from collections.abc import Mapping
from typing import Any

from integrations.errors import Rejected
from integrations.jira import client, issues, marks
from integrations.jira.issues import CreatedIssue


class MarkerRefused(Rejected):
    """Jira created nothing because it refuses the mark where it was put; put it elsewhere."""


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

    Raises OutcomeUnknown when it may have been created, MarkerRefused when only the mark is in the way, any
    other error of the door when it certainly was not created.
    """
    marked, properties = marks.put(fields, marker, marker_in)
    wanted = issues.create(marked, properties)
    try:
        return client.call(account_id, cloud_id, wanted, deadline=deadline)
    except Rejected as error:
        if marks.is_refused(error.field_errors, fields, marker_in):
            raise MarkerRefused(error.field_errors, error.messages) from error
        raise
