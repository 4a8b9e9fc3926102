"""What became of it all: the writers' own list against the sandbox's issues and its recorded traffic."""

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from integrations.models import Connection, ConnectionState
from issues.models import Attachment, State, Submission
from issues.outbox.states import Reason
from tests.campaigns.filing import acts_among_filings, receipt_check
from tests.campaigns.filing.concurrent_filing import MORE, Campaign
from tests.campaigns.filing.generated_reports import OWN, Report
from tests.campaigns.filing.lodge_stack import Stage
from tests.campaigns.filing.shared_stage import line_of

PLACES = {
    "ordinary": "in ordinary projects",
    "gap": "where keys have gaps",
    "own": "where each sees only their own",
}


@dataclass
class Counts:
    """Reports by what became of them; `why` names those that broke a promise."""

    filed: int = 0
    rejected: int = 0
    asked: int = 0
    asked_in_vain: int = 0
    lost: int = 0
    duplicated: int = 0
    files_missing: int = 0
    files_doubled: int = 0
    why: list[str] = field(default_factory=list)


def verdict(stage: Stage, campaign: Campaign) -> int:
    """Print the figures; 1 when a promise was broken."""
    issues = by_marker(stage.sandbox.issues())
    refused = refused_by(stage)
    rows = {row.pk: row for row in Submission.objects.all()}
    counts = Counts()
    for report in campaign.reports:
        count(
            report,
            rows.get(report.id),
            issues[report.marker],
            refused,
            counts,
            shared=stage.is_shared,
        )
    return printed(stage, campaign, counts)


def by_marker(issues: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The sandbox's issues by the mark that Lodge put on them."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for issue in issues:
        mark = json.dumps(issue["properties"].get(receipt_check.PROPERTY)) + json.dumps(
            issue["labels"]
        )
        for word in mark.replace('"', " ").split():
            if len(word) == 36:
                found[word].append(issue)
    return found


def refused_by(stage: Stage) -> str:
    """All that was posted and answered 400, as one text to look for ids in."""
    har = json.loads((stage.folder / "traffic.har").read_text(encoding="utf-8"))
    return "\n".join(
        entry["request"].get("postData", {}).get("text", "")
        for entry in har["log"]["entries"]
        if entry["request"]["method"] == "POST" and entry["response"]["status"] == 400
    )


def count(
    report: Report,
    row: Submission | None,
    issues: list[dict[str, Any]],
    refused: str,
    counts: Counts,
    *,
    shared: bool,
) -> None:
    """What became of one report."""
    if len(issues) > 1:
        counts.duplicated += 1
        counts.why.append(f"{report.id} is there as {', '.join(issue['key'] for issue in issues)}")
    if row is None:
        lost(report, "no row", counts)
    elif row.state == State.FILED and issues and same(report, issues[0], shared=shared):
        counts.filed += 1
        files(report, issues[0], counts)
    elif row.state == State.REJECTED and report.marker in refused:
        counts.rejected += 1
    elif row.blocked_reason == Reason.ASK:
        counts.asked += 1
        if report.project != OWN:
            counts.asked_in_vain += 1
            counts.why.append(f"{report.id}: asked, in {report.project}")
    else:
        lost(report, f"{row.state} {row.blocked_reason} with {len(issues)} issues", counts)


def lost(report: Report, why: str, counts: Counts) -> None:
    """All else is lost."""
    counts.lost += 1
    counts.why.append(f"{report.id}: {why}")


def same(report: Report, issue: dict[str, Any], *, shared: bool) -> bool:
    """Whether the text is what was posted, and names its writer where a shared account filed it."""
    said = " ".join(texts(issue["description"])).split()
    line = line_of(report.person).split() if shared else []
    return issue["summary"] == report.summary and said == [*report.text.split(), *line]


def texts(node: Any) -> list[str]:
    """The text of a document, in order. Wiki text is its own."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, list):
        return [text for each in node for text in texts(each)]
    if not isinstance(node, dict):
        return []
    return [node["text"]] if node.get("type") == "text" else texts(node.get("content", []))


def files(report: Report, issue: dict[str, Any], counts: Counts) -> None:
    """Bytes and names, as a multiset; those that acts added later are counted with the acts."""
    posted = Counter((name, hashlib.sha256(data).hexdigest()) for name, data in report.files)
    there = Counter(
        (file["name"], file["sha256"])
        for file in issue["attachments"]
        if file["name"] != acts_among_filings.ADDED
    )
    counts.files_missing += (posted - there).total()
    counts.files_doubled += (there - posted).total()
    if posted != there:
        states = ", ".join(
            f"{each} {each.state}" for each in Attachment.objects.filter(submission=report.id)
        )
        counts.why.append(
            f"{report.id} {issue['key']}: posted {len(report.files)}, there {there.total()}: {states}"
        )


def printed(stage: Stage, campaign: Campaign, counts: Counts) -> int:
    """The figures; 1 when a promise was broken."""
    report = campaign.printed
    tries = sum(Submission.objects.values_list("tries", flat=True))
    report.line(
        f"submissions {len(campaign.reports)}, filed {counts.filed}, rejected {counts.rejected}, asked {counts.asked}",
        broken=False,
    )
    if campaign.returns:
        report.line(
            f"{campaign.returns * MORE} of them came later, for ways of settling that had not been seen",
            broken=False,
        )
    for what in ("lost", "duplicated", "asked_in_vain", "files_missing", "files_doubled"):
        number = getattr(counts, what)
        report.line(f"{what.replace('_', ' ')} {number}", broken=number > 0, why=counts.why[:12])
    dead = Connection.objects.exclude(state=ConnectionState.ACTIVE)
    report.line(
        f"dead links {dead.count()}",
        broken=dead.exists(),
        why=[f"{each}: {each.state} {each.state_reason}" for each in dead[:12]],
    )
    posts = sum(each.posts for each in campaign.reports)
    report.line(
        f"posts {posts}, tries {tries}, {campaign.seconds:.0f} seconds, {campaign.storm_seconds:.0f} of them stormy",
        broken=False,
    )
    acts(stage, campaign)
    hits(stage, campaign)
    return report.verdict()


def acts(stage: Stage, campaign: Campaign) -> None:
    """What became of the comments, edits and transitions among the filings."""
    report, found = campaign.printed, acts_among_filings.counted(stage)
    report.line(
        f"acts on issues: done {found.done}, told that a colleague was faster {found.told}, asked {found.asked}",
        broken=campaign.demanding and not found.done,
    )
    for what in ("lost", "doubled"):
        number = getattr(found, what)
        report.line(f"acts {what} {number}", broken=number > 0, why=found.why[:12])


def hits(stage: Stage, campaign: Campaign) -> None:
    """What became of the reports whose process died while it sent them."""
    report, demanded = campaign.printed, campaign.demanding
    found = receipt_check.interrupted()
    places = Counter(stage.sort_of(each.project) for each in campaign.reports if each.id in found)
    where = ", ".join(f"{places[place]} {where}" for place, where in PLACES.items())
    number = sum(map(len, found.values()))
    aimed = len(found.keys() & campaign.aimed_at.keys())
    report.line(
        f"kills {campaign.kills}, {number} of them hit a report while it was sent ({aimed} as aimed): {where}",
        broken=demanded and not number,
    )
    settled, anyhow = receipt_check.settlements(), receipt_check.settlements_of_all()
    for how in receipt_check.SETTLED_BY:
        report.line(
            f"settled by {how}: {settled[how]} of those, {anyhow[how]} in all",
            broken=demanded and how in campaign.ways and not settled[how],
        )
