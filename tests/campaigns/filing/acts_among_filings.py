"""Comments, edits and transitions on what was filed, in the same storm; and what became of each."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from integrations import jira
from issues import attachments
from issues.filing import issue_comment, store_act
from issues.models import ALREADY, ActKind, AddedFile, Comment, IssueAct, State, Submission
from issues.outbox.acts.field_values import fingerprint
from issues.outbox.outcomes import CHANGED
from tests.campaigns.filing.fault_injection import Background
from tests.campaigns.filing.lodge_stack import Stage

DAY = "2027-03-04"
TO_DO, DOING = "10000", "3"
AT_ONCE = 4
# One issue of so many is changed by a colleague, too, between what the writer saw and what Lodge sends.
COLLEAGUE = 5
# The name of the files that are added to filed issues; no report has a file of that name.
ADDED = "added.txt"


class Acting(Background):
    """Comments on each issue once it is filed, changes a field, and takes a step."""

    def __init__(self, stage: Stage, every: float, seed: int) -> None:
        super().__init__(stage, every, seed)
        self.done: set[UUID] = set()

    def act(self) -> None:
        """A few of the newest."""
        filed = Submission.objects.filter(state=State.FILED).exclude(issue_id="")
        for row in filed.exclude(pk__in=self.done)[:AT_ONCE]:
            self.done.add(row.pk)
            queue_all(row)
            if self.chance.randrange(COLLEAGUE) == 0:
                facts = {"account_id": self.stage.sandbox.account("bob")["account_id"]}
                path = f"/sites/{self.stage.place.own_id}/issues/{row.issue_key}"
                self.stage.sandbox.control("POST", path, {**facts, "status": "Done"})


def queue_all(row: Submission) -> None:
    """What the owner of the report *row* does to its issue, as the pages store it."""
    site = jira.Site(cloud_id=row.cloud_id, name=row.site_name, url=row.site_url)
    about = store_act.ActedOn(
        row.account_id, site, row.issue_id, row.issue_key, row.summary, row.created_at
    )
    step = {
        "transition": "21",
        "name": "Start",
        "from": TO_DO,
        "to": DOING,
        "to_name": "In Progress",
    }
    edit = {"fields": {"duedate": {"seen": fingerprint(None), "to": DAY}}}
    for kind, payload in ((ActKind.TRANSITION, step), (ActKind.EDIT, edit)):
        store_act.queue(store_act.Wish(row.owner, about, kind, payload))
    comment = issue_comment.queue(
        issue_comment.Written(
            row.owner,
            row.account_id,
            site,
            row.issue_key,
            row.summary,
            f"About {row.pk}",
            uuid4(),
        )
    )
    for with_comment in (None, comment):
        _add_file(row, site, with_comment)


def _add_file(row: Submission, site: jira.Site, comment: Comment | None) -> None:
    """Two files of one name and size for each issue: one by itself, one with the comment."""
    batch = comment.pk if comment is not None else uuid4()
    to = attachments.ToIssue(
        row.owner_id, row.account_id, site, row.issue_id, row.issue_key, "", batch, comment
    )
    attachments.add(to, [SimpleUploadedFile(ADDED, batch.bytes, "text/plain")])


@dataclass
class ActCounts:
    """Acts by what became of them; `why` names those that broke a promise."""

    done: int = 0
    told: int = 0
    asked: int = 0
    lost: int = 0
    doubled: int = 0
    why: list[str] = field(default_factory=list)

    def broken(self, row: IssueAct | Comment | AddedFile, what: str, why: str) -> None:
        """One more that is *what*: lost or doubled."""
        setattr(self, what, getattr(self, what) + 1)
        self.why.append(f"{row.pk} {row}: {why}")


def counted(stage: Stage) -> ActCounts:
    """What became of all of them, by the history of the issues as Jira shows it now."""
    counts = ActCounts()
    for act in IssueAct.objects.all():
        field_id = {"transition": "status", "edit": "duedate"}[act.kind]
        changes = [
            item
            for change in jira.recent_changes_of(act.account_id, act.cloud_id, act.issue_id)
            if change.author_id == act.account_id
            for item in change.items
            if item.field_id == field_id
        ]
        _count(act, len(changes), counts)
    for comment in Comment.objects.all():
        there = jira.comments_by_me(
            comment.account_id, comment.cloud_id, comment.issue_key, comment.created_at
        )
        marks = Counter(each.marker for each in there)
        _count(comment, marks[str(comment.pk)], counts)
    for file in AddedFile.objects.select_related("comment"):
        if file.state == State.DRAFT and not file.is_wanted and not _times_there(file):
            counts.asked += 1  # as its comment, which it waits for
            continue
        _count(file, _times_there(file), counts)
    return counts


def _times_there(file: AddedFile) -> int:
    """How often Jira has the very bytes of *file* on its issue."""
    to = file.target
    held = (
        jira.attachment_bytes(to.account_id, to.cloud_id, each.id, each.size)
        for each in jira.attachments_of(to.account_id, to.cloud_id, to.issue)
        if each.size == file.size
    )
    return sum(hashlib.sha256(each).hexdigest() == file.sha256 for each in held)


def _count(row: Any, there: int, counts: ActCounts) -> None:
    already = row.remote_id == ALREADY
    if there > 1:
        counts.broken(row, "doubled", f"{there} times in Jira")
    if row.state == State.FILED and there == (0 if already else 1):
        counts.done += 1
    elif row.state == State.REJECTED and row.blocked_reason == CHANGED and not there:
        counts.told += 1
    elif row.state == State.BLOCKED and not there:
        counts.asked += 1
    elif there <= 1:
        counts.broken(row, "lost", f"{row.state} {row.blocked_reason}, {there} times in Jira")
