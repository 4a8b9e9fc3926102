"""The page of an issue that the viewer may see in Jira."""

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import BigIntegerField, CharField
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.prepared_queries import PreparedRow
from integrations import jira
from issues.attachments.file_names import clean_name
from issues.forms import values_as_text
from issues.models import Submission
from issues.reading import issue_page, load_issue_page, mark_seen, possible_acts
from issues.reading.issue_page import IssuePage, PageContext
from issues.views.issue import file_types, fragments, has_own_rows
from issues.views.issue.fragments import Viewed
from issues.views.issue.not_there import not_there
from issues.views.jira_unavailable import trouble_page
from issues.views.place_from_address import UnknownPlaceError, account_in_use, site_of
from issues.views.report_list import acts_under_way, files_under_way
from issues.views.signed_in_request import SignedIn
from issues.wording import act_wording

# A key, one from before the issue moved, or an id.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}-[1-9][0-9]{0,17}|[1-9][0-9]{0,17}", re.ASCII)


@require_safe
@login_required
def issue(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """The issue *key* of a site. `?comments=100` leaves out the newest 100 comments."""
    if not NAME.fullmatch(key):
        raise Http404
    try:
        account = account_in_use(request.user)
        site = site_of(account, cloud_id)
        details = load_issue_page.load(account.account_id, site.cloud_id, key)
    except UnknownPlaceError:
        return not_there(request, cloud_id, key, site_known=False)
    except jira.Denied as error:
        if not error.proven:
            return trouble_page(request, jira.Unavailable("it is not certain who refused"))
        return not_there(request, cloud_id, key, site_known=True)
    except jira.IntegrationError as error:
        return trouble_page(request, error)
    page = issue_page.build(details, _context(account, site, details.key))
    own = has_own_rows.of_issue(request.user.pk, site.cloud_id, page.id, page.key)
    if own.follows:
        mark_seen.note(request.user.pk, site.cloud_id, page.id)
    acts = acts_under_way(request.user, site.cloud_id, page.id) if own.acts else []
    files = files_under_way(request.user, site.cloud_id, page.key) if own.files else 0
    report = _filed_by(request, page, site) if own.report else None
    place = account.account_id, site.cloud_id
    file_types.remember(*place, details)
    offers = possible_acts.of_issue(details, (*place, details.id))
    parts = {
        "files_under_way": files,
        "under_way": [(act, act_wording.tag(act)) for act in acts],
        "offers": offers,
        **fragments.parts(Viewed(*place, page, offers, _comments_from(request))),
    }
    return render(request, "issues/issue.html", {**_shown(page, site, key, report), **parts})


def _comments_from(request: SignedIn) -> int:
    text = request.GET.get("comments", "")
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text, re.ASCII) else 0


def _context(account: jira.Account, site: jira.Site, key: str) -> PageContext:
    def addresses(file_id: str) -> tuple[str, str]:
        place = [site.cloud_id, key, file_id]
        return reverse("issues:file", args=place), reverse("issues:thumbnail", args=place)

    return PageContext(account.account_id, site.url, clean_name, addresses)


def _shown(
    page: IssuePage, site: jira.Site, asked: str, report: Submission | None
) -> dict[str, Any]:
    return {
        "issue": page,
        "site": site,
        "issue_url": f"{site.url}/browse/{page.key}",
        "moved_from": asked.upper() if "-" in asked and asked.upper() != page.key else "",
        "report": report,
        "typed": list(values_as_text.in_words(report.values, report.field_names)) if report else [],
    }


def _filed_by(request: SignedIn, page: IssuePage, site: jira.Site) -> Submission | None:
    """The viewer's own report, if this issue came of one, while Lodge keeps its text."""
    return _own_report(owner=request.user.pk, cloud_id=site.cloud_id, issue_id=page.id)


_own_report = PreparedRow(
    Submission,
    lambda owner, cloud_id, issue_id: Submission.objects.filter(
        owner_id=owner, cloud_id=cloud_id, issue_id=issue_id, text_deleted_at=None
    ).order_by("created_at")[:1],
    owner=BigIntegerField(),
    cloud_id=CharField(),
    issue_id=CharField(),
)
