"""The texts of a picker."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Words:
    """The texts of a picker. `nothing` contains %(name)s, the search."""

    label: Text
    nothing: Text
    failed: Text
    refused: Text
    choose: Text
    unknown: Text
    more: Text


WORDS = Words(
    label=_("What to search for"),
    nothing=_("Nothing called “%(name)s” was found."),
    failed=_("Jira could not be asked just now. Press Find to try again."),
    refused=_("Jira does not let you search here."),
    choose=_("Choose which one you mean"),
    unknown=_("This is nothing that Jira knows. Search again"),
    more=_("There are more. Write more of the name to see them."),
)
TOO_OFTEN = _(
    "You searched very often in a short time. What you typed is kept. Press Find again in a while."
)
