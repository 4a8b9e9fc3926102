"""Reports, comments and forms as rows, in every state that a page tells of."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from issues.models import Attachment, BugForm, Comment, Event, IssueLink, State, Submission
from issues.outbox.outcomes import Reason

LONG_NAME = "screen-recording-of-the-whole-checkout-with-voucher-and-two-windows-2026-11-24.webm"
SUMMARY = "Checkout total is wrong after a voucher is removed"
LONG_WORD = "Rechnungsempfängeradressenänderungsbestätigungsformular"
TEXT = """### What I did
1. Put two items into the cart
2. Redeemed `SPRING-26`, then removed it again

### What I saw
The total stays **12.40** lower, see https://shop.example/a/very/long/address/that/goes/on?and=on&until=the-edge"""

# name: state, its columns, lines of its receipt
REPORTS: dict[str, tuple[State, dict[str, Any], list[tuple[str, str]]]] = {
    "draft": (State.DRAFT, {}, []),
    "draft-refused": (
        State.DRAFT,
        {"messages": ["Choose a version of the shop."]},
        [("rejected", "")],
    ),
    "queued": (State.QUEUED, {"tries": 1, "due": 600}, [("sent", ""), ("rate_limited", "")]),
    "sending": (State.SENDING, {}, [("sent", "")]),
    "unconfirmed": (State.UNCONFIRMED, {}, [("sent", ""), ("no_answer", "")]),
    "filed": (
        State.FILED,
        {"issue_key": "DEMO-24", "issue_id": "24"},
        [("sent", ""), ("no_answer", ""), ("not_seen_yet", ""), ("found", "DEMO-24")],
    ),
    "filed-twice": (
        State.FILED,
        {"issue_key": "LONGESTKEY-102424", "issue_id": "24"},
        [("sent", ""), ("found", "LONGESTKEY-102424"), ("filed_twice", "LONGESTKEY-102425")],
    ),
    "rejected": (
        State.REJECTED,
        {"messages": ["Say which page it was."]},
        [("sent", ""), ("rejected", "")],
    ),
    "withdrawn": (State.WITHDRAWN, {}, [("sent", ""), ("withdrawn", "")]),
    **{
        f"blocked-{reason.value}": (
            State.BLOCKED,
            {"blocked_reason": reason},
            [("sent", ""), ("no_answer", ""), ("not_seen_yet", "")],
        )
        for reason in Reason
    },
}
FILES: list[tuple[str, State, dict[str, Any]]] = [
    ("checkout-total.png", State.FILED, {"remote_id": "1"}),
    (LONG_NAME, State.SENDING, {}),
    ("second.log", State.QUEUED, {}),
    ("lost.png", State.UNCONFIRMED, {}),
    ("refused.bin", State.REJECTED, {"messages": ["Files of this kind are not taken here."]}),
    ("which.png", State.BLOCKED, {"blocked_reason": Reason.ASK}),
    ("denied.txt", State.BLOCKED, {"blocked_reason": Reason.DENIED}),
    ("left.txt", State.WITHDRAWN, {}),
]


def place_of(owner: User, site: dict[str, Any]) -> dict[str, Any]:
    """Columns of a bug in DEMO on *site*, written as the account that *owner* has linked."""
    connection = owner.connections.first()
    return {
        "owner": owner,
        "account_id": connection.account_id if connection else "somebody",
        "cloud_id": site["cloud_id"],
        "site_name": site["name"],
        "site_url": site["url"],
    }


def report(
    owner: User,
    site: dict[str, Any],
    stands: str,
    summary: str = SUMMARY,
    *,
    parts: bool = False,
    **more: Any,
) -> Submission:
    """A report in one of REPORTS; with *parts*, files and links in every state."""
    state, columns, lines = REPORTS[stands]
    now = timezone.now()
    columns = {**columns, **more}
    if due := columns.pop("due", 0):
        columns["next_attempt_at"] = now + timedelta(seconds=due)
    if state != State.DRAFT:
        columns |= {"sent_at": now, "first_sent_at": now}
    row = Submission.objects.create(
        **{
            "state": state,
            "account_name": "Alice",
            "project_id": "10000",
            "project_key": "DEMO",
            "issue_type_id": "10004",
            "issue_type_name": "Bug",
            "summary": summary,
            "values": {"summary": [summary], "description": [TEXT]},
            "field_names": {"summary": "Summary", "description": "Description"},
            "lease_until": now + timedelta(minutes=9) if state == State.SENDING else None,
            **place_of(owner, site),
            **columns,
        }
    )
    for second, (what, detail) in enumerate(lines):
        Event.objects.create(
            submission=row, what=what, detail=detail, at=now + timedelta(seconds=17 * second)
        )
    if parts:
        add_parts(row)
    return row


def add_parts(row: Submission) -> None:
    """A file in every state, one of them two thirds up, and links."""
    for position, (name, stands, facts) in enumerate(FILES):
        file = {
            "name": name,
            "size": 3_120_000,
            "sha256": "0" * 64,
            "file": f"attachments/{name}",
            **facts,
        }
        made = Attachment.objects.create(submission=row, position=position, state=stands, **file)
        if stands == State.SENDING:
            cache.set(f"upload:{made.pk}", 62)
    IssueLink.objects.create(
        submission=row, words="is blocked by", other_key="DEMO-3", state=State.QUEUED
    )
    IssueLink.objects.create(
        submission=row, words="relates to", other_key="SHOP-7", state=State.FILED
    )


def comment(
    owner: User, site: dict[str, Any], state: State, reason: str = "", **more: Any
) -> Comment:
    """What somebody added to DEMO-19."""
    return Comment.objects.create(
        state=state,
        blocked_reason=reason,
        issue_key="DEMO-19",
        issue_summary="Voucher still counted after it was taken out",
        text=f"**Checkout total is wrong after a voucher is removed**\n\n{TEXT}",
        **place_of(owner, site),
        **more,
    )


def bug_form(
    site: dict[str, Any], issue_type_id: str, slug: str, name: str, **more: Any
) -> BugForm:
    """A prepared form with an introduction, three questions and a hidden label."""
    form = BugForm.objects.create(
        slug=slug,
        name=name,
        cloud_id=site["cloud_id"],
        site_name=site["name"],
        project_key="DEMO",
        issue_type_id=issue_type_id,
        issue_type_name="Bug",
        intro="Tell what you did and what you saw. The **shop team** reads new bugs [every morning](https://example.com).",
        description_template="### What I did\n\n### What I saw\n\n### What I expected\n",
        **more,
    )
    form.fields.create(
        position=1, field_id="summary", label="What went wrong?", help="In one line."
    )
    form.fields.create(position=2, field_id="description", label="What happened?")
    form.fields.create(position=3, field_id="priority", label="How bad is it?")
    form.fields.create(position=4, field_id="labels", value=["from-the-shop"], hidden=True)
    return form
