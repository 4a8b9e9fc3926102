"""A report's files for their owner: the kept copy back, and what they say about one that did not arrive."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import handing
from issues import tasks
from issues.models import Attachment, Part, State
from issues.outbox import standing
from issues.outbox.outcomes import Done, Reason
from issues.outbox.senders import name_of
from issues.outbox.states import move, record
from issues.views.request import SignedIn
from issues.views.words.of_part import PARTS


@require_safe
@login_required
def download(request: SignedIn, submission_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """The bytes, to be saved: whatever they are, no browser opens them as a page of ours."""
    row = get_object_or_404(
        Attachment,
        pk=attachment_id,
        submission_id=submission_id,
        submission__owner=request.user,
        deleted_at=None,
    )
    try:
        file = row.file.open("rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(
        file, as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, submission_id: UUID, kind: str, part_id: UUID) -> HttpResponse:
    """Does what the button beside a file or a link says, if it still stands where the page showed it."""
    if kind not in PARTS:
        raise Http404
    own: dict[str, Any] = {"submission_id": submission_id, "submission__owner": request.user}
    row: Part = get_object_or_404(PARTS[kind]._default_manager, pk=part_id, **own)
    said = request.POST.get("answer", "")
    if said and not _do(row, said):
        messages.warning(request, _("It was too late: something else has happened to it meanwhile."))
    elif said == "again":
        handing.soon(partial(tasks.hand_over, str(row.pk), name_of(type(row))))
    return redirect("report-detail", submission_id=submission_id)


def _do(row: Part, said: str) -> bool:
    """Whether it could be done."""
    model, now = type(row), timezone.now()
    match said, State(row.state):
        case "there", State.BLOCKED if row.blocked_reason == Reason.ASK:
            return record(row.pk, Done(""), model=model, what="told")
        case "again", State.BLOCKED:
            standing.look_for_its_site(row.blocked_reason, row.submission.account_id)
            # Sent again on a person's word: it is looked for twice later, in case it was there after all.
            doubted: dict[str, Any] = {"resent": True} if row.blocked_reason == Reason.ASK else {}
            return move(
                row.pk, State.BLOCKED, State.QUEUED, model=model, what="again", next_attempt_at=now, **doubted
            )
        case "again", State.REJECTED:
            return move(row.pk, State.REJECTED, State.DRAFT, model=model) and move(
                row.pk, State.DRAFT, State.QUEUED, model=model, what="again", next_attempt_at=now
            )
        case "again", State.QUEUED:
            return (
                model._default_manager.filter(pk=row.pk, state=State.QUEUED).update(next_attempt_at=now) == 1
            )
        case "leave", State.REJECTED:
            with transaction.atomic():  # nobody finds it as a draft, and sends it
                return move(row.pk, State.REJECTED, State.DRAFT, model=model) and move(
                    row.pk, State.DRAFT, State.WITHDRAWN, model=model, what="withdrawn", next_attempt_at=None
                )
        case "leave", State.BLOCKED | State.QUEUED | State.DRAFT:
            return move(
                row.pk, State(row.state), State.WITHDRAWN, model=model, what="withdrawn", next_attempt_at=None
            )
        case _:
            return False
