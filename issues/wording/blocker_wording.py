"""The words for what blocks a row, and for who must do what about it."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import Outgoing, State
from issues.outbox.states import Reason
from issues.wording import common
from issues.wording.common import (
    BY_JIRA,
    Words,
    hindrance,
    jiras_words,
)
from issues.wording.row_kind_words import Kind

_STUCK: dict[Reason, Words] = {
    Reason.LINK: gettext_lazy("%(it)s waits until your link to Jira works again."),
    Reason.SHARED: gettext_lazy("%(it)s waits: the shared link to Jira does not work now."),
    Reason.SITE: gettext_lazy("%(it)s waits: at present Lodge does not get into %(site)s."),
    Reason.ACCOUNT: gettext_lazy("%(it)s waits for the Atlassian account that it was written as."),
    Reason.SCOPE: gettext_lazy("%(it)s waits: Lodge lacks a permission at Atlassian."),
    Reason.MISCONFIGURED: gettext_lazy("%(it)s waits: Lodge is set up wrong."),
    Reason.ASK: gettext_lazy("Lodge could not tell whether %(it)s reached Jira."),
    Reason.GAVE_UP: gettext_lazy("Lodge stopped trying: Jira could not take %(it)s for too long."),
}


def hindered(row: Outgoing, kind: Kind) -> str:
    """What blocks it. Empty when nothing does."""
    reason = hindrance(row)
    if reason is None:
        return ""
    if row.state == State.UNCONFIRMED and reason != Reason.ASK:
        return _("Lodge cannot look whether %(it)s reached Jira.") % {"it": kind.it}
    if reason in BY_JIRA:
        said = {Reason.DENIED: kind.denied, Reason.NOT_FOUND: kind.not_found}.get(
            reason, kind.no_files
        )
        return f"{said} {jiras_words(row)}".rstrip()
    return capfirst(str(_STUCK[reason]) % {"it": kind.it, "site": kind.site})


# For blocked rows, and for rows that cannot be looked for. Both go on automatically once it is mended.
_WAY_OUT: dict[Reason, Words] = {
    Reason.LINK: gettext_lazy(
        "Atlassian no longer lets Lodge in under your name. Nothing is lost. Link again, as the same account: Lodge "
        "then goes on by itself, and you need not type anything again."
    ),
    Reason.SHARED: gettext_lazy(
        "It is nothing that you did. The people who run Lodge have to give the link a new secret, or open it to you; "
        "Lodge then goes on by itself."
    ),
    Reason.ACCOUNT: gettext_lazy(
        "You have linked another Atlassian account since. Lodge does nothing under a name that you did not write it "
        "with. Link the first account again: Lodge then goes on by itself."
    ),
    Reason.SCOPE: gettext_lazy(
        "Link again and agree to everything that Lodge asks for: Lodge then goes on by itself. If it does not, the "
        "permission is missing in the app itself: tell the people who run Lodge. Nothing is lost."
    ),
    Reason.MISCONFIGURED: gettext_lazy(
        "It is nothing that you did. The people who run Lodge have to set it right; Lodge then goes on by itself."
    ),
    Reason.ASK: gettext_lazy(
        "Look in Jira whether it is there, then say here what you found. It is not sent again unless you say so."
    ),
    Reason.GAVE_UP: gettext_lazy("Nothing is lost. Try again when Jira works."),
}


def way_out(row: Outgoing, kind: Kind) -> str:
    """Who must do what about the blocker. Empty when there is none."""
    reason = hindrance(row)
    stuck = row.state == State.BLOCKED
    if reason is None:
        return ""
    if reason == Reason.NOT_FOUND:
        return f"{kind.not_found_next} {_by_itself(row)}".rstrip()
    if reason == Reason.DENIED:
        asked = _("Ask an administrator of the project to let you %(allow)s.") % {
            "allow": kind.allow
        }
        then = _("Then try again. Nothing is lost.") if stuck else _("Lodge then looks again.")
        return " ".join(
            filter(None, (asked, then, _by_itself(row), kind.otherwise if stuck else ""))
        )
    if reason == Reason.NO_FILES:
        return f"{kind.no_files_next} {kind.otherwise}".rstrip()
    if reason == Reason.SITE:
        return f"{str(common.LOST_SITE) % {'site': kind.site}} {_('Nothing is lost. Other sites work as before.')}"
    said = str(_WAY_OUT[reason])
    # A doubtful row may be in Jira, so nobody is told to send it again as another account.
    return (
        f"{said} {kind.as_another}"
        if reason == Reason.ACCOUNT and stuck and kind.as_another
        else said
    )


def _by_itself(row: Outgoing) -> str:
    """The words for a refusal that is not proven to be Jira's."""
    unproven = row.state == State.BLOCKED and row.next_attempt_at is not None
    return _("Lodge also asks again by itself.") if unproven else ""
