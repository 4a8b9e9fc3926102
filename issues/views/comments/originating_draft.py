"""The draft that a comment was written in."""

from uuid import UUID

from issues.models import State, Submission
from issues.views.signed_in_request import SignedIn

_OPEN = (State.DRAFT, State.REJECTED)


def draft_of(request: SignedIn) -> Submission | None:
    """The draft that the comment was written in, where the address names it and it is still open."""
    try:
        named = UUID(request.GET.get("draft", ""))
    except ValueError:
        return None
    return Submission.objects.filter(pk=named, owner=request.user, state__in=_OPEN).first()
