"""The state of a comment, and all comments of a person."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from issues import attachments
from issues.models import Comment, State
from issues.richtext import to_adf, to_html
from issues.views.comments.originating_draft import draft_of
from issues.views.form_address import reopened_at
from issues.views.report_list import PAGE, comments_of
from issues.views.signed_in_request import SignedIn
from issues.wording import comment_wording, common, part_wording

_MOVING = (State.QUEUED, State.SENDING, State.UNCONFIRMED)


@require_safe
@login_required
def comment_list(request: SignedIn) -> HttpResponse:
    """All comments of this person, in pages."""
    page = Paginator(comments_of(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(comment, comment_wording.tag(comment)) for comment in page]
    return render(request, "issues/comment_list.html", {"page": page, "rows": rows})


@require_safe
@login_required
def detail(request: SignedIn, comment_id: UUID) -> HttpResponse:
    """The state of a comment. Reads the database only, so the page may reload itself often."""
    comment = get_object_or_404(Comment, pk=comment_id, owner=request.user)
    return render(request, "issues/comment_detail.html", _context(request, comment))


def _go_on_url(comment: Comment) -> str:
    """The form in which a comment that is not sent can be written on."""
    if comment.state not in (State.DRAFT, State.REJECTED) or comment.text_deleted_at is not None:
        return ""
    at = reverse("issue-comment", args=[comment.cloud_id, comment.issue_key])
    return f"{at}?comment={comment.pk}"


def _context(request: SignedIn, comment: Comment) -> dict[str, Any]:
    draft = draft_of(request)
    refused = comment.state == State.REJECTED
    files = [part_wording.added(each) for each in attachments.of_comment(comment)]
    young = (timezone.now() - comment.state_since).total_seconds() < 60
    return {
        "comment": comment,
        "headline": comment_wording.headline(comment),
        "refused_because": comment.messages if refused else [],
        "what_next": comment_wording.what_next(comment, has_draft=draft is not None),
        "shown": to_html(to_adf(comment.text)),
        "inspections": list(comment.inspections.select_related("viewer")),
        "parts": files,
        "moving": comment.state in _MOVING or any(each.under_way for each in files),
        "seconds": 2 if young else 10,
        "ask": common.asks(comment),
        "link_again": common.link_again(comment) or any(each.link_again for each in files),
        "try_again": common.try_again(comment),
        "withdraw": comment.state in (State.DRAFT, State.QUEUED, State.BLOCKED),
        "correct": refused and draft is not None,
        "go_on_url": _go_on_url(comment) if draft is None else "",
        "to_copy": [(_("Your text"), comment.text)] if refused and draft is None else [],
        "draft": draft,
        "draft_url": reopened_at(draft, request.user) if draft else "",
        "query": f"?draft={draft.pk}" if draft else "",
        "issue_page": reverse("issues:issue", args=[comment.cloud_id, comment.issue_key]),
        "issue_url": f"{comment.site_url}/browse/{comment.issue_key}",
    }
