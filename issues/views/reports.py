"""A report's page, and the list of reports. Other users get 404: only its owner sees a report."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from issues.models import State, Submission
from issues.reading import mark_seen
from issues.views import report_search
from issues.views.linked_account import account_or_none
from issues.views.report_context import context_of
from issues.views.report_list import acts_told, comments_told, drafts_of, partly_needy
from issues.views.report_rows import rows_of
from issues.views.report_search import Search
from issues.views.signed_in_request import SignedIn

# The highest count of reports that wait for the user; above it the number does not matter.
COUNTED = 99


@require_safe
@login_required
def report_list(request: SignedIn) -> HttpResponse:
    """The reports of this person, with what Jira says of them. Reads the database only."""
    user, search = request.user, report_search.read(request.GET.dict())
    found = report_search.page(user, search)
    first = search.is_plain and not search.after
    needy = report_search.needy(user) if first else []
    reports = [*needy, *found.reports]
    filed = [each.pk for each in reports if each.state == State.FILED]
    in_part = partly_needy(filed)
    rows = rows_of(user, reports, account_or_none(user.pk), in_part)
    context: dict[str, Any] = {
        "search": search,
        "filters": _filters(request, search),
        "needy": rows[: len(needy)],
        "rows": rows[len(needy) :],
        "projects": _projects(request, search),
        "newest": search.address() if search.after else "",
        "older": search.address(after=found.after) if found.after else "",
        "news": any(row.status is not None and row.status.is_new for row in rows),
    }
    if not search.after:
        context |= {"drafts": drafts_of(user), "comments": comments_told(user)}
        context["acts"] = acts_told(user)
    return render(request, "issues/report_list.html", context)


def _filters(request: SignedIn, search: Search) -> list[dict[str, Any]]:
    """Each filter: its words, its address, whether it is chosen, and how many there are where that matters."""
    words = {
        report_search.ALL: _("All"),
        report_search.OPEN: _("Open"),
        report_search.WAITING: _("Waiting for you"),
        report_search.DONE: _("Done"),
    }
    waiting = report_search.waiting(request.user, COUNTED)
    return [
        {
            "words": text,
            "address": search.address(show=show) if show or not search.is_plain else "?",
            "chosen": show == search.show,
            "count": waiting if show == report_search.WAITING else 0,
        }
        for show, text in words.items()
    ]


def _projects(request: SignedIn, search: Search) -> list[str]:
    keys = report_search.projects(request.user)
    return keys if search.project in ("", *keys) else sorted([*keys, search.project])


@require_POST
@login_required
def seen(request: SignedIn) -> HttpResponse:
    """The user has seen all that is new."""
    mark_seen.note_all(request.user.pk)
    return redirect("reports")


@require_safe
@login_required
def report_detail(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """The state and history of a report. Reads the database only, so the page may reload itself often."""
    rows = Submission.objects.select_related("bug_form", "owner")
    report = get_object_or_404(rows, pk=submission_id, owner=request.user)
    context = context_of(report)
    if report.state == State.FILED and "X-By-Itself" not in request.headers:
        mark_seen.note(request.user.pk, report.cloud_id, report.issue_id)
    return render(request, "issues/report_detail.html", context)
