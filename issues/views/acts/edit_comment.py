"""Changes the text of the viewer's own comment."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.filing import store_act
from issues.models import ActKind, IssueAct
from issues.outbox.acts.field_values import fingerprint
from issues.outbox.outcomes import CHANGED
from issues.richtext import from_adf, to_adf, to_html
from issues.views.acts.carry_out import carry_out, keeps_typed, typed, typed_before
from issues.views.acts.comment_text import why_not
from issues.views.acts.issue_in_address import IssueAt, issue_at, posted_id
from issues.views.comments.posted_text import posted_text
from issues.views.signed_in_request import SignedIn
from issues.views.text_preview import previewed


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@keeps_typed(ActKind.EDIT_COMMENT)
def edit_comment(request: SignedIn, cloud_id: str, key: str, comment_id: str) -> HttpResponse:
    """The text of the comment as Markdown; a POST changes it. What Markdown cannot say is not offered."""
    issue = issue_at(request.user, cloud_id, key)
    comment = jira.comment_of(*issue.where, comment_id)
    if comment.author_id != issue.account.account_id:
        raise Http404
    before, act = typed_before(request)
    text = from_adf(comment.body)
    if text is None and not before:
        return render(request, "issues/acts/comment_not_editable.html", {"issue": issue})
    if request.method == "GET":
        said = (before.get("text") or [text])[0]
        return _draw(request, issue, comment, said or "", act)
    said = posted_text(request)
    if "preview" in request.POST or why_not(said):
        return _draw(request, issue, comment, said, None)
    if fingerprint(comment.body) == fingerprint(to_adf(said)):
        messages.info(request, _("You changed nothing, so nothing was sent."))
        return redirect(issue.url)
    payload = {
        "comment_id": comment.id,
        "seen": request.POST.get("seen", "")[:64],
        "document": to_adf(said),
        "text": said,
    }
    wish = store_act.Wish(
        request.user,
        replace(issue.acted_on(), seen_at=comment.updated),
        ActKind.EDIT_COMMENT,
        payload,
        typed(request),
        posted_id(request),
    )
    return carry_out(request, wish)


def _draw(
    request: SignedIn, issue: IssueAt, comment: jira.IssueComment, text: str, act: IssueAct | None
) -> HttpResponse:
    posted = request.method == "POST"
    previews = posted and "preview" in request.POST
    wrong = why_not(text) if posted and not previews else ""
    changed = act is not None and act.blocked_reason == CHANGED
    context = {
        "issue": issue,
        "act_id": posted_id(request),
        "text": text,
        "wrong": wrong,
        "preview": previewed(text) if previews else None,
        "seen": request.POST.get("seen") or fingerprint(comment.body),
        "changed": to_html(comment.body) if changed else "",
        "refused": act.messages if act is not None else [],
    }
    drawn = render(request, "issues/acts/edit_comment.html", context, status=422 if wrong else 200)
    drawn.headers["Cache-Control"] = "private, no-cache"
    return drawn
