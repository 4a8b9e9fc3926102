"""Shows a draft's text as a comment on an issue, and adds the text that was shown."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.filing import comment_from_report
from issues.filing.mark_filed import KEY
from issues.models import Submission
from issues.outbox import backoff, engine
from issues.outbox.add_comment import AddComment
from issues.richtext import LIMIT, says_something, size, to_adf, to_html
from issues.views.form.parse import ACCOUNT, DESTINATION
from issues.views.form_address import reopened_at
from issues.views.jira_unavailable import guarded
from issues.views.place_from_address import account_in_use, site_of
from issues.views.signed_in_request import SignedIn


@dataclass(frozen=True)
class Planned:
    """A comment that is not stored yet: the *text* of *draft* for the issue *key*."""

    draft: Submission
    account: jira.Account
    site: jira.Site
    key: str
    text: str

    @cached_property
    def document(self) -> dict[str, Any]:
        """The text as ADF."""
        return to_adf(self.text)

    @property
    def too_long(self) -> bool:
        """Whether Jira would refuse it for its length."""
        return size(self.document) > LIMIT


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def compose(request: SignedIn, draft_id: UUID, key: str) -> HttpResponse:
    """Show a draft's text as a comment on the issue *key*. A POST adds the text that was shown.

    Another tab may have changed the draft. Only the text that the writer saw here is added.
    """
    draft = get_object_or_404(Submission, pk=draft_id, owner=request.user)
    if not KEY.fullmatch(key):
        raise Http404
    account = account_in_use(request.user)
    site = site_of(account, draft.cloud_id)
    shown = _shown(request)
    text = shown or comment_from_report.text_of(draft)
    if not says_something(text):
        messages.warning(request, _("There is nothing to add yet: write what you saw first."))
        return redirect(reopened_at(draft, request.user))
    planned = Planned(draft, account, site, key, text)
    moved = bool(shown) and _has_moved(request, account, site)
    if shown and not planned.too_long and not moved:
        return _add(request, planned)
    return _preview(request, planned, moved=moved)


def _add(request: SignedIn, planned: Planned) -> HttpResponse:
    row = comment_from_report.queue(
        request.user,
        planned.draft,
        planned.text,
        site=planned.site,
        account_id=planned.account.account_id,
        key=planned.key,
        summary=request.POST.get("issue-summary", ""),
    )
    engine.attempt(row.pk, AddComment(), seconds=backoff.PATIENCE)
    return redirect(f"{reverse('comment', args=[row.pk])}?draft={planned.draft.pk}")


def _preview(request: SignedIn, planned: Planned, *, moved: bool) -> HttpResponse:
    """The comment as Jira will show it, and the issue it goes to. *moved*: why nothing was added."""
    account, site = planned.account, planned.site
    issue = jira.get_issue(account.account_id, site.cloud_id, planned.key, ("summary",))
    if moved:
        messages.warning(
            request, _("Nothing was added: the site or the account is another one by now.")
        )
    context = {
        "draft": planned.draft,
        "issue": issue,
        "summary": str(issue.fields.get("summary") or ""),
        "site": site,
        "account": account,
        "text": planned.text,
        "shown": to_html(planned.document),
        "too_long": planned.too_long,
        "back": reopened_at(planned.draft, request.user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "issues/comment_compose.html", context, status=status)


def _shown(request: SignedIn) -> str:
    """The text that the page showed, as posted with the button. Empty where nothing was shown yet.

    A browser sends every line break as CRLF. NUL is removed, because PostgreSQL cannot store it.
    """
    return request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "").strip("\n")


def _has_moved(request: SignedIn, account: jira.Account, site: jira.Site) -> bool:
    """Whether site or account differ from those on the page. The same key may name another issue there."""
    return (request.POST.get(ACCOUNT), request.POST.get(DESTINATION)) != (
        account.account_id,
        site.cloud_id,
    )
