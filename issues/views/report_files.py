"""A report's files, for their owner: download the copy, and decide about one that did not reach Jira."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Attachment, Part
from issues.views import part_answers
from issues.views.signed_in_request import SignedIn
from issues.wording.part_wording import PARTS


@require_safe
@login_required
def download(request: SignedIn, submission_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """The bytes as a download. No browser opens them as a page of ours."""
    row = get_object_or_404(
        Attachment,
        pk=attachment_id,
        submission_id=submission_id,
        submission__owner=request.user,
        deleted_at=None,
    )
    return part_answers.stored_copy(row)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, submission_id: UUID, kind: str, part_id: UUID) -> HttpResponse:
    """Do what the button beside a file or link says, if it is still in the state that the page showed."""
    if kind not in PARTS:
        raise Http404
    own: dict[str, Any] = {"submission_id": submission_id, "submission__owner": request.user}
    row: Part = get_object_or_404(PARTS[kind]._default_manager, pk=part_id, **own)
    part_answers.carry_out(request, row)
    return redirect("report-detail", submission_id=submission_id)
