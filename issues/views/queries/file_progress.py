"""The page beside a long file of a query: it starts the download, says how far it is, and stops it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from integrations import jira
from issues.queries import export_progress
from issues.queries.access import queries_for
from issues.queries.export_progress import Progress
from issues.queries.export_rows import MOST_ROWS
from issues.views.jira_unavailable import guarded
from issues.views.queries.opened_query import opened, run_of
from issues.views.signed_in_request import SignedIn


@require_safe
@guarded
def begin(request: SignedIn, query_id: UUID, kind: str) -> HttpResponse:
    """Start the download (*kind*: csv or xlsx), without a script, too, and show how far it is."""
    found = opened(request.user, query_id, request.GET.dict())
    if not found.jql:
        return redirect(f"{reverse('query', args=[query_id])}?{request.GET.urlencode()}")
    job = run_of(request.user, found)
    about = jira.approximate_count(job.account.account_id, job.site.cloud_id, job.jql)
    answers = found.answers if found.form.declared else {}
    progress = Progress(query_id, kind, urlencode(answers), about)
    export_id = export_progress.plan(request.user.pk, progress)
    file = (
        f"{reverse(f'query-{kind}', args=[query_id])}?{urlencode({**answers, 'export': export_id})}"
    )
    return _page(request, export_id, progress, start=file)


@require_safe
@login_required
def show(request: SignedIn, export_id: UUID) -> HttpResponse:
    """How far it is. Reads the cache, and nothing of Jira."""
    return _page(request, export_id, _own(request, export_id))


@require_POST
@login_required
def stop(request: SignedIn, export_id: UUID) -> HttpResponse:
    """End the file after the rows that are under way. Its last row says so."""
    _own(request, export_id)
    export_progress.stop(request.user.pk, export_id)
    return redirect("query-file", export_id)


def _own(request: SignedIn, export_id: UUID) -> Progress:
    found = export_progress.of(request.user.pk, export_id)
    if found is None:
        raise Http404
    return found


def _page(request: SignedIn, export_id: UUID, progress: Progress, start: str = "") -> HttpResponse:
    """*start*: the address of the file, where the page is to start its download."""
    saved = get_object_or_404(queries_for(request.user), pk=progress.query_id)
    answers = f"?{progress.answers}" if progress.answers else ""
    context: dict[str, Any] = {
        "saved": saved,
        "export_id": export_id,
        "progress": progress,
        "expected": min(progress.about, MOST_ROWS) if progress.about else None,
        "start": start,
        "stopping": export_progress.is_stopped(request.user.pk, export_id),
        "back": reverse("query", args=[saved.pk]) + answers,
        "again": reverse(f"query-{progress.kind}-progress", args=[saved.pk]) + answers,
    }
    return render(request, "issues/queries/file_progress.html", context)
