"""Writes a comment on any issue that the viewer sees: a draft with files, its preview, and once in Jira."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues import attachments
from issues.bugforms import author
from issues.filing import issue_comment
from issues.models import Audience, Comment, State
from issues.outbox import backoff, engine, parts
from issues.outbox.add_comment import AddComment
from issues.views.acts import add_files
from issues.views.acts.comment_text import why_not
from issues.views.acts.commenting_account import comment_author
from issues.views.acts.issue_in_address import (
    NAME,
    IssueAt,
    any_site,
    issue_url,
    posted_issue_id,
    read_as,
)
from issues.views.acts.unavailable_pages import guarded
from issues.views.comments.posted_text import posted_text
from issues.views.form import file_list
from issues.views.place_from_address import site_of
from issues.views.signed_in_request import SignedIn
from issues.views.text_preview import previewed

PREVIEW, KEEP, AUTOSAVE, ASKED = "preview", "keep", "autosave", "asks-audience"


@dataclass(frozen=True)
class Page:
    """What the page shows beside the issue."""

    text: str
    comment_id: UUID
    wrong: str = ""
    previews: bool = False
    saved: Comment | None = None
    refused_files: dict[str, str] = field(default_factory=dict)
    audience: str = Audience.EVERYBODY
    lacks_audience: bool = False

    @property
    def files(self) -> list[Any]:
        """The files that are stored with the draft."""
        return attachments.of_comment(self.saved) if self.saved is not None else []


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def write(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """The editor. A POST keeps text and files first, whatever Jira does, and then previews the comment or adds it."""
    if not NAME.fullmatch(key):
        raise Http404
    if request.method != "POST":
        return _draw(request, _issue(request, cloud_id, key), _begun(request, cloud_id, key))
    written = _written(request, cloud_id, key)
    kept = issue_comment.keep(written, with_files=bool(request.FILES))
    if AUTOSAVE in request.POST:
        return render(request, "issues/acts/comment_autosave_response.html", {"kept": kept})
    refused = _keep_files(request, kept, written) if kept is not None else {}
    if KEEP in request.POST:
        add_files.tell_refused(request, refused)
        messages.success(request, _("Your draft is kept. It is also listed under your comments."))
        return redirect("comments" if written.reporter_line else issue_url(cloud_id, key))
    wrong = why_not(written.text)
    undecided = ASKED in request.POST and not written.audience
    if PREVIEW in request.POST or wrong or refused or undecided:
        previews = PREVIEW in request.POST
        page = Page(
            written.text,
            written.comment_id,
            "" if previews else wrong,
            previews,
            kept,
            refused,
            written.audience,
            undecided and not previews,
        )
        return _draw(request, _issue(request, cloud_id, key), page)
    return _add(request, written, kept)


def _add(request: SignedIn, written: issue_comment.Written, kept: Comment | None) -> HttpResponse:
    """Queue the comment, try it at once, and let its files follow."""
    row = issue_comment.queue(written)
    if kept is None:  # it was sent before: a second press of the button, perhaps with one more file
        add_files.tell_refused(request, _keep_files(request, row, written))
    engine.attempt(row.pk, AddComment(), seconds=backoff.PATIENCE)
    if parts.wake_files(row.pk):
        add_files.send(attachments.of_comment(row))
    return redirect("comment", comment_id=row.pk)


def _keep_files(
    request: SignedIn, comment: Comment, written: issue_comment.Written
) -> dict[str, str]:
    """Store the posted files with *comment*, and delete those to be dropped. Returns why some were not stored."""
    attachments.take_out(comment, request.POST.getlist("drop-file"))
    to = attachments.ToIssue(
        owner_id=request.user.pk,
        account_id=written.account_id,
        site=written.site,
        issue_id=posted_issue_id(request),
        key=written.key,
        summary=written.summary,
        batch=comment.pk,
        comment=comment,
    )
    refused = attachments.add(to, request.FILES.getlist("files"))[1]
    gone = [each for each in attachments.of_comment(comment) if each.deleted_at and not each.tries]
    words = _("Lodge no longer has this file. Choose it again, or remove it")
    return {each.name: words for each in gone} | refused


def _written(request: SignedIn, cloud_id: str, key: str) -> issue_comment.Written:
    """What was posted. The link may be dead: the text is kept all the same."""
    account = comment_author(request.user, cloud_id, key)
    jira.mark_used(account)
    return issue_comment.Written(
        owner=request.user,
        account_id=account.account_id,
        site=any_site(account, cloud_id),
        key=key.upper(),
        summary=request.POST.get("issue-summary", ""),
        text=posted_text(request),
        comment_id=_posted_id(request) or uuid4(),
        reporter_line=author.comment_line(request.user, account),
        audience=_audience(request),
    )


def _issue(request: SignedIn, cloud_id: str, key: str) -> IssueAt:
    """The issue as the account that comments sees it."""
    account = comment_author(request.user, cloud_id, key)
    if not account.is_active:
        raise jira.SharedUnavailable if account.shared else jira.ReconnectRequired(account.state)
    return read_as(account, site_of(account, cloud_id), key)


def _audience(request: SignedIn) -> str:
    """Who reads it, as chosen. Asked on service projects only."""
    chosen = request.POST.get("audience", "")
    return chosen if chosen in Audience.values else Audience.EVERYBODY


def _posted_id(request: SignedIn) -> UUID | None:
    try:
        return UUID(request.POST.get("comment", "") or request.GET.get("comment", ""))
    except ValueError:
        return None


def _begun(request: SignedIn, cloud_id: str, key: str) -> Page:
    """The draft that the address names, or the last one on this issue, or an empty page."""
    named_id = _posted_id(request)
    open_ones = Comment.objects.filter(owner=request.user, state__in=(State.DRAFT, State.REJECTED))
    named = open_ones.filter(pk=named_id).first() if named_id else None
    draft = named or issue_comment.draft_on(request.user, cloud_id, key.upper())
    if draft is None:
        return Page("", uuid4())
    return Page(draft.text, draft.pk, saved=draft, audience=draft.audience)


def _draw(request: SignedIn, issue: IssueAt, page: Page) -> HttpResponse:
    rights = jira.permissions_on(*issue.where, "ADD_COMMENTS", "CREATE_ATTACHMENTS")
    cloud_id = issue.site.cloud_id
    attach = rights.get("CREATE_ATTACHMENTS") is True and add_files.takes_files(*issue.where[:2])
    context: dict[str, Any] = {
        "issue": issue,
        "page": page,
        "may": rights.get("ADD_COMMENTS") is True,
        "may_attach": attach,
        "files_limit": file_list.limit(cloud_id),
        "internal": issue.is_for_customers and jira.may_add_internal_comments(issue.where[0]),
        "internal_after_linking": jira.SERVICE_DESK_SCOPE in settings.ATLASSIAN_SCOPES,
        "preview": previewed(page.text) if page.previews else None,
        "post_url": reverse("issue-comment", args=[cloud_id, issue.key]),
    }
    wrong = page.wrong or page.refused_files or page.lacks_audience
    status = 422 if wrong else 200
    drawn = render(request, "issues/acts/comment.html", context, status=status)
    drawn.headers["Cache-Control"] = "private, no-cache"
    return drawn
