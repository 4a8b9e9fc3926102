"""How a comment is told."""

from django.utils.translation import gettext as _

from issues.models import Comment, State
from issues.views.words import standing
from issues.views.words.common import Tag
from issues.views.words.kinds import comment_kind


def tag(comment: Comment) -> Tag:
    """Where it stands, in a word or three."""
    return standing.tag(comment, comment_kind(comment))


def headline(comment: Comment) -> str:
    """Where it stands, as one plain sentence."""
    return standing.headline(comment, comment_kind(comment))


def what_next(comment: Comment, *, has_draft: bool = False) -> str:
    """What Lodge does with it, and what the reader can do now; *has_draft*: the draft it was written in is there."""
    said = standing.what_next(comment, comment_kind(comment))
    if comment.state != State.REJECTED:
        return said
    if has_draft:
        ways = _(
            "What you wrote is still a draft: correct it and add it again, or file it as a report of its own."
        )
    else:
        ways = _("Copy your text from here, and write the comment in Jira itself.")
    return f"{said} {ways}"
