"""What the page of a report shows, and what its writer can do there."""

from dataclasses import dataclass
from typing import Any

from django.db.models import UUIDField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.prepared_queries import PreparedRows
from issues import bugforms
from issues.forms import drafts, drift, jira_create_url, values_as_text
from issues.models import Event, State, Submission
from issues.outbox.states import Reason
from issues.views.form_address import copied_at, form_of, reopened_at
from issues.views.linked_account import author_or_none
from issues.views.report_rows import status_of
from issues.wording import (
    common,
    date_field_values,
    followed_wording,
    part_wording,
    receipt_lines,
    report_wording,
)

SETTLED = (State.DRAFT, State.FILED, State.REJECTED, State.BLOCKED, State.WITHDRAWN)


@dataclass(frozen=True)
class Beside:
    """Whether there is anything beside a report: files or links, looks of staff at its text, a follower's row."""

    parts: bool = True
    inspections: bool = True
    follower: bool = True


def context_of(report: Submission, beside: Beside = Beside(), **more: Any) -> dict[str, Any]:
    """The template context of a report's page. What is not *beside* it costs no statement."""
    ask = common.asks(report)
    parts = part_wording.lines(report) if beside.parts else []
    events = _events(report_id=report.pk)
    return {
        "report": report,
        "tag": report_wording.tag(report),
        **_told(report, parts, events),
        "lines": [receipt_lines.line(event) for event in events],
        "typed": list(
            values_as_text.in_words(
                report.values, report.field_names, guess=report.state == State.DRAFT
            )
        ),
        "dates": date_field_values.sent(report),
        "zone": date_field_values.zone(),
        "parts": parts,
        "parts_told": part_wording.summed_up(report, parts),
        # Not while it asks the user, because a reload would lose what they are typing.
        "moving": not ask
        and (report.state not in SETTLED or any(each.under_way for each in parts)),
        "seconds": _seconds(report),
        "ask": ask,
        "inspections": list(report.inspections.select_related("viewer"))
        if beside.inspections
        else [],
        "refusals": _refusals(report),
        **(_followed(report) if beside.follower else {}),
        **_acts(report, parts),
        **more,
    }


_events = PreparedRows(
    lambda report_id: Event.objects.filter(submission_id=report_id), report_id=UUIDField()
)


def _told(
    report: Submission, parts: list[part_wording.PartLine], events: list[Event]
) -> dict[str, Any]:
    """The headline, and what comes next."""
    draft, thrown_away = report.state == State.DRAFT, drafts.is_thrown_away(report)
    twice = [event.detail for event in events if event.what == "filed_twice"]
    refused = draft and any(event.what == "rejected" for event in events)
    relink = _relink(report) if draft else {}
    told = relink or (report_wording.REFUSED if refused else {})
    headline = told.get("headline") or report_wording.headline(report, parts)
    return {
        "headline": _("You threw this draft away.") if thrown_away else headline,
        "what_next": told.get("what_next") or report_wording.what_next(report, parts, twice),
        "twice": twice,
        "relink": relink,
        "refused": refused or report.state == State.REJECTED,
        "thrown_away": thrown_away,
    }


def _followed(report: Submission) -> dict[str, Any]:
    """What Jira says of the issue."""
    status = status_of(report)
    if status is None:
        return {}
    return {
        "status": status,
        "status_tag": followed_wording.tag(status.issue) if status.issue else None,
        "unseen": followed_wording.unseen(status),
    }


def _acts(report: Submission, parts: list[part_wording.PartLine]) -> dict[str, Any]:
    """The actions that the writer has now, and their addresses."""
    # Not for doubtful reports, which may be in Jira already.
    usable = bugforms.usable(report.owner, [report.bug_form_id] if report.bug_form_id else [])
    blocked_by_account = (report.state, report.blocked_reason) == (State.BLOCKED, Reason.ACCOUNT)
    withdrawn = report.state == State.WITHDRAWN and report.text_deleted_at is None
    return {
        "link_again": common.link_again(report) or any(each.link_again for each in parts),
        "try_again": common.try_again(report),
        "reopen": report.state in (State.DRAFT, State.REJECTED),
        "copy": (withdrawn and not drafts.is_thrown_away(report)) or blocked_by_account,
        "withdraw": report.state in (State.QUEUED, State.BLOCKED),
        "into_jira": _into_jira(report) if report.state == State.DRAFT else None,
        "form_url": form_of(report, report.owner, usable),
        "reopen_url": reopened_at(report, report.owner, usable),
        "copy_url": copied_at(report, report.owner, usable),
        "answer_url": _answer_url(report),
        "issue_url": f"{report.site_url}/browse/{report.issue_key}" if report.issue_key else "",
    }


def _answer_url(report: Submission) -> str:
    """Where the writer answers a report that a shared account filed. They have no page of its issue."""
    if report.state != State.FILED or not report.reporter_line:
        return ""
    return reverse("issue-comment", args=[report.cloud_id, report.issue_key])


def _refusals(report: Submission) -> list[tuple[str, str]]:
    """Why Jira refused it: (field, text), until its writer changes it. The field is empty for the whole form."""
    if report.state not in drafts.OPEN:
        return []
    of_fields = [
        (drift.called(name, report.field_names), text) for name, text in report.field_errors.items()
    ]
    return [("", text) for text in report.messages] + of_fields


def _seconds(report: Submission) -> int:
    """When a page that shows progress reloads: soon at first, then less often."""
    since = (timezone.now() - report.state_since).total_seconds()
    return next((each for limit, each in ((60, 2), (180, 5), (900, 15)) if since < limit), 60)


def _relink(draft: Submission) -> dict[str, str]:
    """A draft's message while its writer's link does not work, and where linking returns to. Otherwise empty."""
    account = author_or_none(draft.owner_id, draft.bug_form)
    if account is not None and (account.is_active or account.shared):
        return {}
    placed = all((draft.cloud_id, draft.project_key, draft.issue_type_id))
    back = reopened_at(draft, draft.owner) if placed else reverse("report-detail", args=[draft.pk])
    told = report_wording.DEAD_LINK if account is not None else report_wording.NO_LINK
    return {"account": draft.account_name, "next": back} | {
        name: str(text) for name, text in told.items()
    }


def _into_jira(report: Submission) -> jira_create_url.IntoJira | None:
    """Jira's own form, filled in as far as an address can, and the rest to copy."""
    if not report.site_url or not report.project_id:
        return None
    place = (report.site_url, report.project_id, report.issue_type_id)
    return jira_create_url.into_jira(*place, report.values, report.field_names)
