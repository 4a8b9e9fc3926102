"""The words for the state of any row, and for what happens next."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from issues.models import Outgoing, State
from issues.outbox.states import Reason
from issues.wording.blocker_wording import hindered
from issues.wording.common import (
    Tag,
    clock,
    hindrance,
    standstill,
    waits_until,
)
from issues.wording.row_kind_words import Kind
from issues.wording.stopped_worker import waits_for_lodge


def tag(row: Outgoing, kind: Kind) -> Tag:
    """The state, in a few words."""
    match row.state:
        case State.DRAFT:
            return Tag(_("Draft"), icon="pencil")
        case State.FILED:
            return Tag(kind.filed_tag, "done", "check")
        case State.REJECTED:
            return Tag(kind.refused_tag, "bad", "cross")
        case State.WITHDRAWN:
            return Tag(kind.withdrawn_tag, icon="cross")
        case _ if hindrance(row) in (Reason.MISCONFIGURED, Reason.SHARED):
            return Tag(_("Waiting for the people who run Lodge"), "wait", "clock")
        case _ if hindrance(row) is not None:
            return Tag(_("Needs you"), "you", "bubble")
        case _ if standstill(row) is not None:
            return waits_for_lodge()
        case State.UNCONFIRMED:
            return Tag(_("Checking with Jira"), icon="search")
        case State.QUEUED if (until := waits_until(row)) is not None:
            return Tag(
                _("Waiting for Jira until %(time)s") % {"time": clock(until)}, "wait", "clock"
            )
        case _:
            return Tag(_("Being sent"), icon="spin")


def headline(row: Outgoing, kind: Kind) -> str:
    """The state, as one plain sentence."""
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
                _("%(it)s is safe here. Lodge sends it at %(time)s.")
                % {"it": kind.it, "time": clock(until)}
            )
        case _:
            said = _("%(it)s is on its way to Jira.")
    return capfirst(said % {"it": kind.it})
