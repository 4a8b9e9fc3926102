"""As whom a user comments on an issue: as themselves, or as the shared account through which they filed it."""

from accounts.models import User
from integrations import jira
from issues.models import State, Submission
from issues.views.linked_account import author_or_none


def comment_author(user: User, cloud_id: str, key: str) -> jira.Account:
    """The user's own account where it opens the site, or else the shared one as which they filed this very issue.

    In any state of its link. Raises NotConnected or SharedUnavailable.
    """
    own = author_or_none(user.pk, None)
    if own is not None and any(site.cloud_id == cloud_id for site in own.sites):
        return own
    account_id = filed_as(user, cloud_id, key)
    if account_id:
        found = jira.acting_as(user.pk, account_id)
        if found.shared:
            return found
    return jira.account_of(user.pk)


def filed_as(user: User, cloud_id: str, key: str) -> str:
    """The account as which the user filed the issue. Empty where it is not their report."""
    rows = Submission.objects.filter(
        owner=user, state=State.FILED, cloud_id=cloud_id, issue_key=key.upper()
    )
    return rows.order_by("pk").values_list("account_id", flat=True).first() or ""
