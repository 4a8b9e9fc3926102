"""Queries to begin with, for people who do not know JQL: links that fill in the form."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STARTS: dict[str, tuple[str | Promise, str]] = {
    "assigned": (
        _("My open issues"),
        "assignee = {me} AND statusCategory != Done ORDER BY updated DESC",
    ),
    "reported": (_("Reported by me"), "reporter = {me} ORDER BY created DESC"),
    "changed": (
        _("Changed this week"),
        "project = {project} AND updated >= -7d ORDER BY updated DESC",
    ),
}
"""By the word in the address: name and query. Each finds something in any site."""
