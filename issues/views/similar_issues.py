"""Similar issues, shown beside the summary while it is typed. Failures never stop the form."""

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
from issues.fieldkinds.base import one_line
from issues.filing.mark_filed import KEY
from issues.models import Submission
from issues.views.form.post import answer_post
from issues.views.form_address import Address, reopened_at
from issues.views.place_from_address import UnknownPlaceError, account_in_use, site_of
from issues.views.signed_in_request import SignedIn
from issues.views.unavailable_wording import trouble_of

REMEMBERED = 60


@dataclass(frozen=True)
class SimilarIssues:
    """The similar issues of a summary, and their site. `answered`: whether Jira answered. None: it was not asked."""

    site: jira.Site
    issues: tuple[jira.SimilarIssue, ...]
    answered: bool | None

    @property
    def said(self) -> str:
        """The announcement of their number."""
        number = len(self.issues)
        if not number:
            return _("No similar reports found") if self.answered else _("Similar reports")
        return ngettext("%(n)d similar report", "%(n)d similar reports", number) % {"n": number}

    @property
    def nothing(self) -> str:
        """Why there are none to show."""
        if self.answered:
            return _("Nothing alike was found. Your report is worth filing.")
        if self.answered is None:
            return _("Lodge looks for reports that say the same once the summary says something.")
        return _("Jira did not say whether there are any. You can file your report all the same.")


def find(request: SignedIn, cloud_id: str, project_key: str, summary: str) -> SimilarIssues:
    """Search as the user. The same words are searched once a minute.

    Raises UnknownPlaceError, NotConnected, ReconnectRequired. Any other error gives no results.
    """
    account = account_in_use(request.user)
    site = site_of(account, cloud_id)
    words = " ".join(one_line(summary)[:255].split())
    asked = "\n".join((account.account_id, cloud_id, project_key, words)).encode(
        "utf-8", "surrogatepass"
    )
    key = f"similar:{hashlib.sha256(asked).hexdigest()}"
    if not jira.words_to_look_for(words):
        return SimilarIssues(site, (), None)
    known: tuple[jira.SimilarIssue, ...] | None = cache.get(key)
    if known is None:
        known = jira.similar_issues(account.account_id, cloud_id, project_key, words)
        if known is not None:
            cache.set(key, known, REMEMBERED)
    return SimilarIssues(site, known or (), known is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def similar(
    request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str
) -> HttpResponse:
    """GET `?summary=`: the part below the summary. POST: the whole form, from one of the buttons in that part."""
    if request.method == "POST":
        return answer_post(request)
    if not request.user.is_authenticated:
        return HttpResponse(status=401)  # htmx then changes nothing
    try:
        found = find(
            cast("SignedIn", request), cloud_id, project_key, request.GET.get("summary", "")
        )
    except UnknownPlaceError as error:
        raise Http404 from error
    except jira.IntegrationError:
        return HttpResponse()
    slug = request.GET.get("form", "")
    context = {
        "alike": found,
        "address": Address(cloud_id, project_key, issue_type_id),
        "form_query": f"?{urlencode({'form': slug})}" if slug else "",
    }
    answer = render(request, "issues/similar_issues_results.html", context)
    if found.answered:
        answer.headers["Cache-Control"] = f"private, max-age={REMEMBERED}"
    return answer


@require_safe
@login_required
def draft_similar(request: SignedIn, draft_id: UUID) -> HttpResponse:
    """The similar issues of a draft as a page of its own, for use without JavaScript."""
    draft = get_object_or_404(Submission, pk=draft_id, owner=request.user)
    context = {
        "draft": draft,
        "back": reopened_at(draft, request.user),
        "alike": None,
        "trouble": None,
    }
    try:
        context["alike"] = find(request, draft.cloud_id, draft.project_key, draft.summary)
    except (UnknownPlaceError, jira.IntegrationError) as error:
        context["trouble"] = trouble_of(error, request.get_full_path())
    return render(request, "issues/similar_issues_page.html", context)


@require_POST
@login_required
def watch(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """Watch an issue as the user. For htmx a sentence, otherwise back to the page of the draft (POST `draft`)."""
    if not KEY.fullmatch(key):
        raise Http404
    said, done = _watched(request, cloud_id, key)
    if request.headers.get("HX-Request"):
        return render(request, "issues/watch_result.html", {"said": said, "done": done})
    (messages.success if done else messages.warning)(request, said)
    try:
        draft_id = UUID(request.POST.get("draft", ""))
    except ValueError:
        return redirect("home")
    return redirect("draft-similar", draft_id=draft_id)


def _watched(request: SignedIn, cloud_id: str, key: str) -> tuple[str, bool]:
    """The result in a sentence, and whether it worked. Raises Http404 for a site that is not the user's."""
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
