"""The words for what Jira says of a followed issue."""

from django.utils.translation import gettext as _

from issues.models import Category, MirroredIssue
from issues.reading.visible_status import Sight, Status
from issues.wording.common import Tag

_SHAPES = {
    Category.NEW: ("", "clock"),
    Category.INDETERMINATE: ("wait", "arrow"),
    Category.DONE: ("done", "check"),
}


def tag(issue: MirroredIssue) -> Tag:
    """Jira's own name of the status. One without a category has no colour."""
    kind, icon = _SHAPES.get(Category(issue.category), ("", "info"))
    words = issue.status
    if issue.resolution and issue.resolution.casefold() != issue.status.casefold():
        words = _("%(status)s: %(resolution)s") % {
            "status": issue.status,
            "resolution": issue.resolution,
        }
    return Tag(words, kind, icon)


def unseen(status: Status) -> str:
    """Why a page shows no status, and what to do. Empty where it shows one."""
    match status.sight:
        case Sight.SHOWN:
            return ""
        case Sight.LOST:
            return _(
                "Jira does not show you this issue any more. It was deleted or archived, or you lost the right to "
                "see it: ask an administrator of the project."
            )
        case Sight.NO_LINK:
            return _("Link your Atlassian account to see its status in Jira.")
        case _:
            return _("Lodge is asking Jira for its status. Open this page again in a minute.")
