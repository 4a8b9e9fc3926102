"""What was kept and not sent: all of it, to go on with or to throw away, which can be undone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from issues import attachments, drafts
from issues.models import State, Submission
from issues.views.lists import drafts_of, with_address
from issues.views.request import SignedIn

# Beside this many nobody finds anything; the oldest are still there, and come up when others go.
SHOWN = 200


@require_safe
@login_required
def draft_list(request: SignedIn) -> HttpResponse:
    """All drafts; `?gone=` names the one that was just thrown away."""
    context = {
        "drafts": with_address(drafts_of(request.user)[:SHOWN], request.user),
        "gone": _thrown_away(request).filter(pk__in=_uuids(request.GET.get("gone", ""))).first(),
    }
    return render(request, "issues/draft_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def discard(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """Throws a draft away, and offers to undo that. A GET, after somebody had to sign in, does nothing."""
    draft = get_object_or_404(Submission, pk=submission_id, owner=request.user)
    return thrown_away(draft) if request.method == "POST" else redirect("drafts")


@require_safe
@login_required
def version(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """How often a draft was saved: a page that was left while it was being saved learns whether it shows the last."""
    draft = get_object_or_404(Submission, pk=submission_id, owner=request.user)
    return HttpResponse(str(draft.version), content_type="text/plain")


def thrown_away(draft: Submission) -> HttpResponse:
    """Throw *draft* away, from whichever page: the list of drafts then offers to undo it."""
    url = reverse("drafts")
    return redirect(f"{url}?gone={draft.pk}" if drafts.throw_away(draft) else url)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def restore(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """Brings back a draft that was thrown away. What was ever sent stays where it is."""
    draft = get_object_or_404(Submission, pk=submission_id, owner=request.user)
    if request.method == "POST" and drafts.bring_back(draft):
        gone = [each.name for each in attachments.of(draft) if each.deleted_at is not None]
        if gone:
            said = _("Lodge no longer has these files of it: %(names)s. Choose them again in the form.")
            messages.warning(request, said % {"names": ", ".join(gone)})
    return redirect("drafts")


def _thrown_away(request: SignedIn) -> QuerySet[Submission]:
    """Drafts that were never sent: nothing of them is or may come to be in Jira."""
    return Submission.objects.filter(owner=request.user, state=State.WITHDRAWN, sent_at=None)


def _uuids(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []
