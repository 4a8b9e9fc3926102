"""Where any row stands, and what happens next: the same states and reasons in the same words."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import ages
from background.heartbeats import Name, Silence
from issues.models import Comment, Outgoing, State, Submission
from issues.outbox.states import TOO_LARGE, Reason
from issues.views.words import common
from issues.views.words.common import (
    BY_JIRA,
    Tag,
    Words,
    clock,
    hindrance,
    jiras_words,
    standstill,
    waits_until,
)
from issues.views.words.kinds import Kind


def waits_for_lodge() -> Tag:
    """Of what nobody takes."""
    return Tag(_("Waiting for Lodge"), "wait", "clock")


def tag(row: Outgoing, kind: Kind) -> Tag:
    """Where it stands, in a word or three."""
    match row.state:
        case State.DRAFT:
            return Tag(_("Draft"), icon="pencil")
        case State.FILED:
            return Tag(kind.filed_tag, "done", "check")
        case State.REJECTED:
            return Tag(kind.refused_tag, "bad", "cross")
        case State.WITHDRAWN:
            return Tag(kind.withdrawn_tag, icon="cross")
        case _ if hindrance(row) == Reason.MISCONFIGURED:
            return Tag(_("Waiting for the people who run Lodge"), "wait", "clock")
        case _ if hindrance(row) is not None:
            return Tag(_("Needs you"), "you", "bubble")
        case _ if standstill(row) is not None:
            return waits_for_lodge()
        case State.UNCONFIRMED:
            return Tag(_("Checking with Jira"), icon="search")
        case State.QUEUED if (until := waits_until(row)) is not None:
            return Tag(_("Waiting for Jira until %(time)s") % {"time": clock(until)}, "wait", "clock")
        case _:
            return Tag(_("Being sent"), icon="spin")


_STUCK: dict[Reason, Words] = {
    Reason.LINK: gettext_lazy("%(it)s waits until your link to Jira works again."),
    Reason.SITE: gettext_lazy("%(it)s waits: at present Lodge does not get into %(site)s."),
    Reason.ACCOUNT: gettext_lazy("%(it)s waits for the Atlassian account that it was written as."),
    Reason.SCOPE: gettext_lazy("%(it)s waits: Lodge lacks a permission at Atlassian."),
    Reason.MISCONFIGURED: gettext_lazy("%(it)s waits: Lodge is set up wrong."),
    Reason.ASK: gettext_lazy("We could not tell whether %(it)s reached Jira."),
    Reason.GAVE_UP: gettext_lazy("Lodge stopped trying: Jira could not take %(it)s for too long."),
}


def headline(row: Outgoing, kind: Kind) -> str:
    """Where it stands, as one plain sentence."""
    match row.state:
        case State.FILED:
            return kind.filed
        case _ if hindrance(row) is not None:
            return hindered(row, kind)
        case State.REJECTED:
            said = _("Jira did not take %(it)s.")
        case State.WITHDRAWN:
            said = _("%(it)s was withdrawn.")
        case _ if standstill(row) is not None:
            said = _("%(it)s is safe here, and waits for Lodge.")
        case State.UNCONFIRMED:
            said = _("Lodge is checking whether %(it)s reached Jira.")
        case State.QUEUED if (until := waits_until(row)) is not None:
            return capfirst(
                _("%(it)s is safe here. Lodge sends it at %(time)s.") % {"it": kind.it, "time": clock(until)}
            )
        case _:
            said = _("%(it)s is on its way to Jira.")
    return capfirst(said % {"it": kind.it})


def hindered(row: Outgoing, kind: Kind) -> str:
    """What stands in its way; empty when nothing does."""
    reason = hindrance(row)
    if reason is None:
        return ""
    if row.state == State.UNCONFIRMED and reason != Reason.ASK:
        return _("Lodge cannot look whether %(it)s reached Jira.") % {"it": kind.it}
    if reason in BY_JIRA:
        said = {Reason.DENIED: kind.denied, Reason.NOT_FOUND: kind.not_found}.get(reason, kind.no_files)
        return f"{said} {jiras_words(row)}".rstrip()
    return capfirst(str(_STUCK[reason]) % {"it": kind.it, "site": kind.site})


# Of what is stuck, and of what cannot be looked for: both go on by themselves once it is mended.
_WAY_OUT: dict[Reason, Words] = {
    Reason.LINK: gettext_lazy(
        "Atlassian no longer lets Lodge in under your name. Nothing is lost. Link again, as the same account: Lodge "
        "then goes on by itself, and you need not type anything again."
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
    """Who has to do what about what stands in its way; empty when nothing does."""
    reason = hindrance(row)
    stuck = row.state == State.BLOCKED
    if reason is None:
        return ""
    if reason == Reason.NOT_FOUND:
        return f"{kind.not_found_next} {_by_itself(row)}".rstrip()
    if reason == Reason.DENIED:
        asked = _("Ask an administrator of the project to let you %(allow)s.") % {"allow": kind.allow}
        then = _("Then try again. Nothing is lost.") if stuck else _("Lodge then looks again.")
        return " ".join(filter(None, (asked, then, _by_itself(row), kind.otherwise if stuck else "")))
    if reason == Reason.NO_FILES:
        return f"{kind.no_files_next} {kind.otherwise}".rstrip()
    if reason == Reason.SITE:
        return f"{str(common.LOST_SITE) % {'site': kind.site}} {_('Nothing is lost. Other sites work as before.')}"
    said = str(_WAY_OUT[reason])
    # What is in doubt may be in Jira: nobody is led to send the same again as somebody else.
    return f"{said} {kind.as_another}" if reason == Reason.ACCOUNT and stuck and kind.as_another else said


def _by_itself(row: Outgoing) -> str:
    """Of a refusal of which nothing showed that it was Jira's own."""
    unproven = row.state == State.BLOCKED and row.next_attempt_at is not None
    return _("Lodge also asks again by itself.") if unproven else ""


def _kept(row: Outgoing) -> str:
    """What becomes of the text of what was withdrawn. A file or a link has none: its report says it."""
    if not isinstance(row, (Comment, Submission)):
        return ""
    if row.text_deleted_at is not None:
        return _("Lodge kept what you typed for %(days)s, and has deleted it.") % {"days": ages.kept("sent")}
    thrown_away = isinstance(row, Submission) and row.sent_at is None
    days = ages.kept("thrown away" if thrown_away else "sent")
    return _("What you typed is kept here for %(days)s.") % {"days": days}


DOUBT = gettext_lazy(
    "The connection broke, so it may or may not have arrived. Lodge looks in Jira before it sends anything again, so "
    "that nothing is there twice."
)


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
    """Why nothing goes on, what that means for what was typed, and who knows of it."""
    if silence.name == Name.SWEEP and not silence.told:
        who = _("If this lasts, tell the people who run Lodge.")
    elif silence.told:
        who = _("The people who run Lodge have been told by mail.")
    else:
        who = _("Tell the people who run Lodge.")
    said = str(_SILENT[silence.name]) % {"time": clock(silence.since)}
    return f"{said} {who}"


def what_next(row: Outgoing, kind: Kind) -> str:
    """What Lodge does with it, and what the reader can do now."""
    match row.state:
        case State.FILED:
            return kind.filed_next
        case State.REJECTED:
            too_large = row.blocked_reason == TOO_LARGE and kind.too_large_next
            return too_large or kind.refused_next
        case State.WITHDRAWN:
            return f"{_('Lodge does not send it.')} {_kept(row)}".strip()
        case _ if hindrance(row) is not None:
            return way_out(row, kind)
        case _ if (silence := standstill(row)) is not None:
            doubt = f"{DOUBT} " if row.state in (State.UNCONFIRMED, State.SENDING) else ""
            return f"{doubt}{stands_still(silence)}"
        case State.UNCONFIRMED:
            return str(DOUBT)
        case State.QUEUED if waits_until(row) is not None:
            return _(
                "Nothing is in Jira yet. You need not do anything, and you need not keep this page open."
            )
        case _:
            return _("It takes a moment. You need not keep this page open.")
