"""What Jira last said of an issue that users of Lodge follow, shared by all who may see it.

A row shows nothing by itself: only `issues.reading.visible_status` decides what a user may see of it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The category of a status. A status may belong to none, and Atlassian may add categories."""

    UNKNOWN = "", _("Not known")
    NEW = "new", _("To do")
    INDETERMINATE = "indeterminate", _("In progress")
    DONE = "done", _("Done")
    UNDEFINED = "undefined", _("No category")


class MirroredIssue(models.Model):
    """One issue of one site. It is followed by its id, because keys change when issues move."""

    cloud_id = models.CharField(max_length=64)
    issue_id = models.CharField(max_length=32)
    issue_key = models.CharField(_("key"), max_length=64)
    project_id = models.CharField(max_length=32)
    summary = models.CharField(_("summary"), max_length=255, blank=True)
    status = models.CharField(_("status"), max_length=255, blank=True)
    category = models.CharField(max_length=16, choices=Category.choices, blank=True)
    assignee_id = models.CharField(max_length=128, blank=True)
    assignee_name = models.CharField(_("assignee"), max_length=255, blank=True)
    resolution = models.CharField(_("resolution"), max_length=255, blank=True)
    # The last comment that every reader of the issue may read.
    comment_id = models.CharField(max_length=32, blank=True)
    comment_at = models.DateTimeField(null=True, blank=True)
    comment_author_id = models.CharField(max_length=128, blank=True)
    comment_author = models.CharField(max_length=255, blank=True)
    comment_text = models.CharField(max_length=300, blank=True)
    # Times of Jira. Empty until it was read.
    issue_created = models.DateTimeField(null=True, blank=True)
    issue_updated = models.DateTimeField(null=True, blank=True)
    # Whether it has no security level. False where Jira did not say: then each viewer is asked for separately.
    shared = models.BooleanField(default=False)
    # Times of Lodge: when Jira last showed it to anybody, and when what it shows last changed.
    read_at = models.DateTimeField(null=True, blank=True)
    content_at = models.DateTimeField(null=True, blank=True)
    # The reader of its project, and when it saw it: searches as this account find its changes. Without a time it was
    # asked and did not see it.
    covered_by = models.CharField(max_length=128, blank=True)
    covered_at = models.DateTimeField(null=True, blank=True)
    # When the project's reader reads it next. Empty where nobody does.
    next_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("followed issue")
        verbose_name_plural = _("followed issues")
        constraints = [
            models.UniqueConstraint(fields=["cloud_id", "issue_id"], name="one_mirrored_issue")
        ]
        indexes = [
            models.Index(
                fields=["next_read_at"],
                condition=models.Q(next_read_at__isnull=False),
                name="mirrored_issues_due",
            ),
            models.Index(fields=["cloud_id", "project_id"], name="mirrored_of_project"),
            # Whose data is stored, and where an account is erased.
            models.Index(
                fields=["assignee_id"],
                condition=~models.Q(assignee_id=""),
                name="mirrored_assignee",
            ),
            models.Index(
                fields=["comment_author_id"],
                condition=~models.Q(comment_author_id=""),
                name="mirrored_author",
            ),
        ]

    def __str__(self) -> str:
        return self.issue_key


class ProjectWatch(models.Model):
    """A project with followed issues: one search as one reader finds what changed in it for all."""

    cloud_id = models.CharField(max_length=64)
    project_id = models.CharField(max_length=32)
    # The account that reads. Empty until one is found whose token lives.
    reader = models.CharField(max_length=128, blank=True)
    # The last search that found everything began then.
    searched_at = models.DateTimeField(null=True, blank=True)
    next_search_at = models.DateTimeField(db_index=True)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("watched project")
        verbose_name_plural = _("watched projects")
        constraints = [
            models.UniqueConstraint(fields=["cloud_id", "project_id"], name="one_project_watch")
        ]

    def __str__(self) -> str:
        return f"project {self.project_id}"
