"""What each permission (OAuth scope) is for, in words. Pure. Source: Atlassian, "Jira scopes for OAuth 2.0 (3LO)"."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PURPOSES: dict[str, Promise] = {
    "read:jira-work": _("draw forms from your projects, or tell you how your reports are doing"),
    "write:jira-work": _("file your reports"),
    "read:jira-user": _("find colleagues by name"),
    "read:me": _("see which account you linked"),
    **dict.fromkeys(
        ("read:board-scope:jira-software", "read:sprint:jira-software", "read:project:jira"),
        _("offer the sprints of your boards, told apart by whether they have begun"),
    ),
    "manage:jira-webhook": _("hear at once when something changes in Jira"),
}
# A property of the grant, which Atlassian does not always list among its scopes.
NEVER_LISTED = frozenset({"offline_access"})


def missing(asked: Iterable[str], granted: str) -> list[str]:
    """The scopes that were asked for and not granted, in the order asked. Nothing is known from an empty *granted*."""
    given = frozenset(granted.split())
    return [scope for scope in asked if given and scope not in given | NEVER_LISTED]


def can_not(scopes: Iterable[str]) -> list[str | Promise]:
    """What Lodge cannot do without these *scopes*; the bare name of one that it knows nothing about.

    Several scopes may serve one purpose, which is told once.
    """
    return list(dict.fromkeys(PURPOSES.get(scope, scope) for scope in scopes))
