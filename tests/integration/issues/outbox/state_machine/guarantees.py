"""What holds for reports and their files whatever happens, and what holds once all faults are over."""

from collections import Counter
from typing import Any, ClassVar
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine, invariant

from integrations.connections import load_connection as links
from integrations.models import Token
from issues.models import Event, State, Submission
from issues.outbox.states import Reason
from tests.integration.issues.filing.conftest import Desk
from tests.integration.issues.outbox.state_machine import faults
from tests.integration.issues.outbox.state_machine.lodge_process import Overheard, Process


class Guarantees(RuleBasedStateMachine):
    """One issue for each report, as it was posted; what Jira did not refuse is not refused; no secret in a log."""

    desk: ClassVar[Desk]
    process: ClassVar[Process]
    # What was posted, how often its owner asked for a second issue or file, and what was logged.
    said: set[str]
    told_again: Counter[UUID]
    ear: Overheard

    # What always holds

    @invariant()
    def everything_holds(self) -> None:
        if not hasattr(self, "stack"):
            return
        self.learn_secrets()
        assert self.process.illegal == []
        issues = self.issues()
        for row in Submission.objects.all():
            own = [issue for issue in issues if faults.marked(issue, str(row.pk))]
            self.is_there_once(row, own)
            if row.state == State.FILED:
                self.is_as_it_was_posted(row, own)
        texts = Counter(issue["summary"] for issue in issues)
        assert all(texts[summary] <= 1 + self.told_again.total() for summary in self.said), texts
        self.only_jira_refused()
        assert self.ear.leaked() == []

    def is_there_once(self, row: Submission, own: list[dict[str, Any]]) -> None:
        assert len(own) <= 1 + self.told_again[row.pk], (row.pk, [issue["key"] for issue in own])
        posted = Counter((each.name, each.sha256) for each in row.attachments.all())
        again = sum(self.told_again[each.pk] for each in row.attachments.all())
        for issue in own:
            surplus = (
                Counter((file["name"], file["sha256"]) for file in issue["attachments"]) - posted
            )
            assert surplus.total() <= again, (row.pk, surplus)

    def is_as_it_was_posted(self, row: Submission, own: list[dict[str, Any]]) -> None:
        (issue,) = [each for each in own if each["id"] == row.issue_id]
        assert issue["summary"] == row.summary
        assert row.summary in self.said
        there = Counter((file["name"], file["sha256"]) for file in issue["attachments"])
        filed = row.attachments.filter(state=State.FILED)
        missing = Counter((each.name, each.sha256) for each in filed) - there
        assert not missing, (row.pk, missing)
        assert len({each.remote_id for each in filed}) == len(filed)

    def only_jira_refused(self) -> None:
        for what, path in (
            ("rejected", faults.WHERE["create"][1]),
            ("file_rejected", faults.WHERE["upload"][1]),
        ):
            told = Event.objects.filter(what=what).count()
            if told:
                refused = [
                    c
                    for c in self.desk.sandbox.calls("POST", path)
                    if c["status"] in {400, 403, 413}
                ]
                assert told <= len(refused)

    # What holds in the end

    def is_settled(self) -> bool:
        try:
            self.everything_is_settled()
        except AssertionError:
            return False
        return True

    def everything_is_settled(self) -> None:
        """Its writer's own (a draft, or withdrawn) is not Jira's to settle."""
        at_rest = {State.FILED, State.REJECTED, State.DRAFT, State.WITHDRAWN}
        for row in Submission.objects.all():
            assert row.state in at_rest or row.blocked_reason == Reason.ASK, (
                row.state,
                row.blocked_reason,
            )
            for each in row.attachments.all() if row.state == State.FILED else ():
                told = (each.state, each.blocked_reason, [event.what for event in row.events.all()])
                assert each.state in at_rest - {State.DRAFT} or each.blocked_reason == Reason.ASK, (
                    told
                )

    # Helpers

    @property
    def account_id(self) -> str:
        return str(self.desk.sandbox.account("Alice")["account_id"])

    def learn_secrets(self) -> None:
        for token in Token.objects.all():
            refresh, access = (
                links.refresh_token(token).reveal(),
                links.access_token(token).reveal(),
            )
            self.ear.secrets |= {refresh[-8:]: refresh, access[-8:]: access}

    def issues(self) -> list[dict[str, Any]]:
        return self.desk.sandbox.issues(self.desk.site["cloud_id"])

    @staticmethod
    def lines(pk: UUID, what: str) -> int:
        return Event.objects.filter(submission_id=pk, what=what).count()
