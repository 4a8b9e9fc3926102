"""What the owner of a file or link decides about it: it is there, send it again, leave it out. And the stored copy."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import task_dispatch
from issues import tasks
from issues.models import AddedFile, Attachment, Part, State
from issues.outbox import blockers
from issues.outbox.outcomes import Done, Reason
from issues.outbox.registry import name_of
from issues.outbox.states import move, record
from issues.views.signed_in_request import SignedIn

Answered = Part | AddedFile


def stored_copy(row: Attachment | AddedFile) -> FileResponse:
    """The bytes as a download. No browser opens them as a page of ours. Raises Http404 where they are gone."""
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


def carry_out(request: SignedIn, row: Answered) -> None:
    """Do what the button beside *row* says (POST `answer`), if it is still in the state that the page showed."""
    said = request.POST.get("answer", "")
    if said and not _do(row, said):
        messages.warning(
            request, _("It was too late: something else has happened to it meanwhile.")
        )
    elif said == "again":
        task_dispatch.after_commit(partial(tasks.hand_over, str(row.pk), name_of(type(row))))


def _do(row: Answered, said: str) -> bool:
    """Whether it could be done."""
    match said:
        case "there" if row.state == State.BLOCKED and row.blocked_reason == Reason.ASK:
            return record(row.pk, Done(""), model=type(row), what="told")
        case "again":
            return _send_again(row)
        case "leave":
            return _withdraw(row)
        case _:
            return False


def _send_again(row: Answered) -> bool:
    model, now = type(row), timezone.now()
    match State(row.state):
        case State.BLOCKED:
            account_id = row.submission.account_id if isinstance(row, Part) else row.account_id
            blockers.look_for_its_site(row.blocked_reason, account_id)
            # Sent again because its owner said so. It is looked for twice later, in case Jira had it after all.
            doubted: dict[str, Any] = {"resent": True} if row.blocked_reason == Reason.ASK else {}
            return _queue(row, State.BLOCKED, now, **doubted)
        case State.REJECTED:
            with (
                transaction.atomic()
            ):  # a process that dies in between leaves no DRAFT that nobody sends
                reopened = move(row.pk, State.REJECTED, State.DRAFT, model=model)
                return reopened and _queue(row, State.DRAFT, now)
        case State.QUEUED:
            queued = model._default_manager.filter(pk=row.pk, state=State.QUEUED)
            return queued.update(next_attempt_at=now) == 1
        case _:
            return False


def _queue(row: Answered, before: State, due: datetime, **more: Any) -> bool:
    return move(
        row.pk, before, State.QUEUED, model=type(row), what="again", next_attempt_at=due, **more
    )


def _withdraw(row: Answered) -> bool:
    match State(row.state):
        case State.REJECTED:
            with transaction.atomic():  # so that no process finds it as a DRAFT and sends it
                return move(row.pk, State.REJECTED, State.DRAFT, model=type(row)) and _let_go(
                    row, State.DRAFT
                )
        case State.BLOCKED | State.QUEUED | State.DRAFT as before:
            return _let_go(row, before)
        case _:
            return False


def _let_go(row: Answered, before: State) -> bool:
    return move(
        row.pk, before, State.WITHDRAWN, model=type(row), what="withdrawn", next_attempt_at=None
    )
