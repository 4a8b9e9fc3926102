"""The words for a comment."""

from django.utils.translation import gettext as _

from issues.models import Comment, State
from issues.wording import next_step, state_wording
from issues.wording.common import Tag
from issues.wording.row_kind_words import comment_kind


def tag(comment: Comment) -> Tag:
    """The state, in a few words."""
    return state_wording.tag(comment, comment_kind(comment))


def headline(comment: Comment) -> str:
    """The state, as one plain sentence."""
    if comment.state == State.DRAFT:
        return _("Your draft for %(key)s is kept.") % {"key": comment.issue_key}
    return state_wording.headline(comment, comment_kind(comment))


def what_next(comment: Comment, *, has_draft: bool = False) -> str:
    """What Lodge does next, and what the reader can do now. *has_draft*: the draft it was written in still exists."""
    if comment.state == State.DRAFT:
        return _("Nothing was sent yet. Go on with it when you like.")
    said = next_step.what_next(comment, comment_kind(comment))
    if comment.state != State.REJECTED:
        return said
    if has_draft:
        ways = _(
            "What you wrote is still a draft: correct it and add it again, or file it as a report of its own."
        )
    else:
        ways = _("Correct your text and add it again, or copy it from here.")
    return f"{said} {ways}"
