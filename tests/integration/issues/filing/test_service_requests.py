"""Requests of service projects: forms of their own, checked by Jira first, raised once, and kept as reports are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, ConnectionState, Pause
from issues.models import BugForm, MirroredIssue, Notice, State, Submission
from issues.outbox import backoff
from issues.outbox.outcomes import Reason
from issues.repointing import apply, read_back
from issues.repointing.move import moves
from issues.repointing.table import Table
from tests.integration.issues.acts.test_added_files import FAULTS
from tests.integration.issues.filing.conftest import Desk, report, sweep
from tests.integration.issues.reading.conftest import pass_time, ticks
from tests.support.http_visitor import Page
from tests.support.sandbox import SCOPES, Sandbox

pytestmark = pytest.mark.django_db
RAISE = r"/servicedeskapi/request$"
WITH_DESK = f"{SCOPES} read:servicedesk-request write:servicedesk-request"
Link = Callable[..., Connection]
SAID = {"summary": "A new laptop", "description": "With a **large** screen"}


class Service(Desk):
    """Alice, whose link opens the service desk of DEMO."""

    def __init__(self, client: Client, sandbox: Sandbox, user: User) -> None:
        super().__init__(client, sandbox)
        self.user = user
        self.cloud_id: str = self.site["cloud_id"]
        self.alice: str = sandbox.account("alice")["account_id"]
        self.bob: str = sandbox.account("bob")["account_id"]
        self.seed(access=[{"project": "DEMO", "kind": "service_desk"}])

    def seed(self, **facts: list[dict[str, Any]]) -> None:
        """Change what the site's Jira is."""
        named = {
            what: [{"cloud_id": self.cloud_id, **each} for each in entries]
            for what, entries in facts.items()
        }
        self.sandbox.control("POST", "/seed", named)

    @property
    def types_url(self) -> str:
        """Where the request types are."""
        return f"/requests/{self.cloud_id}/DEMO/"

    def open_request(self, name: str = "^Bug$") -> Page:
        """The form of a request type, as pages lead there."""
        return self.get(self.get(self.types_url).link_to(name))

    def raise_one(self, **values: Any) -> Page:
        """Open the form and send it."""
        page = self.open_request()
        return self.send(page, page.form_with("summary", "submission"), **{**SAID, **values})

    def raised(self) -> list[dict[str, Any]]:
        """The requests in Jira."""
        return self.filed(SAID["summary"])


@pytest.fixture
def service(
    sandbox: Sandbox, alice: User, link: Link, sign_in: Callable[[User], Client]
) -> Service:
    """Alice, linked with what requests need."""
    link(alice, scopes=WITH_DESK)
    return Service(sign_in(alice), sandbox, alice)


def settle(times: int = 6) -> None:
    """The worker goes on, and longer passes than any lookup waits, until nothing does."""
    for _ in range(times):
        Pause.objects.all().delete()
        now = timezone.now()
        long_ago = now - timedelta(seconds=backoff.before_asking_owner() + 60)
        Submission.objects.update(next_attempt_at=now, lease_until=None)
        Submission.objects.filter(state=State.UNCONFIRMED).update(state_since=long_ago)
        sweep()


def test_a_request_is_raised_from_its_form_and_is_a_report(service: Service) -> None:
    done = service.raise_one()
    [issue] = service.raised()
    row = report()
    assert (row.state, row.issue_key) == (State.FILED, issue["key"])
    assert done.url == f"/reports/{row.pk}/"
    assert issue["key"] in done.text
    assert "A new laptop" in service.get("/reports/").text
    assert row.issue_type_name == "Bug"


def test_a_service_project_offers_its_requests(service: Service, link: Link) -> None:
    at = f"/report/{service.cloud_id}/DEMO/"
    assert service.get(at).link_to("Raise a request").endswith(service.types_url)
    link(service.user, scopes=SCOPES)
    assert "Raise a request" not in service.get(at).text


def test_a_request_is_raised_for_a_colleague(service: Service) -> None:
    page = service.open_request()
    form = page.form_with("summary", "submission")
    found = service.send(page, form, "find=raiseOnBehalfOf", **{"raiseOnBehalfOf-search": "Bob"})
    assert service.bob in found.html
    form = found.form_with("summary", "submission")
    service.send(found, form, **SAID, raiseOnBehalfOf=f"{service.bob}|Bob")
    [issue] = service.raised()
    assert issue["reporter"] == service.bob
    assert report().state == State.FILED


def test_customers_raise_requests_for_themselves(service: Service) -> None:
    service.seed(jira=[{"customers": [service.alice]}])
    assert "Raise it for" not in service.open_request().text
    service.raise_one()
    [issue] = service.raised()
    assert (issue["reporter"], report().issue_key) == (service.alice, issue["key"])


def test_what_is_required_is_told_beside_its_field(service: Service) -> None:
    told = service.raise_one(summary="")
    assert told.status == 422
    assert "With a **large** screen" in told.html
    assert service.raised() == []


def test_what_jira_refuses_beforehand_raises_nothing(service: Service) -> None:
    body = {"errorMessage": "Bitte anders", "i18nErrorMessage": {}}
    service.sandbox.fault(
        "status", method="POST", path=r"/request/validate$", status=400, body=body
    )
    told = service.raise_one()
    assert "Bitte anders" in told.text
    assert (report().state, service.raised()) == (State.REJECTED, [])
    service.send(told, told.form_with("summary", "submission"))
    assert len(service.raised()) == 1
    assert report().state == State.FILED


def test_a_jira_that_checks_nothing_beforehand_gets_it_too(service: Service) -> None:
    service.sandbox.fault("status", method="POST", path=r"/request/validate$", status=404, times=9)
    service.raise_one()
    assert report().state == State.FILED


@pytest.mark.parametrize("for_whom", ["", "bob"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_whatever_becomes_of_the_answer_it_is_raised_once(
    service: Service, fault: tuple[str, dict[str, Any]], for_whom: str
) -> None:
    service.somebody_elses_issue()
    service.sandbox.fault(fault[0], method="POST", path=RAISE, **fault[1])
    service.raise_one(**({"raiseOnBehalfOf": f"{service.bob}|Bob"} if for_whom else {}))
    settle()
    assert report().state == State.FILED
    assert [each["key"] for each in service.raised()] == [report().issue_key]


@pytest.mark.parametrize("customer", [False, True])
def test_a_lost_answer_is_found_past_a_search_index_that_lags(
    service: Service, *, customer: bool
) -> None:
    if customer:
        service.seed(jira=[{"customers": [service.alice]}])
    service.sandbox.control("PUT", "/config", {"index_lag_seconds": 3600})
    service.sandbox.fault("drop_after_commit", method="POST", path=RAISE)
    service.raise_one()
    settle()
    assert len(service.raised()) == 1
    # a customer sees the lists of the desk alone, so time has to pass
    assert report().state == (State.UNCONFIRMED if customer else State.FILED)
    service.sandbox.control("PUT", "/config", {"index_lag_seconds": 0})
    settle()
    assert (report().state, len(service.raised())) == (State.FILED, 1)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after_commit"])
def test_two_that_say_the_same_are_raised_twice(service: Service, kind: str) -> None:
    service.somebody_elses_issue()
    service.sandbox.fault(kind, method="POST", path=RAISE, times=2)
    service.raise_one()
    service.raise_one()
    settle(12)
    rows = Submission.objects.all()
    assert [row.state for row in rows] == [State.FILED, State.FILED]
    assert sorted(each["key"] for each in service.raised()) == sorted(row.issue_key for row in rows)


def test_one_whose_words_were_changed_meanwhile_is_asked_about(service: Service) -> None:
    service.sandbox.fault("drop_after_commit", method="POST", path=RAISE)
    service.sandbox.fault("drop_before", method="GET", path=RAISE, times=1)
    service.raise_one()
    [issue] = service.raised()
    facts = {"account_id": service.bob, "description": None}
    service.sandbox.control("POST", f"/sites/{service.cloud_id}/issues/{issue['key']}", facts)
    assert report().state == State.UNCONFIRMED
    settle()
    assert (report().state, report().blocked_reason) == (State.BLOCKED, Reason.ASK)
    assert len(service.raised()) == 1


def test_a_request_of_long_ago_is_another_one(service: Service) -> None:
    service.raise_one()
    Submission.objects.all().delete()
    service.somebody_elses_issue()
    service.sandbox.fault("drop_before", method="POST", path=RAISE)
    service.raise_one()
    later = timezone.now() + timedelta(hours=1)
    Submission.objects.update(first_sent_at=later)
    settle()
    assert len(service.raised()) == 2


def test_without_the_permission_the_page_says_what_is_missing(
    service: Service, link: Link, settings: Any
) -> None:
    link(service.user, scopes=SCOPES)
    told = service.get(service.types_url)
    assert told.status == 403
    assert "ATLASSIAN_SCOPES lacks" in told.text
    settings.ATLASSIAN_SCOPES = WITH_DESK.split()
    assert "Link again and agree to everything" in service.get(service.types_url).text


def test_a_link_that_lost_the_permission_waits_for_it(service: Service, link: Link) -> None:
    service.sandbox.fault("drop_before", method="POST", path=RAISE)
    service.raise_one()
    Submission.objects.update(state=State.QUEUED)
    link(service.user, scopes=SCOPES)
    settle(1)
    assert (report().state, report().blocked_reason) == (State.BLOCKED, Reason.SCOPE)
    link(service.user, scopes=WITH_DESK)
    settle(3)
    assert (report().state, len(service.raised())) == (State.FILED, 1)


def test_what_was_typed_is_kept_while_jira_is_down(service: Service) -> None:
    page = service.open_request()
    service.sandbox.fault("drop_before", times=None)
    told = service.send(page, page.form_with("summary", "submission"), **SAID)
    assert report().values["summary"] == ["A new laptop"]
    assert "A new laptop" in told.text
    service.sandbox.control("DELETE", "/faults")
    settle()
    assert report().state in (State.FILED, State.DRAFT)


def test_what_was_typed_is_kept_when_the_link_is_dead(service: Service) -> None:
    page = service.open_request()
    Connection.objects.update(state=ConnectionState.RECONNECT)
    service.send(page, page.form_with("summary", "submission"), **SAID)
    assert (report().state, report().values["summary"]) == (State.DRAFT, ["A new laptop"])


def test_a_stranger_and_who_is_signed_out_see_nothing_of_it(
    service: Service, sign_in: Callable[[User], Client]
) -> None:
    page = service.open_request()
    service.raise_one()
    there = f"/reports/{report().pk}/"
    stranger = sign_in(User.objects.create(username="mallory", email="mallory@lodge.test"))
    assert stranger.get(there).status_code == 404
    assert stranger.get(service.types_url, follow=True).status_code != 200
    out = Client(headers={"host": "lodge.test"})
    for url in (there, service.types_url, page.url):
        assert out.get(url).status_code in (302, 401)


def test_a_project_without_a_desk_is_told(service: Service) -> None:
    service.seed(projects=[{"key": "PLAIN", "name": "Plain"}])
    assert service.get(f"/requests/{service.cloud_id}/PLAIN/").status == 404
    for type_id in ("request-9-9", "request-x", "request-"):
        told = service.get(f"/report/{service.cloud_id}/DEMO/{type_id}/")
        assert told.status == 404


def test_an_address_of_another_desk_leads_nowhere(service: Service) -> None:
    url = service.open_request().url
    service.seed(projects=[{"key": "HELP", "name": "Help"}])
    service.seed(access=[{"project": "HELP", "kind": "service_desk"}])
    assert service.get(url.replace("/DEMO/", "/HELP/")).status == 404


def test_a_prepared_form_raises_requests(service: Service) -> None:
    type_id = service.open_request().url.rstrip("/").rpartition("/")[2]
    form = BugForm.objects.create(
        name="Laptops",
        slug="laptops",
        cloud_id=service.cloud_id,
        site_name="Demo team",
        project_key="DEMO",
        issue_type_id=type_id,
        issue_type_name="Bug",
        description_template="With a **large** screen",
    )
    form.fields.create(field_id="summary", value="A new laptop", hidden=True)
    form.fields.create(field_id="description", position=1)
    form.fields.create(field_id="raiseOnBehalfOf", position=2, label="Whom is it for?")
    page = service.get("/f/laptops/")
    assert "Whom is it for?" in page.text
    service.send(
        page, page.form_with("description", "submission"), raiseOnBehalfOf=f"{service.bob}|Bob"
    )
    [issue] = service.raised()
    assert issue["reporter"] == service.bob
    assert report().bug_form == form


def test_an_administrator_prepares_a_form_for_a_request_type(
    service: Service, sign_in: Callable[[User], Client]
) -> None:
    User.objects.filter(pk=service.user.pk).update(is_staff=True, is_superuser=True)
    url = "/admin/issues/bugform/"
    page = service.get(f"{url}new/?site={service.cloud_id}&project=DEMO")
    type_id = service.open_request().url.rstrip("/").rpartition("/")[2]
    assert type_id in page.html
    asked = page.form_with("name", "slug", "issue_type")
    page = service.send(page, asked, name="Laptops", issue_type=type_id)
    form = BugForm.objects.get()
    assert (form.issue_type_id, form.issue_type_name) == (type_id, "Bug")
    assert "raiseOnBehalfOf" in page.html
    assert "Everything fits." in service.get(f"{url}test/?form={form.pk}").text


def test_a_request_is_followed_as_reports_are(service: Service) -> None:
    service.raise_one(raiseOnBehalfOf=f"{service.bob}|Bob")
    ticks()
    row = report()
    assert MirroredIssue.objects.get().status == "To Do"
    facts = {"account_id": service.bob, "status": "Done", "comment": {"text": "It is on your desk"}}
    service.sandbox.control("POST", f"/sites/{service.cloud_id}/issues/{row.issue_key}", facts)
    pass_time(minutes=6)
    ticks(1)
    assert Notice.objects.filter(user=service.user).count() == 2
    assert Notice.objects.exclude(mail_at=None).exists()
    page = service.get(f"/reports/{row.pk}/").text
    assert "Done" in page
    assert "It is on your desk" in page


def test_reports_of_requests_move_with_their_site(service: Service) -> None:
    service.raise_one()
    row = report()
    form = BugForm.objects.create(
        name="Laptops",
        slug="laptops",
        cloud_id="old",
        project_key="DEMO",
        issue_type_id="request-1-2",
    )
    old = {"cloud_id": "old", "site_url": "https://old.example", "issue_id": "9"}
    waiting = {**old, "issue_type_id": "request-1-2", "issue_key": "", "state": State.QUEUED}
    Submission.objects.filter(pk=row.pk).update(**{**old, "issue_type_id": "request-1-2"})
    other = Submission.objects.create(
        owner=service.user,
        account_id=service.alice,
        project_key="DEMO",
        fields={"raiseOnBehalfOf": {"id": "old-bob"}},
        values={"raiseOnBehalfOf": ["old-bob|Bob"]},
        **waiting,
    )
    table = Table(
        site={"https://old.example": service.site["url"]},
        account={"old-bob": service.bob},
        type={"request-1-2": row.issue_type_id},
    )
    [move] = moves(table)
    apply.apply(move, lambda kind, done: None)
    read_back.read_back(move, lambda moved, outcome: None)
    for each in (row, other, form):
        each.refresh_from_db()
        assert (each.cloud_id, each.issue_type_id) == (service.cloud_id, row.issue_type_id)
    assert row.issue_id not in ("", "9")
    assert other.state == State.DRAFT
    assert other.values["raiseOnBehalfOf"] == [f"{service.bob}|Bob"]
