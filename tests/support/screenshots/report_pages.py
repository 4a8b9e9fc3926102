"""Drafts, reports and comments in every state."""

from issues.models import State
from issues.outbox.outcomes import Reason
from tests.support.screenshots import sample_rows
from tests.support.screenshots.navigator import Guide

COMMENTS = {
    "queued": (State.QUEUED, ""),
    "unconfirmed": (State.UNCONFIRMED, ""),
    "filed": (State.FILED, ""),
    "rejected": (State.REJECTED, ""),
    **{
        f"blocked-{reason.value}": (State.BLOCKED, reason)
        for reason in (Reason.LINK, Reason.DENIED, Reason.ASK)
    },
    "withdrawn": (State.WITHDRAWN, ""),
}


def reports(guide: Guide) -> None:
    """The page of a report in each state; then the list, and home, with all of them."""
    user = guide.linked()
    for name in sample_rows.REPORTS:
        row = sample_rows.report(user, guide.site, name, parts=name in {"filed", "draft"})
        guide.go(f"/reports/{row.pk}/")
        for fold in guide.page.locator("main details > summary").all():
            fold.click()
        guide.shoot(f"report-{name}")
    sample_rows.report(
        user,
        guide.site,
        "filed",
        f"{sample_rows.LONG_WORD} {sample_rows.LONG_WORD}",
        project_key="VERYLONGPROJECT",
    )
    sample_rows.report(user, guide.site, "filed", "")
    guide.go("/reports/", "reports")
    guide.go("/", "home")


def drafts(guide: Guide) -> None:
    """The list of drafts, and one thrown away."""
    user = guide.linked()
    for summary in (
        "Invoice is empty when the order has no tax",
        f"{sample_rows.LONG_WORD}{sample_rows.LONG_WORD}",
        "",
    ):
        sample_rows.report(user, guide.site, "draft", summary)
    guide.go("/drafts/", "drafts")
    guide.press("Throw away")
    guide.shoot("drafts-discarded")


def comments(guide: Guide) -> None:
    """The page of a comment in each state."""
    user = guide.linked()
    for name, (state, reason) in COMMENTS.items():
        told = ["Comments are closed here."] if state == State.REJECTED else []
        row = sample_rows.comment(user, guide.site, state, reason, messages=told)
        guide.go(f"/comments/{row.pk}/", f"comment-{name}")
    guide.go("/comments/", "comments")


def sent_again(guide: Guide) -> None:
    """Another text under the number of a report that was sent."""
    page = guide.page
    guide.linked()
    guide.go(guide.form_path())
    page.locator("[name=summary]").fill("Filed once")
    page.locator(".send button").last.click()
    page.wait_for_url("**/reports/**")
    page.go_back()
    page.locator("[name=summary]").fill("Filed once, then written over")
    page.locator(".send button").last.click()
    guide.shoot("filed-again")
