"""A report's page, and the list of reports. Other users get 404: only its owner sees a report."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
)
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.prepared_queries import Given, PreparedRows
from integrations import jira
from issues.models import (
    Attachment,
    Inspection,
    IssueFollower,
    IssueLink,
    State,
    Submission,
)
from issues.reading import mark_seen
from issues.views import report_search
from issues.views.linked_account import own_account
from issues.views.overview import Overview, overview
from issues.views.report_context import Beside, context_of
from issues.views.report_list import partly_needy
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
    there = overview(user)
    needy = report_search.needy(user) if first and there.needy else []
    reports = [*needy, *found.reports]
    filed = [each.pk for each in reports if each.state == State.FILED]
    in_part = partly_needy(filed) if there.needy_parts else []
    rows = rows_of(user, reports, own_account(user), in_part, follows=there.follows)
    context: dict[str, Any] = {
        "link": jira.link_of_signed_in(user),
        "search": search,
        "filters": _filters(search, there),
        "needy": rows[: len(needy)],
        "rows": rows[len(needy) :],
        "projects": _projects(request, search),
        "newest": search.address() if search.after else "",
        "older": search.address(after=found.after) if found.after else "",
        "news": any(row.status is not None and row.status.is_new for row in rows),
    }
    if not search.after:
        context |= {"drafts": there.drafts, "comments": there.comments, "acts": there.acts}
    return render(request, "issues/report_list.html", context)


def _filters(search: Search, there: Overview) -> list[dict[str, Any]]:
    """Each filter: its words, its address, whether it is chosen, and how many there are where that matters."""
    words = {
        report_search.ALL: _("All"),
        report_search.OPEN: _("Open"),
        report_search.WAITING: _("Waiting for you"),
        report_search.DONE: _("Done"),
    }
    waiting = min(there.waiting, COUNTED)
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
    user = request.user
    found = _with_all_beside(report_id=submission_id, user_id=user.pk)
    if not found:
        raise Http404
    [report] = found
    report.owner = user
    context = context_of(report, Beside(report.any_parts, report.any_looks, report.any_follower))  # type: ignore[attr-defined]
    context["link"] = jira.link_of_signed_in(user)
    if report.is_followed and "X-By-Itself" not in request.headers:  # type: ignore[attr-defined]
        mark_seen.note(user.pk, report.cloud_id, report.issue_id)
    return render(request, "issues/report_detail.html", context)


def _with_beside(report_id: Given, user_id: Given) -> QuerySet[Submission]:
    """The user's report, and whether there is anything beside it: most have neither files nor looks of staff.

    `any_follower`: the follower's row of the report; `is_followed`: whether the user follows its issue by any row.
    """
    of_report = Q(submission=OuterRef("pk"))
    parts = (Q(Exists(model.objects.filter(of_report))) for model in (Attachment, IssueLink))
    followed = IssueFollower.objects.filter(
        user_id=user_id, issue__cloud_id=OuterRef("cloud_id"), issue__issue_id=OuterRef("issue_id")
    )
    rows = Submission.objects.filter(pk=report_id, owner_id=user_id).select_related("bug_form")
    return rows.order_by().annotate(
        any_parts=ExpressionWrapper(next(parts) | next(parts), BooleanField()),
        any_looks=Exists(Inspection.objects.filter(report=OuterRef("pk"))),
        any_follower=Exists(IssueFollower.objects.filter(of_report)),
        is_followed=ExpressionWrapper(Q(state=State.FILED) & Q(Exists(followed)), BooleanField()),
    )


_with_all_beside = PreparedRows(_with_beside, report_id=UUIDField(), user_id=BigIntegerField())
