"""What happened to a followed issue in Jira."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.models.mirrored_issue import MirroredIssue

# How `remote` begins where Jira could not be asked who it was.
UNKNOWN = "?"


class EventKind(models.TextChoices):
    """The kinds of events that users are told about."""

    ANSWERED = "answered", _("Answered")
    RESOLVED = "resolved", _("Resolved")
    REOPENED = "reopened", _("Reopened")
    MOVED = "moved", _("Moved")
    STATUS = "status", _("Status changed")
    ASSIGNED = "assigned", _("Assigned")


class IssueEvent(models.Model):
    """One event. `remote` is the id of the comment or of the history in Jira, so that none is kept twice.

    `author_id` is empty where Jira did not say who it was.
    """

    issue = models.ForeignKey(MirroredIssue, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    remote = models.CharField(max_length=64)
    at = models.DateTimeField()
    noted_at = models.DateTimeField(default=timezone.now, db_index=True)
    author_id = models.CharField(max_length=128, blank=True)
    author_name = models.CharField(max_length=255, blank=True)
    old = models.CharField(max_length=255, blank=True)
    new = models.CharField(max_length=255, blank=True)
    # The account that it concerns in particular: the new assignee.
    concerns = models.CharField(max_length=128, blank=True)

    class Meta:
        verbose_name = _("event of an issue")
        verbose_name_plural = _("events of issues")
        constraints = [
            models.UniqueConstraint(fields=["issue", "kind", "remote"], name="one_issue_event")
        ]
        indexes = [
            models.Index(
                fields=["author_id"], condition=~models.Q(author_id=""), name="issue_event_author"
            )
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_told(self) -> bool:
        """Whether users are told of it: not where nobody knows who did it, because it may be their own act."""
        return not self.remote.startswith(UNKNOWN)
