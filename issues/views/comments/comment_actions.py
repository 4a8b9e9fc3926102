"""Does what the button on a comment's page says."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from issues.models import Comment, State
from issues.outbox import backoff, blockers, engine
from issues.outbox.add_comment import AddComment
from issues.outbox.outcomes import Done, Reason
from issues.outbox.states import move, record
from issues.views.comments.originating_draft import draft_of
from issues.views.signed_in_request import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, comment_id: UUID) -> HttpResponse:
    """Do what the button says, if the comment is still in the state that the page showed. Then show it."""
    comment = get_object_or_404(Comment, pk=comment_id, owner=request.user)
    match request.POST.get("answer"):
        case "there" if comment.state == State.BLOCKED and comment.blocked_reason == Reason.ASK:
            record(comment.pk, Done(""), model=Comment, what="told")
        case "again":
            blockers.look_for_its_site(comment.blocked_reason, comment.account_id)
            # Sent again because its writer said so. It is looked for twice later, in case Jira had it after all.
            doubted: dict[str, Any] = (
                {"resent": True} if comment.blocked_reason == Reason.ASK else {}
            )
            if move(
                comment.pk,
                State.BLOCKED,
                State.QUEUED,
                model=Comment,
                next_attempt_at=None,
                **doubted,
            ):
                engine.attempt(comment.pk, AddComment(), seconds=backoff.PATIENCE)
        case "withdraw":
            if not any(
                move(comment.pk, state, State.WITHDRAWN, model=Comment, next_attempt_at=None)
                for state in (State.DRAFT, State.QUEUED, State.BLOCKED)
            ):
                messages.warning(request, _("It was too late: the comment is being added already."))
    query = f"?draft={draft.pk}" if (draft := draft_of(request)) else ""
    return redirect(reverse("comment", args=[comment.pk]) + query)
