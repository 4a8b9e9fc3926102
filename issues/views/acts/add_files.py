"""Adds files to any issue that the viewer sees and may attach to, and shows what became of them."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import task_dispatch
from integrations import jira
from issues import attachments, tasks
from issues.models import AddedFile, Audience
from issues.reading.possible_acts import site_takes_files
from issues.views import part_answers
from issues.views.acts.issue_in_address import (
    NAME,
    any_site,
    issue_at,
    issue_url,
    posted_id,
    posted_issue_id,
)
from issues.views.acts.unavailable_pages import guarded
from issues.views.form import file_list
from issues.views.linked_account import account_in_any_state
from issues.views.report_list import PAGE, files_of
from issues.views.signed_in_request import SignedIn
from issues.wording import part_wording

# Posted by a form that asks who sees the files.
_ASKED = "asks-audience"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def add(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """The form; a POST stores the files first, whatever Jira does, and then has a worker send them."""
    if not NAME.fullmatch(key):
        raise Http404
    if request.method != "POST":
        return _draw(request, cloud_id, key, {})
    uploads = request.FILES.getlist("files")
    if not uploads:
        return _draw(request, cloud_id, key, {"": _("Choose a file first")})
    if _ASKED in request.POST and not _audience(request):
        said = _("Choose who sees the files below, and choose the files again")
        return _draw(request, cloud_id, key, {"": said})
    rows, refused = attachments.add(_to_issue(request, cloud_id, key), uploads)
    if not rows:
        return _draw(request, cloud_id, key, refused)
    send(rows)
    tell_refused(request, refused)
    return redirect("added-files", cloud_id=cloud_id, key=rows[0].issue_key)


def send(rows: list[AddedFile]) -> None:
    """Have workers send them at once. The sweep finds what is not handed over."""
    task_dispatch.after_commit(partial(tasks.send_files, [each.pk for each in rows]))


def tell_refused(request: HttpRequest, refused: dict[str, str]) -> None:
    """Say on the next page which files were not stored, and why."""
    for name, why in refused.items():
        messages.warning(request, f"{name}: {why}")


def takes_files(account_id: str, cloud_id: str) -> bool:
    """Whether the site takes files at all. Without an answer of Jira's, as far as Lodge knows."""
    try:
        return jira.attachment_limits(account_id, cloud_id).enabled
    except jira.IntegrationError:
        return site_takes_files(cloud_id)


def _to_issue(request: SignedIn, cloud_id: str, key: str) -> attachments.ToIssue:
    """The link may be dead, and Jira down: the files are stored all the same."""
    account = account_in_any_state(request.user.pk)
    return attachments.ToIssue(
        owner_id=request.user.pk,
        account_id=account.account_id,
        site=any_site(account, cloud_id),
        issue_id=posted_issue_id(request),
        key=key.upper(),
        summary=request.POST.get("issue-summary", ""),
        batch=posted_id(request),
        audience=_audience(request),
    )


def _audience(request: SignedIn) -> str:
    """Who sees them, as chosen. Asked on service projects only."""
    chosen = request.POST.get("audience", "")
    return chosen if chosen in Audience.values else Audience.EVERYBODY


def _draw(request: SignedIn, cloud_id: str, key: str, wrong: dict[str, str]) -> HttpResponse:
    issue = issue_at(request.user, cloud_id, key)
    rights = jira.permissions_on(*issue.where, "CREATE_ATTACHMENTS")
    context = {
        "issue": issue,
        "act_id": posted_id(request),
        "may": rights.get("CREATE_ATTACHMENTS") is True,
        "takes_files": takes_files(*issue.where[:2]),
        "wrong": wrong,
        "files_limit": file_list.limit(cloud_id),
        "asks_audience": issue.is_for_customers and jira.may_add_internal_comments(issue.where[0]),
        "audience": _audience(request) if request.method == "POST" else "",
        "post_url": reverse("issue-add-files", args=[issue.site.cloud_id, issue.key]),
    }
    drawn = render(request, "issues/acts/add_files.html", context, status=422 if wrong else 200)
    drawn.headers["Cache-Control"] = "private, no-cache"
    return drawn


@require_safe
@login_required
def of_issue(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """The viewer's own files for one issue. Reads the database only, so the page may reload itself often."""
    own = files_of(request.user).filter(cloud_id=cloud_id, issue_key=key)
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404
    lines = [part_wording.added(each) for each in page]
    context = {
        "page": page,
        "about": page[0],
        "parts": lines,
        "moving": any(each.under_way for each in lines),
        "issue_url": issue_url(cloud_id, key),
        "link_again": any(each.link_again for each in lines),
    }
    return render(request, "issues/acts/added_files.html", context)


@require_safe
@login_required
def all_files(request: SignedIn) -> HttpResponse:
    """All files that this person added to issues, in pages."""
    page = Paginator(files_of(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(each, part_wording.added(each)) for each in page]
    return render(request, "issues/acts/file_list.html", {"page": page, "rows": rows})


@require_safe
@login_required
def download(request: SignedIn, file_id: UUID) -> HttpResponseBase:
    """Lodge's copy, for its owner."""
    row = get_object_or_404(AddedFile, pk=file_id, owner=request.user, deleted_at=None)
    return part_answers.stored_copy(row)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, file_id: UUID) -> HttpResponse:
    """Do what the button beside a file says, then show it again."""
    row = get_object_or_404(AddedFile, pk=file_id, owner=request.user)
    part_answers.carry_out(request, row)
    if row.comment_id is not None:
        return redirect("comment", comment_id=row.comment_id)
    return redirect("added-files", cloud_id=row.cloud_id, key=row.issue_key)
