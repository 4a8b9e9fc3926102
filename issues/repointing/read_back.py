"""The proof of a move: each report's issue is read from the new site by its key, or marked as not found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from integrations import jira
from issues.models import Event, Submission
from issues.repointing.move import Move

BATCH = 100
NOT_FOUND = "moved_not_found"


@dataclass
class Proof:
    """How many reports were read back, were not found, and could not be asked for now."""

    read: int = 0
    not_found: int = 0
    later: int = 0


def pending(move: Move) -> QuerySet[Submission]:
    """Moved reports that are not read back yet, and not marked either."""
    marked = Event.objects.filter(submission=OuterRef("pk"), what=NOT_FOUND)
    rows = Submission.objects.filter(cloud_id=move.cloud_id, issue_id="").exclude(issue_key="")
    return rows.exclude(Exists(marked))


def read_back(move: Move, told: Callable[[Submission, str], None]) -> Proof:
    """Read every pending report back. *told* hears of each: the report, and what came of it."""
    proof, last = Proof(), None
    fallback = jira.live_account(move.cloud_id)
    while found := list(
        (pending(move).filter(pk__gt=last) if last else pending(move)).order_by("pk")[:BATCH]
    ):
        own = {each.account_id for each in found}
        live = jira.live_accounts(move.cloud_id, own)
        for report in found:
            account = report.account_id if report.account_id in live else fallback
            told(report, _read(report, account, proof))
        last = found[-1].pk
    return proof


def _read(report: Submission, account_id: str, proof: Proof) -> str:
    if not account_id:
        proof.later += 1
        return "no link to the new site has a live token"
    try:
        issue = jira.get_issue(account_id, report.cloud_id, report.issue_key, ("project",))
    except jira.Denied:
        proof.not_found += 1
        report.note(report.pk, NOT_FOUND, report.issue_key)
        return "not found"
    except jira.IntegrationError as error:
        proof.later += 1
        return f"not asked: {error}"
    # Of what was read: the key may have changed on the way.
    stored = Submission.objects.filter(pk=report.pk, issue_id="", cloud_id=report.cloud_id).update(
        issue_id=issue.id,
        issue_key=issue.key,
        project_id=_project(issue.fields),
        followed=False,
    )
    proof.read += stored
    return f"read back as {issue.key}"


def _project(fields: dict[str, Any]) -> str:
    project = fields.get("project")
    return str(project.get("id", "")) if isinstance(project, dict) else ""
