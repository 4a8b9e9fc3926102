"""One report, and all of them. Strangers get 404: a report exists for its owner only."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from issues import drafts, drift, prefill, typed
from issues.models import Event, State, Submission
from issues.outbox.states import Reason
from issues.views.form.address import copied_at, form_of, reopened_at
from issues.views.home import account_or_none
from issues.views.lists import PAGE, comments_told, drafts_of, needy_of, reports_of
from issues.views.request import SignedIn
from issues.views.words import common, dates, of_part, of_report, receipt

SETTLED = (State.DRAFT, State.FILED, State.REJECTED, State.BLOCKED, State.WITHDRAWN)


@require_safe
@login_required
def report_list(request: SignedIn) -> HttpResponse:
    """All reports of this person, in pages."""
    page = Paginator(reports_of(request.user), PAGE).get_page(request.GET.get("page"))
    in_part = set(needy_of(request.user).filter(state=State.FILED, pk__in=[each.pk for each in page]))
    rows = [(each, (of_report.tag_of_needy if each in in_part else of_report.tag)(each)) for each in page]
    context: dict[str, Any] = {"page": page, "rows": rows}
    if page.number == 1:
        context |= {"drafts": drafts_of(request.user), "comments": comments_told(request.user)}
    return render(request, "issues/list.html", context)


@require_safe
@login_required
def report_detail(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """Where a report stands and how it came there. Asks the database only, so it may ask itself again and again."""
    rows = Submission.objects.select_related("bug_form", "owner")
    report = get_object_or_404(rows, pk=submission_id, owner=request.user)
    return render(request, "issues/report.html", context_of(report))


def context_of(report: Submission, **more: Any) -> dict[str, Any]:
    """What the page of a report needs."""
    ask = common.asks(report)
    parts = of_part.lines(report)
    events = list(report.events.all())
    return {
        "report": report,
        "tag": of_report.tag(report),
        **_told(report, parts, events),
        "lines": [receipt.line(event) for event in events],
        "typed": list(typed.in_words(report.values, report.field_names, guess=report.state == State.DRAFT)),
        "dates": dates.sent(report),
        "zone": dates.zone(),
        "parts": parts,
        "parts_told": of_part.summed_up(report, parts),
        # Not while it asks: what is being typed there would be swept away.
        "moving": not ask and (report.state not in SETTLED or any(each.under_way for each in parts)),
        "seconds": _seconds(report),
        "ask": ask,
        "inspections": list(report.inspections.select_related("viewer")),
        "refusals": _refusals(report),
        **_acts(report, parts),
        **more,
    }


def _told(report: Submission, parts: list[of_part.PartLine], events: list[Event]) -> dict[str, Any]:
    """The headline, and what comes next."""
    draft, thrown_away = report.state == State.DRAFT, drafts.is_thrown_away(report)
    twice = [event.detail for event in events if event.what == "filed_twice"]
    refused = draft and any(event.what == "rejected" for event in events)
    relink = _relink(report) if draft else {}
    told = relink or (of_report.REFUSED if refused else {})
    headline = told.get("headline") or of_report.headline(report, parts)
    return {
        "headline": _("You threw this draft away.") if thrown_away else headline,
        "what_next": told.get("what_next") or of_report.what_next(report, parts, twice),
        "twice": twice,
        "relink": relink,
        "refused": refused or report.state == State.REJECTED,
        "thrown_away": thrown_away,
    }


def _acts(report: Submission, parts: list[of_part.PartLine]) -> dict[str, Any]:
    """What its writer may do now, and the addresses that it takes."""
    # Not of what is in doubt: it may be in Jira already.
    blocked_by_account = (report.state, report.blocked_reason) == (State.BLOCKED, Reason.ACCOUNT)
    withdrawn = report.state == State.WITHDRAWN and report.text_deleted_at is None
    return {
        "link_again": common.link_again(report) or any(each.link_again for each in parts),
        "try_again": common.try_again(report),
        "reopen": report.state in (State.DRAFT, State.REJECTED),
        "copy": (withdrawn and not drafts.is_thrown_away(report)) or blocked_by_account,
        "withdraw": report.state in (State.QUEUED, State.BLOCKED),
        "into_jira": _into_jira(report) if report.state == State.DRAFT else None,
        "form_url": form_of(report, report.owner),
        "reopen_url": reopened_at(report, report.owner),
        "copy_url": copied_at(report, report.owner),
        "issue_url": f"{report.site_url}/browse/{report.issue_key}" if report.issue_key else "",
    }


def _refusals(report: Submission) -> list[tuple[str, str]]:
    """Why Jira did not take it: (field, text), as long as nobody has gone on writing. Of the whole, no field."""
    if report.state not in drafts.OPEN:
        return []
    of_fields = [(drift.called(name, report.field_names), text) for name, text in report.field_errors.items()]
    return [("", text) for text in report.messages] + of_fields


def _seconds(report: Submission) -> int:
    """When a page that shows something under way asks again: soon at first, then less and less often."""
    since = (timezone.now() - report.state_since).total_seconds()
    return next((each for limit, each in ((60, 2), (180, 5), (900, 15)) if since < limit), 60)


def _relink(draft: Submission) -> dict[str, str]:
    """What a draft says while its writer's link does not work, and where linking leads back to; else nothing."""
    account = account_or_none(draft.owner_id)
    if account is not None and account.is_active:
        return {}
    placed = all((draft.cloud_id, draft.project_key, draft.issue_type_id))
    back = reopened_at(draft, draft.owner) if placed else reverse("report-detail", args=[draft.pk])
    told = of_report.DEAD_LINK if account is not None else of_report.NO_LINK
    return {"account": draft.account_name, "next": back} | {name: str(text) for name, text in told.items()}


def _into_jira(report: Submission) -> prefill.IntoJira | None:
    """Jira's own form, filled in as far as an address can, and the rest to copy."""
    if not report.site_url or not report.project_id:
        return None
    place = (report.site_url, report.project_id, report.issue_type_id)
    return prefill.into_jira(*place, report.values, report.field_names)
