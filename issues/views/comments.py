"""A comment instead of a report: what it will say, adding it once, and where it stands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from integrations import jira
from issues import commenting
from issues.claiming import KEY
from issues.models import Comment, State, Submission
from issues.outbox import engine, pace, standing
from issues.outbox.add_comment import AddComment
from issues.outbox.outcomes import Done, Reason
from issues.outbox.states import move, record
from issues.richtext import LIMIT, says_something, size, to_adf, to_html
from issues.views.form.address import reopened_at
from issues.views.form.posted import ACCOUNT, AIM
from issues.views.lists import PAGE, comments_of
from issues.views.place import account_in_use, site_of
from issues.views.request import SignedIn
from issues.views.trouble import guarded
from issues.views.words import common, of_comment

_OPEN = (State.DRAFT, State.REJECTED)
_MOVING = (State.QUEUED, State.SENDING, State.UNCONFIRMED)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def compose(request: SignedIn, draft_id: UUID, key: str) -> HttpResponse:
    """Shows what a draft says, as a comment on the issue *key*; adds what was shown when that is posted.

    Another tab may have gone on writing the draft meanwhile: nothing is added that its writer did not see here.
    """
    draft = get_object_or_404(Submission, pk=draft_id, owner=request.user)
    if not KEY.fullmatch(key):
        raise Http404
    account = account_in_use(request.user)
    site = site_of(account, draft.cloud_id)
    shown = _shown(request)
    text = shown or commenting.text_of(draft)
    back = reopened_at(draft, request.user)
    if not says_something(text):
        messages.warning(request, _("There is nothing to add yet: write what you saw first."))
        return redirect(back)
    document = to_adf(text)
    too_long = size(document) > LIMIT
    moved = bool(shown) and _has_moved(request, account, site)
    if shown and not too_long and not moved:
        summary, as_whom = request.POST.get("issue-summary", ""), account.account_id
        row = commenting.queue(
            request.user, draft, text, site=site, account_id=as_whom, key=key, summary=summary
        )
        engine.attempt(row.pk, AddComment(), seconds=pace.PATIENCE)
        return redirect(f"{reverse('comment', args=[row.pk])}?draft={draft.pk}")
    issue = jira.get_issue(account.account_id, site.cloud_id, key, ("summary",))
    if moved:
        messages.warning(request, _("Nothing was added: the site or the account is another one by now."))
    context = {
        "draft": draft,
        "issue": issue,
        "summary": str(issue.fields.get("summary") or ""),
        "site": site,
        "account": account,
        "text": text,
        "shown": to_html(document),
        "too_long": too_long,
        "back": back,
    }
    return render(
        request, "issues/comment_new.html", context, status=422 if request.method == "POST" else 200
    )


def _shown(request: SignedIn) -> str:
    """The text that the page showed, as it comes back with the button; empty where nothing was shown yet.

    A browser sends every end of a line as CRLF; NUL, which PostgreSQL does not store, nobody typed.
    """
    return request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "").strip("\n")


def _has_moved(request: SignedIn, account: jira.Account, site: jira.Site) -> bool:
    """Whether it would go elsewhere, or as somebody else, than the page said: the same key names other issues there."""
    return (request.POST.get(ACCOUNT), request.POST.get(AIM)) != (account.account_id, site.cloud_id)


@require_safe
@login_required
def comment_list(request: SignedIn) -> HttpResponse:
    """All comments of this person, in pages."""
    page = Paginator(comments_of(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(comment, of_comment.tag(comment)) for comment in page]
    return render(request, "issues/comment_list.html", {"page": page, "rows": rows})


@require_safe
@login_required
def detail(request: SignedIn, comment_id: UUID) -> HttpResponse:
    """Where a comment stands. Asks the database only, so it may ask itself again and again."""
    comment = get_object_or_404(Comment, pk=comment_id, owner=request.user)
    return render(request, "issues/comment.html", _context(request, comment))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, comment_id: UUID) -> HttpResponse:
    """Does what the button says, if the comment still stands where the page showed it; then shows it."""
    comment = get_object_or_404(Comment, pk=comment_id, owner=request.user)
    match request.POST.get("answer"):
        case "there" if comment.state == State.BLOCKED and comment.blocked_reason == Reason.ASK:
            record(comment.pk, Done(""), model=Comment, what="told")
        case "again":
            standing.look_for_its_site(comment.blocked_reason, comment.account_id)
            # Sent again on a person's word: it is looked for twice later, in case it was there after all.
            doubted: dict[str, Any] = {"resent": True} if comment.blocked_reason == Reason.ASK else {}
            if move(comment.pk, State.BLOCKED, State.QUEUED, model=Comment, next_attempt_at=None, **doubted):
                engine.attempt(comment.pk, AddComment(), seconds=pace.PATIENCE)
        case "withdraw":
            if not any(
                move(comment.pk, state, State.WITHDRAWN, model=Comment, next_attempt_at=None)
                for state in (State.QUEUED, State.BLOCKED)
            ):
                messages.warning(request, _("It was too late: the comment is being added already."))
    query = f"?draft={draft.pk}" if (draft := _draft(request)) else ""
    return redirect(reverse("comment", args=[comment.pk]) + query)


def _draft(request: SignedIn) -> Submission | None:
    """The draft that the comment was written in, where the address names it and it is open still."""
    try:
        named = UUID(request.GET.get("draft", ""))
    except ValueError:
        return None
    return Submission.objects.filter(pk=named, owner=request.user, state__in=_OPEN).first()


def _context(request: SignedIn, comment: Comment) -> dict[str, Any]:
    draft = _draft(request)
    refused = comment.state == State.REJECTED
    young = (timezone.now() - comment.state_since).total_seconds() < 60
    return {
        "comment": comment,
        "headline": of_comment.headline(comment),
        "refused_because": comment.messages if refused else [],
        "what_next": of_comment.what_next(comment, has_draft=draft is not None),
        "shown": to_html(to_adf(comment.text)),
        "inspections": list(comment.inspections.select_related("viewer")),
        "moving": comment.state in _MOVING,
        "seconds": 2 if young else 10,
        "ask": common.asks(comment),
        "link_again": common.link_again(comment),
        "try_again": common.try_again(comment),
        "withdraw": comment.state in (State.QUEUED, State.BLOCKED),
        "correct": refused and draft is not None,
        "to_copy": [(_("Your text"), comment.text)] if refused and draft is None else [],
        "draft": draft,
        "draft_url": reopened_at(draft, request.user) if draft else "",
        "query": f"?draft={draft.pk}" if draft else "",
        "issue_url": f"{comment.site_url}/browse/{comment.issue_key}",
    }
