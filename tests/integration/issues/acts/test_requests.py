"""Requests of a service project: their own forms, checked by Jira first, and raised once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations import jira
from integrations.models import Connection
from issues.filing import store_act
from issues.models import ActKind, IssueAct, State
from issues.outbox.outcomes import Reason
from tests.integration.issues.acts.conftest import Bench, act, pass_time, settle
from tests.integration.issues.acts.test_act_forms import form_of, value
from tests.integration.issues.acts.test_added_files import FAULTS
from tests.integration.issues.acts.test_internal_comments import make_service_project
from tests.support.sandbox import SCOPES

pytestmark = pytest.mark.django_db
RAISE = r"/servicedeskapi/request$"
DESK = f"{SCOPES} read:servicedesk-request write:servicedesk-request"
Link = Callable[..., Connection]


@pytest.fixture
def service(bench: Bench, link: Link) -> Bench:
    """Alice, whose link opens the service desk of DEMO."""
    make_service_project(bench)
    link(bench.user, scopes=DESK)
    return bench


def types_url(bench: Bench) -> str:
    return f"/requests/{bench.cloud_id}/DEMO/"


def open_form(bench: Bench, name: str = "^Bug$") -> Any:
    """The form of a request type, as pages lead there."""
    return bench.get(bench.get(types_url(bench)).link_to(name))


def raised(bench: Bench, summary: str = "A new laptop") -> list[str]:
    """The keys of the requests in Jira with this summary."""
    return [each["key"] for each in bench.sandbox.issues() if each["summary"] == summary]


def queued_request(bench: Bench, summary: str = "A new laptop") -> IssueAct:
    """A request of Alice's that waits to be sent."""
    where = bench.account_id, bench.cloud_id
    desk = jira.service_desk_of(*where, "DEMO")
    kind = next(each for each in jira.request_types(*where, desk) if each.name == "Bug")
    text = {"type": "text", "text": "With a *large* screen"}
    document = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [text]}],
    }
    payload = {
        "desk_id": desk,
        "type_id": kind.id,
        "type_name": kind.name,
        "values": {"summary": summary, "description": document},
    }
    site = jira.site_of(*where)
    about = store_act.ActedOn(bench.account_id, site, "", "DEMO", summary)
    return store_act.queue(store_act.Wish(bench.user, about, ActKind.REQUEST, payload))


def test_a_request_is_raised_from_its_form(service: Bench) -> None:
    page = open_form(service)
    done = service.send(
        page,
        form_of(page, "summary"),
        summary="A new laptop",
        description="With a **large** screen",
    )
    (key,) = raised(service)
    assert f"Your request is in Jira as {key}" in done.text
    assert done.url == f"/issue/{service.cloud_id}/{key}/"
    assert "With a" in done.text
    assert f"Your request is in Jira as {key}" in service.get(f"/acts/{act().pk}/").text


def test_a_service_project_offers_its_requests(service: Bench, link: Link) -> None:
    at = f"/report/{service.cloud_id}/DEMO/"
    assert service.get(at).link_to("Raise a request").endswith(types_url(service))
    link(service.user, scopes=SCOPES)
    assert "Raise a request" not in service.get(at).text


def test_what_is_required_is_said_beside_its_field(service: Bench) -> None:
    page = open_form(service)
    told = service.send(page, form_of(page, "summary"), summary="", description="A screen")
    assert told.status == 422
    assert value(form_of(told, "summary"), "description") == "A screen"
    assert not IssueAct.objects.exists()


def test_what_jira_refuses_beforehand_raises_nothing(service: Bench) -> None:
    page = open_form(service)
    body = {"errorMessage": "Bitte anders", "i18nErrorMessage": {}}
    service.sandbox.fault(
        "status", method="POST", path=r"/request/validate$", status=400, body=body
    )
    told = service.send(page, form_of(page, "summary"), summary="A new laptop")
    assert "Bitte anders" in told.text
    assert act().state == State.REJECTED
    assert raised(service) == []
    again = service.get(told.link_to("^Go on with it$"))
    assert value(form_of(again, "summary"), "summary") == "A new laptop"
    service.send(again, form_of(again, "summary"))
    assert len(raised(service)) == 1


def test_a_jira_that_checks_nothing_beforehand_gets_it_too(service: Bench) -> None:
    queued_request(service)
    service.sandbox.fault("status", method="POST", path=r"/request/validate$", status=404, times=9)
    settle(2)
    assert act().state == State.FILED


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_whatever_becomes_of_the_answer_it_is_raised_once(
    service: Bench, fault: tuple[str, dict[str, Any]]
) -> None:
    queued_request(service)
    service.sandbox.fault(fault[0], method="POST", path=RAISE, **fault[1])
    settle(8)
    assert act().state == State.FILED
    assert raised(service) == [act().remote_id]


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("kind", ["drop_before", "drop_after_commit"])
def test_two_that_say_the_same_are_raised_twice(service: Bench, kind: str, times: int) -> None:
    first, second = queued_request(service), queued_request(service)
    assert first.pk != second.pk
    service.sandbox.fault(kind, method="POST", path=RAISE, times=times)
    settle(12)
    assert [row.state for row in IssueAct.objects.all()] == [State.FILED, State.FILED]
    assert sorted(raised(service)) == sorted(row.remote_id for row in IssueAct.objects.all())


def test_a_request_of_long_ago_is_another_one(service: Bench) -> None:
    queued_request(service)
    settle(2)
    IssueAct.objects.all().delete()
    row = queued_request(service)
    later = timezone.now() + timedelta(hours=1)
    IssueAct.objects.filter(pk=row.pk).update(state=State.UNCONFIRMED, first_sent_at=later, tries=1)
    pass_time()
    settle(4)
    assert len(raised(service)) == 2


def test_without_the_permission_the_page_says_what_is_missing(bench: Bench, settings: Any) -> None:
    make_service_project(bench)
    told = bench.get(types_url(bench))
    assert told.status == 403
    assert "ATLASSIAN_SCOPES lacks" in told.text
    settings.ATLASSIAN_SCOPES = DESK.split()
    assert "Link again and agree to everything" in bench.get(types_url(bench)).text


def test_a_link_that_lost_the_permission_waits_for_it(service: Bench, link: Link) -> None:
    queued_request(service)
    link(service.user, scopes=SCOPES)
    settle(1)
    assert (act().state, act().blocked_reason) == (State.BLOCKED, Reason.SCOPE)
    link(service.user, scopes=DESK)
    settle(3)
    assert act().state == State.FILED


def test_what_was_typed_is_kept_while_jira_is_down(service: Bench) -> None:
    page = open_form(service)
    service.sandbox.fault("drop_before", method="GET", times=None)
    told = service.send(page, form_of(page, "summary"), summary="A new laptop")
    assert "What you typed" in told.text
    service.sandbox.control("DELETE", "/faults")
    again = service.get(told.link_to("^Go on with it$"))
    assert value(form_of(again, "summary"), "summary") == "A new laptop"


def test_a_project_without_a_desk_is_told(service: Bench) -> None:
    there = {"cloud_id": service.cloud_id, "key": "PLAIN", "name": "Plain"}
    service.sandbox.control("POST", "/seed", {"projects": [there]})
    assert service.get(f"/requests/{service.cloud_id}/PLAIN/").status == 404
    assert service.get(f"{types_url(service)}99/").status == 404
