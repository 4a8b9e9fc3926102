"""The list of drafts: continue one, throw one away, or restore it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from issues import attachments
from issues.forms import drafts
from issues.models import State, Submission
from issues.views.report_list import drafts_of, with_address
from issues.views.signed_in_request import SignedIn

# Nobody finds anything in a longer list. Older drafts appear when others are gone.
SHOWN = 200


@require_safe
@login_required
def draft_list(request: SignedIn) -> HttpResponse:
    """All drafts. `?gone=` names the one that was just thrown away."""
    context = {
        "drafts": with_address(drafts_of(request.user)[:SHOWN], request.user),
        "gone": _thrown_away(request).filter(pk__in=_uuids(request.GET.get("gone", ""))).first(),
    }
    return render(request, "issues/draft_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def discard(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """Throw a draft away, and offer to undo that. A GET, which follows a sign-in, does nothing."""
    draft = get_object_or_404(Submission, pk=submission_id, owner=request.user)
    return thrown_away(draft) if request.method == "POST" else redirect("drafts")


@require_safe
@login_required
def version(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """How often a draft was saved. A page that was left during a save can so check whether it shows the last text."""
    draft = get_object_or_404(Submission, pk=submission_id, owner=request.user)
    return HttpResponse(str(draft.version), content_type="text/plain")


def thrown_away(draft: Submission) -> HttpResponse:
    """Throw *draft* away from any page. The list of drafts then offers to undo it."""
    url = reverse("drafts")
    return redirect(f"{url}?gone={draft.pk}" if drafts.throw_away(draft) else url)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def restore(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """Restore a draft that was thrown away. A report that was ever sent does not change."""
    draft = get_object_or_404(Submission, pk=submission_id, owner=request.user)
    if request.method == "POST" and drafts.bring_back(draft):
        gone = [each.name for each in attachments.of(draft) if each.deleted_at is not None]
        if gone:
            said = _(
                "Lodge no longer has these files of it: %(names)s. Choose them again in the form."
            )
            messages.warning(request, said % {"names": ", ".join(gone)})
    return redirect("drafts")


def _thrown_away(request: SignedIn) -> QuerySet[Submission]:
    """Thrown-away drafts that were never sent. Nothing of them is or may come to be in Jira."""
    return Submission.objects.filter(owner=request.user, state=State.WITHDRAWN, sent_at=None)


def _uuids(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []
