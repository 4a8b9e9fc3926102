"""What can happen to one report with its files: what its owner does, what Jira does, what the processes do."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any, ClassVar
from uuid import uuid4

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from accounts.models import User
from integrations import connections, limits, tasks
from integrations.models import Connection, Pause
from issues.models import Attachment, State, Submission
from issues.outbox.states import Reason
from tests.integration.issues.filing.conftest import sweep
from tests.integration.issues.outbox.state_machine import faults
from tests.integration.issues.outbox.state_machine.faults import Fault
from tests.integration.issues.outbox.state_machine.guarantees import Guarantees
from tests.integration.issues.outbox.state_machine.lodge_process import listening, watched

# Two of one name and size, the very same once more, and one that is unlike.
FILES = (("a.png", b"one 1"), ("a.png", b"two 2"), ("a.png", b"one 1"), ("log.txt", b"another"))
DAY = 86_400
# So many seconds of Jira's clock may pass before what it has begun is done: less than the grace that Lodge gives it.
SOON = 90
MOMENTS = (6, 20, 61, 95, 140, 320, 700, 3700)
# A person and a process both live through more statements than this only when nothing stops them.
STEPS = 100

# What an administrator of Jira does.
ALLOWED = {
    "all is allowed": "",
    "may not create": "may_not_create",
    "takes no files": "attachments_enabled",
}
CALLED = {
    "tokens expire": "/accounts/{alice}/expire",
    "grant revoked": "/accounts/{alice}/revoke",
    "uninstalled": "/sites/{site}/uninstall",
    "installed": "/sites/{site}/install",
    "taken out": "/sites/{site}/members/{alice}/remove",
    "let in": "/sites/{site}/members/{alice}/add",
}

dies = st.none() | st.integers(0, STEPS)


class Reports(Guarantees):
    """One tab with one form in it, the reports that it becomes, and Jira."""

    owner: ClassVar[User]
    admin: ClassVar[Client]
    link: ClassVar[Callable[..., Connection]]
    form: ClassVar[dict[str, Any]]
    action: ClassVar[str]

    # The beginning and the end

    @initialize(
        files=st.integers(0, len(FILES)),
        fault=faults.faults,
        where=st.sampled_from(["create", "create", "upload"]),
        lag=st.sampled_from(faults.KNOBS["index_lag_seconds"]),
        dies_at=dies,
    )
    def begin(self, *, files: int, fault: Fault, where: str, lag: int, dies_at: int | None) -> None:
        """A form is sent, and the first thing that goes wrong lies in its way."""
        self.stack = ExitStack()
        self.ear = self.stack.enter_context(listening())
        self.clock = self.stack.enter_context(time_machine.travel(datetime.now(UTC), tick=True))
        self.desk.sandbox.reset()
        for model in (Submission, Pause, Connection):
            model.objects.all().delete()
        limits.forget()
        self.stack.enter_context(watched(self.process))
        self.process.states.clear()
        self.process.illegal.clear()
        self.sign_in()
        self.relink("alice")
        self.desk.somebody_elses_issue()
        self.desk.sandbox.config(index_lag_seconds=lag)
        self.number, self.version = str(uuid4()), 1
        self.files = FILES[:files]
        self.said = set()
        self.told_again = Counter()
        self.unsettled = 0
        self.faulty = False
        self.break_out(fault, where, 1, 0)
        self.post(dies_at)

    def teardown(self) -> None:
        """The storm is over and time passes: each report is filed, refused, or its owner was asked."""
        if not hasattr(self, "stack"):
            return
        with self.stack:
            faults.calm_down(self.desk.sandbox)
            for what in ("installed", "let in"):
                self.an_administrator_of_jira_acts(what)
            self.wait_with_the_link_of("alice")
            if not self.is_settled():  # files of a report that went out as Bob wait for Bob
                self.wait_with_the_link_of("bob")
            self.everything_holds()
            self.everything_is_settled()

    def wait_with_the_link_of(self, account: str) -> None:
        """Days pass, and every button that tries again is pressed, until nothing is left to do."""
        self.relink(account)
        for seconds in (100, 130, 320, 700, 3700, 700, 700, 700, DAY, 100, 130, 320, 700):
            self.time_passes(seconds, working=True)
            self.say_to_all("again")
            sweep()
            sweep()
            if seconds >= 700 and self.is_settled():
                break

    # Its owner

    @rule(dies_at=dies)
    def post(self, dies_at: int | None) -> None:
        """Press the button; pressed again, it is a double click, a reload, or another tab."""
        summary = f"It broke {self.version}"
        uploads = [SimpleUploadedFile(name, data) for name, data in self.files]
        values = {**self.form, "submission": self.number, "summary": summary, "files": uploads}
        self.send(self.action, {**values, "description": f"words {self.version}"}, summary, dies_at)

    @rule(goes_on=st.booleans(), dies_at=dies)
    def post_other_words(self, goes_on: bool, dies_at: int | None) -> None:
        """Under the same number; asked, its writer files it as a new one, or does not."""
        self.version += 1
        summary = f"It broke {self.version}"
        values = {
            **self.form,
            "submission": self.number,
            "summary": summary,
            "description": "others",
        }
        page = self.send(self.action, values, summary, dies_at)
        if goes_on and page is not None and page.status == 409:
            form = page.form_with("submission", "summary")
            self.send(form.action, form.values(), summary, dies_at)

    @precondition(
        lambda self: Submission.objects.filter(state__in=(State.DRAFT, State.REJECTED)).exists()
    )
    @rule(dies_at=dies)
    def correct_and_send(self, dies_at: int | None) -> None:
        """Open what was refused, or kept, and send it with other words."""
        row = Submission.objects.filter(state__in=(State.DRAFT, State.REJECTED)).latest(
            "created_at"
        )
        page = self.desk.get(f"{self.action.partition('?')[0]}?report={row.pk}")
        forms = [form for form in page.forms if form.has("summary")]
        if forms:
            self.version += 1
            summary = f"It broke {self.version}"
            values = {
                **forms[0].values(),
                "summary": summary,
                "description": f"words {self.version}",
            }
            self.send(forms[0].action, values, summary, dies_at)

    @rule(file=st.sampled_from(FILES), dies_at=dies)
    def bring_a_file(self, file: tuple[str, bytes], dies_at: int | None) -> None:
        """Choose one while the report is written: its draft is saved first, and the file goes at once."""
        summary = f"It broke {self.version}"
        values = {
            **self.form,
            "submission": self.number,
            "summary": summary,
            "description": "so far",
        }
        with self.process.dying_at(dies_at):
            self.desk.client.post(self.action, {**values, "autosave": "1", "wanted": "1"})
            self.desk.client.post(
                self.action, {**values, "upload": "1", "files": SimpleUploadedFile(*file)}
            )

    def send(self, action: str, values: dict[str, Any], summary: str, dies_at: int | None) -> Any:
        """Post it; the page, or None where the process died."""
        self.said.add(summary)
        with self.process.dying_at(dies_at):
            return self.desk.post(action, values)

    @precondition(lambda self: Submission.objects.exists())
    @rule(what=st.sampled_from(["again", "there", "withdraw"]))
    def answer(self, what: str) -> None:
        """Say it on the newest report's page, whatever that page offers."""
        self.say(Submission.objects.latest("created_at"), what)

    def say(self, row: Submission, what: str) -> None:
        there = [issue["key"] for issue in self.issues() if faults.marked(issue, str(row.pk))]
        asked = row.blocked_reason == Reason.ASK
        before = self.lines(row.pk, "again")
        values = {"answer": what, "key": there[0] if there else "DEMO-99999"}
        self.desk.client.post(f"/reports/{row.pk}/answer/", values)
        if asked:
            self.told_again[row.pk] += self.lines(row.pk, "again") - before

    @precondition(lambda self: Attachment.objects.exclude(state=State.FILED).exists())
    @rule(what=st.sampled_from(["again", "leave"]))
    def answer_about_a_file(self, what: str) -> None:
        """Say it beside one that is not in Jira yet."""
        for row in Attachment.objects.exclude(state=State.FILED).order_by("position")[:1]:
            self.say_of(row, what)

    def say_of(self, row: Attachment, what: str) -> None:
        asked = row.state == State.BLOCKED and row.blocked_reason == Reason.ASK
        self.desk.client.post(
            f"/reports/{row.submission_id}/parts/file/{row.pk}/", {"answer": what}
        )
        if asked and what == "again":
            self.told_again[row.pk] += 1

    def say_to_all(self, what: str) -> None:
        """Press every button that tries again, but for those that may make a second one."""
        for row in Submission.objects.filter(state=State.BLOCKED).exclude(
            blocked_reason=Reason.ASK
        ):
            self.say(row, what)
        for each in Attachment.objects.filter(state=State.BLOCKED).exclude(
            blocked_reason=Reason.ASK
        ):
            self.say_of(each, what)

    @rule(account=st.sampled_from(["alice", "alice", "bob"]))
    def relink(self, account: str) -> None:
        """Consent again, perhaps as somebody else."""
        for each in self.desk.sandbox.control("GET", "/faults")["faults"]:
            if "oauth" in each["path"]:
                self.desk.sandbox.control("DELETE", f"/faults/{each['id']}")
        other = Connection.objects.exclude(
            account_id=self.desk.sandbox.account(account)["account_id"]
        )
        for each in other:
            connections.disconnect(each.pk)
        self.link(self.owner, account)
        self.learn_secrets()

    @precondition(lambda self: Connection.objects.filter(state="active").exists())
    @rule()
    def unlink(self) -> None:
        """End the link here."""
        for each in Connection.objects.all():
            connections.disconnect(each.pk)

    @precondition(lambda self: Submission.objects.exists())
    @rule(action=st.sampled_from(["try_now", "try_now", "withdraw"]))
    def an_admin_acts(self, action: str) -> None:
        """On all that there is."""
        chosen = [str(pk) for pk in Submission.objects.values_list("pk", flat=True)]
        values = {"action": action, "_selected_action": chosen, "confirmed": "1"}
        assert self.admin.post("/admin/issues/submission/", values).status_code == 302

    # Jira

    @rule(
        fault=faults.faults,
        where=faults.places,
        times=st.integers(1, 4),
        skip=st.sampled_from([0, 0, 0, 1, 2]),
    )
    def break_out(self, fault: Fault, where: str, times: int, skip: int) -> None:
        """From now on so many calls go wrong."""
        faults.break_out(self.desk.sandbox, fault, where, times=times, skip=skip)
        self.faulty = True

    @precondition(lambda self: self.faulty)
    @rule()
    def faults_end(self) -> None:
        """Jira works again."""
        self.desk.sandbox.control("DELETE", "/faults")
        self.faulty = False

    @rule(knob=faults.knobs)
    def turn(self, knob: tuple[str, Any]) -> None:
        """Jira behaves otherwise from now on."""
        name, value = knob
        self.desk.sandbox.config(**{name: value})

    @rule(what=st.sampled_from([*ALLOWED, *CALLED, "gone"]))
    def an_administrator_of_jira_acts(self, what: str) -> None:
        """Or automation: an issue that is gone answers 404 until the end."""
        sandbox, alice, site = self.desk.sandbox, self.account_id, self.desk.site["cloud_id"]
        if what in ALLOWED:
            name = ALLOWED[what]
            faults.allow(
                sandbox, **({name: [alice] if name == "may_not_create" else False} if name else {})
            )
        elif what in CALLED:
            sandbox.control("POST", CALLED[what].format(alice=alice, site=site))
        else:
            for row in Submission.objects.filter(state=State.FILED)[:1]:
                path = rf"/issue/({row.issue_id}|{row.issue_key})(/|$)"
                sandbox.fault("status", path=path, times=None, status=404, body=faults.NO)
                self.faulty = True

    # Processes and time

    @rule(dies_at=dies)
    def work(self, dies_at: int | None) -> None:
        """What the worker does every few seconds."""
        limits.forget()
        with self.process.dying_at(dies_at):
            sweep()

    @rule(seconds=st.sampled_from(MOMENTS), working=st.booleans())
    def time_passes(self, seconds: int, working: bool) -> None:
        """Here and in Jira alike; perhaps nobody works all the while."""
        self.unsettled += seconds
        if self.unsettled > SOON:
            self.await_what_is_late()
            self.unsettled = 0
        self.clock.shift(timedelta(seconds=seconds))
        self.desk.sandbox.advance(seconds)
        limits.forget()
        if seconds >= DAY:
            self.sign_in()
        if working:
            tasks.refresh_batch(connections.due(10))
            sweep()

    def await_what_is_late(self) -> None:
        """No server commits later than Lodge's grace: what is still under way ends first."""
        until = monotonic() + 30
        while any(self.is_late(call) for call in self.desk.sandbox.calls()):
            assert monotonic() < until, "the sandbox never came to an end"
            sleep(0.02)

    @staticmethod
    def is_late(call: dict[str, Any]) -> bool:
        return call["status"] is None or (
            call["fault"] == "commit_late" and call["processed_status"] is None
        )

    def sign_in(self) -> None:
        for client, user in (
            (self.desk.client, self.owner),
            (self.admin, User.objects.get(username="ops")),
        ):
            client.force_login(user, backend="accounts.authentication.NameOrEmailBackend")
