"""The purpose of each OAuth scope, in words. Pure. Source: Atlassian, "Jira scopes for OAuth 2.0 (3LO)"."""

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
    "read:servicedesk-request": _("show what may be asked for at a service desk"),
    "write:servicedesk-request": _("write answers that customers of a service project do not read"),
    "manage:jira-webhook": _("hear at once when something changes in Jira"),
}
# A property of the grant. Atlassian does not always list it among the scopes.
NEVER_LISTED = frozenset({"offline_access"})


def missing(asked: Iterable[str], granted: str) -> list[str]:
    """The scopes in *asked* that were not granted, in that order. Empty where *granted* is empty: nothing is known
    then.
    """
    given = frozenset(granted.split())
    return [scope for scope in asked if given and scope not in given | NEVER_LISTED]


def can_not(scopes: Iterable[str]) -> list[str | Promise]:
    """What Lodge cannot do without these *scopes*. An unknown scope is listed by its name.

    Several scopes may serve one purpose, which is listed once.
    """
    return list(dict.fromkeys(PURPOSES.get(scope, scope) for scope in scopes))
