"""Takes a person who is erased out of the mirror, as far as Lodge holds it for others."""

from django.db.models import Exists, OuterRef

from accounts.erasing.person_identifiers import Person
from issues.models import IssueEvent, IssueFollower, MirroredIssue, ProjectWatch, Webhook


def forget_in_issues(person: Person) -> int:
    """Names and ids of assignees and of comments' authors. Rows that nobody follows any more go."""
    ids = person.account_ids
    unfollowed = ~Exists(IssueFollower.objects.filter(issue=OuterRef("pk")))
    gone = list(MirroredIssue.objects.filter(unfollowed).values_list("pk", flat=True))
    MirroredIssue.objects.filter(unfollowed, pk__in=gone).delete()
    rows = MirroredIssue.objects
    count = rows.filter(assignee_id__in=ids).update(assignee_id="", assignee_name="")
    count += rows.filter(comment_author_id__in=ids).update(
        comment_id="", comment_at=None, comment_author_id="", comment_author="", comment_text=""
    )
    count += rows.filter(covered_by__in=ids).update(covered_by="", covered_at=None)
    return len(gone) + count


def forget_in_events(person: Person) -> int:
    """What they did, or what concerned them."""
    ids = person.account_ids
    own = IssueEvent.objects.filter(author_id__in=ids)
    count = own.update(author_id="", author_name="")
    return count + IssueEvent.objects.filter(concerns__in=ids).update(concerns="", old="", new="")


def forget_in_watches(person: Person) -> int:
    """Projects that their account read for all: another reader is looked for."""
    rows = ProjectWatch.objects.filter(reader__in=person.account_ids)
    return rows.update(reader="", searched_at=None)


def forget_in_webhooks(person: Person) -> int:
    """Those of their account: what Jira did not delete as the link ended, ends by itself."""
    return Webhook.objects.filter(account_id__in=person.account_ids).delete()[0]
