"""How a comment is told."""

from issues.models import Comment
from issues.views.words import standing
from issues.views.words.common import Tag
from issues.views.words.kinds import comment_kind


def tag(comment: Comment) -> Tag:
    """Where it stands, in a word or three."""
    return standing.tag(comment, comment_kind(comment))


def headline(comment: Comment) -> str:
    """Where it stands, as one plain sentence."""
    return standing.headline(comment, comment_kind(comment))


def what_next(comment: Comment) -> str:
    """What Lodge does with it, and what the reader can do now."""
    return standing.what_next(comment, comment_kind(comment))
