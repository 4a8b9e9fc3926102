"""The table of a saved query, a page at a time, run as whoever reads it; and Jira's raw answer."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from integrations import jira
from issues.queries import run_query
from issues.queries.check_against_jira import problems_for
from issues.queries.jql.highlighting import parts
from issues.queries.jql_caveats import hints_of, names_a_day
from issues.queries.run_query import Page, Run
from issues.queries.tables import markdown_table
from issues.queries.tables.cells import KEY
from issues.queries.tables.raw_answer import readable
from issues.views.jira_unavailable import guarded
from issues.views.queries.opened_query import Opened, opened, run_of, words_of
from issues.views.queries.table_rows import shown_rows
from issues.views.signed_in_request import SignedIn

LONGEST_TOKEN = 4000


@require_safe
@guarded
def run(request: SignedIn, query_id: UUID) -> HttpResponse:
    """One page of the table; first the form, where the query has parameters without values."""
    found = opened(request.user, query_id, request.GET.dict())
    context = _context(request, found)
    status = 200
    if found.jql:
        job, token = run_of(request.user, found), token_of(request)
        try:
            context |= _table(found, job, token) | {"jira_zone": _jira_zone(request, job)}
        except jira.Rejected as error:
            context |= {"refused": words_of(error), "run": job}
            status = 422
    elif found.problem:
        context["refused"], status = [found.problem], 422
    return render(request, "issues/queries/query_results.html", context, status=status)


def token_of(request: SignedIn) -> str | None:
    """The page that is asked for; None for the first one. Raises Http404 for what is none."""
    token = request.GET.get("page", "")
    if len(token) > LONGEST_TOKEN:
        raise Http404
    return token or None


def _context(request: SignedIn, found: Opened) -> dict[str, Any]:
    return {
        "saved": found.saved,
        "is_owner": found.saved.owner_id == request.user.pk,
        "form": found.form,
        "jql": found.jql,
        "parts": parts(found.jql or found.saved.jql),
        "hints": hints_of(found.saved.jql),
    }


def _table(found: Opened, job: Run, token: str | None) -> dict[str, Any]:
    """The page, and what belongs around it. Raises errors of integrations.jira."""
    problems = problems_for(found.saved, job.account, found.jql) if token is None else ()
    page = run_query.page(job, token)
    answers = found.answers if found.form.declared else {}
    return {
        "run": job,
        "rows": list(shown_rows(job, page)),
        "problems": dict.fromkeys((*problems, *page.warnings)),
        "count": _count(job, page, token),
        "is_first": token is None,
        "address": f"?{urlencode(answers)}" if answers else "?",
        "answers": f"?{urlencode(answers)}" if answers else "",
        "next": urlencode({**answers, "page": page.next_token}) if page.next_token else "",
        "markdown": markdown_table.table(
            job.header,
            (row.cells for row in page.rows),
            (job.address(row.key) if job.columns[0].id == KEY else "" for row in page.rows),
        ),
    }


def _jira_zone(request: SignedIn, job: Run) -> str:
    """The zone in which Jira reads the dates of the query, where it is not that of the table; else empty."""
    profile = request.user.profile_time_zone
    return profile if profile not in ("", job.zone.key) and names_a_day(job.jql) else ""


def _count(job: Run, page: Page, token: str | None) -> int | None:
    """About how many rows there are: their number where all are on the page; None where it is not known."""
    if token is not None:
        return None
    if page.next_token is None:
        return len(page.rows)
    return jira.approximate_count(job.account.account_id, job.site.cloud_id, job.jql)


@require_safe
@guarded
def raw(request: SignedIn, query_id: UUID) -> HttpResponse:
    """What Jira answers to the first page, as JSON, without what is private."""
    found = opened(request.user, query_id, request.GET.dict())
    if not found.jql:
        raise Http404
    job = run_of(request.user, found)
    try:
        answer = readable(run_query.page(job, token_of(request)).answer)
    except jira.Rejected as error:
        answer = readable({"errorMessages": words_of(error)})
    context = {"saved": found.saved, "run": job, "answer": answer, "query": request.GET.urlencode()}
    return render(request, "issues/queries/raw_answer.html", context)
