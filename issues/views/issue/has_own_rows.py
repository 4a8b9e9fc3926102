"""Whether the viewer has anything in Lodge of one issue, by one statement: most viewers have nothing of most issues."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Exists

from accounts.models import User
from accounts.prepared_queries import Prepared
from issues.models import AddedFile, IssueAct, IssueFollower, State, Submission

_SETTLED = (State.FILED, State.WITHDRAWN)


@dataclass(frozen=True)
class OwnRows:
    """Whether they follow it; filed it, and Lodge keeps the text; have acts or added files that are not settled."""

    follows: bool = False
    report: bool = False
    acts: bool = False
    files: bool = False


def of_issue(user_id: int, cloud_id: str, issue_id: str, key: str) -> OwnRows:
    """What there is of the issue with this id and key."""
    found = _rows(user_id=user_id, cloud_id=cloud_id, issue_id=issue_id, key=key)
    return OwnRows(*map(bool, found[0])) if found else OwnRows()


_rows = Prepared(
    lambda user_id, cloud_id, issue_id, key: (
        User.objects.filter(pk=user_id)
        .order_by()
        .values_list(
            Exists(
                IssueFollower.objects.filter(
                    user_id=user_id, issue__cloud_id=cloud_id, issue__issue_id=issue_id
                )
            ),
            Exists(
                Submission.objects.filter(
                    owner_id=user_id, cloud_id=cloud_id, issue_id=issue_id, text_deleted_at=None
                ).exclude(issue_id="")
            ),
            Exists(
                IssueAct.objects.filter(
                    owner_id=user_id, cloud_id=cloud_id, issue_id=issue_id
                ).exclude(state__in=_SETTLED)
            ),
            Exists(
                AddedFile.objects.filter(
                    owner_id=user_id, cloud_id=cloud_id, issue_key=key, comment=None
                ).exclude(state__in=_SETTLED)
            ),
        )
    ),
    user_id=BigIntegerField(),
    cloud_id=CharField(),
    issue_id=CharField(),
    key=CharField(),
)
