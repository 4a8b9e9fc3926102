"""Stores a report with its links to other issues, claimed by the caller, who sends it at once."""

from collections.abc import Sequence

from django.db import transaction

from issues.filing import submit
from issues.filing.filing_request import Wish
from issues.forms.build_form import LinkWanted
from issues.models import IssueLink, State, Submission
from issues.outbox import engine
from issues.outbox.create_issue import CreateIssue


def store_and_claim(
    wish: Wish, links: Sequence[LinkWanted]
) -> tuple[Submission, Submission | None]:
    """Store report and links in one transaction, and claim the report, which saves a commit while the user waits.

    The second value is the claimed report. None: another call has queued the report and its links, and sends it now or
    when it is due. Raises as `submit.queue` does.
    """
    claim = None if links else engine.claimed()
    if claim is not None:
        take = submit.send_draft if wish.edit.version else submit.store
        alone = take(wish, claim)
        if alone is not None:
            alone.has_parts = False
            return alone, alone
    with transaction.atomic():
        stored, queued = submit.queue(wish)
        if not queued:
            return stored, None
        # Links of a rejected try are replaced.
        IssueLink.objects.filter(submission=stored, state=State.DRAFT).delete()
        _store_links(stored, links)
        return stored, engine.claim(stored.pk, CreateIssue())


def _store_links(stored: Submission, links: Sequence[LinkWanted]) -> None:
    """Links wait until the report's issue exists, as files do."""
    IssueLink.objects.bulk_create(
        IssueLink(
            submission=stored,
            type_id=link.type_id,
            words=link.words,
            outward=link.outward,
            other_key=link.other_key,
        )
        for link in links
    )
