"""The words for a row that waits for Lodge itself: its worker or its schedule does not run."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from background.heartbeats import Name, Silence
from issues.wording.common import (
    Tag,
    Words,
    clock,
)


def waits_for_lodge() -> Tag:
    """The tag of a row that no process takes."""
    return Tag(_("Waiting for Lodge"), "wait", "clock")


_SILENT: dict[Name, Words] = {
    Name.WORKER: gettext_lazy(
        "Lodge’s background worker has not answered since %(time)s. What you typed is safe, and goes on by itself when "
        "it answers again; you need not keep this page open."
    ),
    Name.SCHEDULE: gettext_lazy(
        "Lodge’s schedule has not run since %(time)s. What you typed is safe, and goes on by itself when it runs "
        "again; you need not keep this page open."
    ),
    Name.SWEEP: gettext_lazy(
        "Lodge’s background worker has been busy with other work since %(time)s. What you typed is safe, and goes on "
        "by itself when its turn comes; you need not keep this page open."
    ),
}


def stands_still(silence: Silence) -> str:
    """Why nothing happens, what that means for the user's text, and who knows of it."""
    if silence.name == Name.SWEEP and not silence.told:
        who = _("If this lasts, tell the people who run Lodge.")
    elif silence.told:
        who = _("The people who run Lodge have been told by mail.")
    else:
        who = _("Tell the people who run Lodge.")
    said = str(_SILENT[silence.name]) % {"time": clock(silence.since)}
    return f"{said} {who}"
