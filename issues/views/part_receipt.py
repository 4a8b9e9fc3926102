"""What happened to a report's files and links, as lines of its receipt."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# What happened to a part, as a line of the receipt: kind, icon, title. The detail names it.
_FILE: dict[str, tuple[str, str, str | Promise]] = {
    "filed": ("done", "check", gettext_lazy("A file was added")),
    "found": ("done", "check", gettext_lazy("We looked in Jira and found the file")),
    "told": ("done", "check", gettext_lazy("You told us that the file is there")),
    "rejected": ("bad", "cross", gettext_lazy("Jira did not take a file")),
    "no_answer": ("bad", "cross", gettext_lazy("The connection broke while a file was sent")),
    "interrupted": ("bad", "cross", gettext_lazy("Sending a file was interrupted")),
    "not_reached": ("bad", "cross", gettext_lazy("Jira could not be reached for a file")),
    "rate_limited": ("wait", "clock", gettext_lazy("Jira asked us to wait with a file")),
    "not_seen_yet": ("", "search", gettext_lazy("We looked in Jira: the file is not there yet")),
    "not_there": ("", "search", gettext_lazy("We looked in Jira: the file is not there, and goes again")),
    "look_failed": ("wait", "clock", gettext_lazy("We could not look for a file: Jira did not answer")),
    "mended": ("", "check", gettext_lazy("What stood in a file's way is mended")),
    "again": ("", "pencil", gettext_lazy("You asked us to send a file again")),
    "withdrawn": ("", "cross", gettext_lazy("You left a file out")),
    "filed_twice": ("bad", "alert", gettext_lazy("A file is in Jira a second time")),
}
_LINK: dict[str, tuple[str, str, str | Promise]] = {
    "filed": ("done", "check", gettext_lazy("A link to an issue was made")),
    "found": ("done", "check", gettext_lazy("We looked in Jira and found the link")),
    "told": ("done", "check", gettext_lazy("You told us that the link is there")),
    "rejected": ("bad", "cross", gettext_lazy("Jira did not take a link")),
    "no_answer": ("bad", "cross", gettext_lazy("The connection broke while issues were linked")),
    "interrupted": ("bad", "cross", gettext_lazy("Linking issues was interrupted")),
    "not_reached": ("bad", "cross", gettext_lazy("Jira could not be reached for a link")),
    "rate_limited": ("wait", "clock", gettext_lazy("Jira asked us to wait with a link")),
    "not_seen_yet": ("", "search", gettext_lazy("We looked in Jira: the link is not there yet")),
    "not_there": ("", "search", gettext_lazy("We looked in Jira: the link is not there, and is made again")),
    "look_failed": ("wait", "clock", gettext_lazy("We could not look for a link: Jira did not answer")),
    "mended": ("", "check", gettext_lazy("What stood in a link's way is mended")),
    "again": ("", "pencil", gettext_lazy("You asked us to make a link again")),
    "withdrawn": ("", "cross", gettext_lazy("You left a link out")),
}
RECEIPT = {f"file_{what}": told for what, told in _FILE.items()} | {
    f"link_{what}": told for what, told in _LINK.items()
}
