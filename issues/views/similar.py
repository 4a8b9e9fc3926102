"""Reports that may say the same already, beside the summary while it is typed: a help, never an obstacle."""

import hashlib
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from integrations import jira
from issues import drafts
from issues.claiming import KEY
from issues.fieldkinds.base import one_line
from issues.models import Submission
from issues.views.form.address import Address, reopened_at
from issues.views.form.aside import put_aside
from issues.views.form.keeping import keep, say_refused
from issues.views.form.posted import read
from issues.views.place import UnknownPlaceError, account_in_use, site_of
from issues.views.request import SignedIn
from issues.views.trouble import trouble_of

REMEMBERED = 60
# The buttons that leave the form for here, beside everything typed.
LOOK, COMMENT_ON = "similar", "comment-on"


@dataclass(frozen=True)
class Alike:
    """What was found for a summary, and on which site. `answered`: whether Jira said so; None: nothing was asked."""

    site: jira.Site
    issues: tuple[jira.SimilarIssue, ...]
    answered: bool | None

    @property
    def said(self) -> str:
        """The number of them, as it is announced."""
        number = len(self.issues)
        if not number:
            return _("No similar reports found") if self.answered else _("Similar reports")
        return ngettext("%(n)d similar report", "%(n)d similar reports", number) % {"n": number}

    @property
    def nothing(self) -> str:
        """Why there is none to be shown."""
        if self.answered:
            return _("Nothing alike was found. Your report is worth filing.")
        if self.answered is None:
            return _("Lodge looks for reports that say the same once the summary says something.")
        return _("Jira did not say whether there are any. You can file your report all the same.")


def find(request: SignedIn, cloud_id: str, project_key: str, summary: str) -> Alike:
    """Look as the user; the same words are not looked for again within a minute.

    Raises UnknownPlaceError, NotConnected, ReconnectRequired; whatever else goes wrong finds nothing.
    """
    account = account_in_use(request.user)
    site = site_of(account, cloud_id)
    words = " ".join(one_line(summary)[:255].split())
    asked = "\n".join((account.account_id, cloud_id, project_key, words)).encode("utf-8", "surrogatepass")
    key = f"similar:{hashlib.sha256(asked).hexdigest()}"
    if not jira.words_to_look_for(words):
        return Alike(site, (), None)
    known: tuple[jira.SimilarIssue, ...] | None = cache.get(key)
    if known is None:
        known = jira.similar_issues(account.account_id, cloud_id, project_key, words)
        if known is not None:
            cache.set(key, known, REMEMBERED)
    return Alike(site, known or (), known is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def similar(request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str) -> HttpResponse:
    """GET `?summary=`: the part below the summary. POST: the form itself, left by one of the buttons of that part."""
    address = Address(cloud_id, project_key, issue_type_id)
    if request.method == "POST":
        return _leave(request, address)
    if not request.user.is_authenticated:
        return HttpResponse(status=401)  # htmx then changes nothing
    try:
        found = find(cast("SignedIn", request), cloud_id, project_key, request.GET.get("summary", ""))
    except UnknownPlaceError as error:
        raise Http404 from error
    except jira.IntegrationError:
        return HttpResponse()
    slug = request.GET.get("form", "")
    context = {
        "alike": found,
        "address": address,
        "form_query": f"?{urlencode({'form': slug})}" if slug else "",
    }
    answer = render(request, "issues/similar.html", context)
    if found.answered:
        answer.headers["Cache-Control"] = f"private, max-age={REMEMBERED}"
    return answer


def _leave(request: HttpRequest, address: Address) -> HttpResponse:
    """Keep all that was typed as a draft, then go where the button says. Nothing is filed."""
    posted = read(request)
    edit, slug = posted.edit, request.GET.get("form", "")
    if not request.user.is_authenticated:
        return put_aside(request, posted, lambda user: address.with_form(user, slug))
    owner = cast("SignedIn", request).user
    address = address.with_form(owner, slug)
    columns = address.columns(owner.pk, edit.submission_id)
    try:
        kept = keep(owner, edit, columns, bug_form=address.bug_form, posted=posted)
    except drafts.NotYoursError:
        raise Http404 from None
    say_refused(request, kept)
    key = request.POST.get(COMMENT_ON, "")
    if KEY.fullmatch(key):
        return redirect("comment-new", draft_id=kept.draft.pk, key=key)
    return redirect("draft-similar", draft_id=kept.draft.pk)


@require_safe
@login_required
def draft_similar(request: SignedIn, draft_id: UUID) -> HttpResponse:
    """What was found for a draft, as a page of its own: the way without JavaScript."""
    draft = get_object_or_404(Submission, pk=draft_id, owner=request.user)
    context = {"draft": draft, "back": reopened_at(draft, request.user), "alike": None, "trouble": None}
    try:
        context["alike"] = find(request, draft.cloud_id, draft.project_key, draft.summary)
    except (UnknownPlaceError, jira.IntegrationError) as error:
        context["trouble"] = trouble_of(error, request.get_full_path())
    return render(request, "issues/similar_page.html", context)


@require_POST
@login_required
def watch(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """Watch an issue as the user. For htmx a sentence; else back to the page of the draft (POST `draft`)."""
    if not KEY.fullmatch(key):
        raise Http404
    said, done = _watched(request, cloud_id, key)
    if request.headers.get("HX-Request"):
        return render(request, "issues/similar_watched.html", {"said": said, "done": done})
    (messages.success if done else messages.warning)(request, said)
    try:
        draft_id = UUID(request.POST.get("draft", ""))
    except ValueError:
        return redirect("home")
    return redirect("draft-similar", draft_id=draft_id)


def _watched(request: SignedIn, cloud_id: str, key: str) -> tuple[str, bool]:
    """What came of it, in a sentence, and whether it worked. Raises Http404 for a site that is not the user's."""
    try:
        account = account_in_use(request.user)
        jira.watch(account.account_id, site_of(account, cloud_id).cloud_id, key)
    except UnknownPlaceError as error:
        raise Http404 from error
    except (jira.Denied, jira.ScopeMissing):
        return _("Jira does not let you watch %(key)s.") % {"key": key}, False
    except jira.IntegrationError:
        return _("Jira does not answer. Try again in a minute."), False
    return _("You watch %(key)s now.") % {"key": key}, True
