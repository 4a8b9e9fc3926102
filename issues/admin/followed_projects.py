"""The projects with followed issues: who reads them, since when, and what went wrong. Lodge keeps them by itself."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues.admin.read_only_list import ReadOnlyList, site_named, time_cell
from issues.models import MirroredIssue, ProjectWatch


@admin.register(ProjectWatch)
class ProjectWatchAdmin(ReadOnlyList):
    """A read-only list, those with failures first. No issue is named, because not everybody may see each."""

    heading = gettext_lazy("Projects that are followed")
    list_display = ("site", "project", "followed", "searched", "next_search", "trouble")
    ordering = ("-failures", "cloud_id", "project_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the number of followed issues, counted by an index for the rows of the page."""
        issues = (
            MirroredIssue.objects.filter(
                cloud_id=OuterRef("cloud_id"), project_id=OuterRef("project_id")
            )
            .order_by()
            .values("project_id")
            .annotate(n=Count("pk"))
            .values("n")
        )
        number = Coalesce(Subquery(issues, output_field=IntegerField()), 0)
        found: QuerySet[Any] = super().get_queryset(request).annotate(followed_issues=number)
        return found

    @admin.display(description=gettext_lazy("site"), ordering="cloud_id")
    def site(self, row: ProjectWatch) -> str:
        """Its name, as its reader's link calls it."""
        return site_named(row.reader, row.cloud_id)

    @admin.display(description=gettext_lazy("project"), ordering="project_id")
    def project(self, row: ProjectWatch) -> str:
        """The key of one of its issues says more than its id."""
        keys = MirroredIssue.objects.filter(cloud_id=row.cloud_id, project_id=row.project_id)
        key = keys.order_by("-pk").values_list("issue_key", flat=True).first() or ""
        return key.rpartition("-")[0] or row.project_id

    @admin.display(description=gettext_lazy("issues"), ordering="followed_issues")
    def followed(self, row: Any) -> str:
        """How many of its issues somebody follows."""
        count = row.followed_issues
        return ngettext("%(n)d issue", "%(n)d issues", count) % {"n": count}

    @admin.display(description=gettext_lazy("searched"), ordering="searched_at")
    def searched(self, row: ProjectWatch) -> SafeString:
        """The last search for changes that found everything."""
        return format_html("{} {}", _("Searched:"), time_cell(row.searched_at))

    @admin.display(description=gettext_lazy("next search"), ordering="next_search_at")
    def next_search(self, row: ProjectWatch) -> SafeString:
        """When it is searched again."""
        return format_html("{} {}", _("Next:"), time_cell(row.next_search_at))

    @admin.display(description=gettext_lazy("state"), ordering="failures")
    def trouble(self, row: ProjectWatch) -> str:
        """What is wrong, if anything."""
        if not row.reader:
            return _("Nobody whose link works reads it: each follower is asked for separately.")
        if row.failures:
            words = ngettext("%(n)d search failed", "%(n)d searches failed", row.failures)
            return words % {"n": row.failures}
        return _("Works")
