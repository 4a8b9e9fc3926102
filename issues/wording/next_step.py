"""The words for what Lodge does next with a row, and for what its writer can do now."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import retention_words
from issues.models import Comment, IssueAct, Outgoing, State, Submission
from issues.outbox.states import TOO_LARGE
from issues.wording.blocker_wording import way_out
from issues.wording.common import (
    hindrance,
    standstill,
    waits_until,
)
from issues.wording.row_kind_words import Kind
from issues.wording.stopped_worker import stands_still


def _kept(row: Outgoing) -> str:
    """What happens to the text of a withdrawn row. Files and links have none; their report says it."""
    if not isinstance(row, (Comment, IssueAct, Submission)):
        return ""
    if row.text_deleted_at is not None:
        return _("Lodge kept what you typed for %(days)s, and has deleted it.") % {
            "days": retention_words.kept("sent")
        }
    thrown_away = isinstance(row, Submission) and row.sent_at is None
    days = retention_words.kept("thrown away" if thrown_away else "sent")
    return _("What you typed is kept here for %(days)s.") % {"days": days}


DOUBT = gettext_lazy(
    "The connection broke, so it may or may not have arrived. Lodge looks in Jira before it sends anything again, so "
    "that nothing is there twice."
)


def what_next(row: Outgoing, kind: Kind) -> str:
    """What Lodge does next, and what the reader can do now."""
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
