"""Comments on a service project: its customers read them or not, as chosen, and each is there once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from integrations import jira
from integrations.models import Connection
from issues.filing import issue_comment
from issues.models import Audience, Comment, State
from issues.outbox.outcomes import Reason
from tests.integration.issues.acts.conftest import Bench
from tests.integration.issues.acts.test_act_forms import form_of
from tests.integration.issues.acts.test_added_files import FAULTS, settle
from tests.support.sandbox import SCOPES

pytestmark = pytest.mark.django_db
COMMENT = r"/servicedeskapi/request/[\w-]+/comment$"
TEXT = "Ask **Bob** first:\n\n- is it `paid`?\n- is it [open](https://shop.example/1)?"


Link = Callable[..., Connection]
WITH_REQUESTS = f"{SCOPES} write:servicedesk-request"


@pytest.fixture
def service(bench: Bench, link: Link) -> Bench:
    """Alice at an issue of a service project, with a link that allows its API."""
    make_service_project(bench)
    link(bench.user, scopes=WITH_REQUESTS)
    return bench


def make_service_project(bench: Bench) -> None:
    """DEMO serves customers."""
    facts = {"cloud_id": bench.cloud_id, "project": "DEMO", "kind": "service_desk"}
    bench.sandbox.control("POST", "/seed", {"access": [facts]})


def write(bench: Bench, text: str = TEXT, **values: Any) -> Any:
    """Write a comment on the issue's page."""
    page = bench.get(bench.url("comment"))
    return bench.send(page, form_of(page, "text"), text=text, **values)


def there(bench: Bench) -> list[jira.IssueComment]:
    """The comments that Alice sees, oldest first."""
    return list(reversed(jira.comment_page(*bench.at, 0).comments))


def queued(bench: Bench, text: str = TEXT) -> Comment:
    """An internal comment that waits."""
    seen = bench.seen()
    return issue_comment.queue(
        issue_comment.Written(
            bench.user,
            bench.account_id,
            seen.site,
            seen.key,
            "",
            text,
            uuid4(),
            audience=Audience.TEAM,
        )
    )


def test_an_internal_comment_is_hidden_from_customers(service: Bench) -> None:
    told = write(service, audience="team")
    assert "Only your team reads it" in told.text
    (comment,) = there(service)
    assert comment.internal
    assert "Not for customers" in service.get(service.url()).text


def test_an_answer_to_customers_is_public(service: Bench) -> None:
    assert "Customers read it, too" in write(service, audience="customers").text
    (comment,) = there(service)
    assert not comment.internal


def test_who_reads_it_must_be_chosen_and_nothing_is_lost(service: Bench) -> None:
    told = write(service, audience="")
    assert told.status == 422
    assert "Choose who reads it" in told.text
    assert form_of(told, "text").values()["text"] == [TEXT]
    assert there(service) == []
    done = service.send(told, form_of(told, "text"), audience="team")
    assert "Only your team reads it" in done.text
    assert Comment.objects.count() == 1


def test_a_draft_keeps_who_reads_it(service: Bench) -> None:
    write(service, audience="team", keep="1")
    page = service.get(service.url("comment"))
    assert form_of(page, "text").values()["audience"] == ["team"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_whatever_becomes_of_the_answer_it_is_there_once(
    service: Bench, fault: tuple[str, dict[str, Any]]
) -> None:
    queued(service)
    service.sandbox.fault(fault[0], method="POST", path=COMMENT, **fault[1])
    settle(8)
    assert Comment.objects.get().state == State.FILED
    assert [each.internal for each in there(service)] == [True]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after_commit"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_two_that_say_the_same_are_there_twice(service: Bench, kind: str, times: int) -> None:
    queued(service), queued(service)
    service.sandbox.fault(kind, method="POST", path=COMMENT, times=times)
    settle(12)
    assert [each.state for each in Comment.objects.all()] == [State.FILED, State.FILED]
    assert len(there(service)) == 2
    assert len({each.remote_id for each in Comment.objects.all()}) == 2


def test_a_public_comment_of_the_same_words_is_not_taken_for_it(service: Bench) -> None:
    write(service, audience="customers")
    queued(service)
    service.sandbox.fault("drop_before", method="POST", path=COMMENT)
    settle(8)
    assert sorted(each.internal for each in there(service)) == [False, True]


def test_without_the_permission_nothing_internal_is_offered(bench: Bench, settings: Any) -> None:
    make_service_project(bench)
    told = bench.get(bench.url("comment"))
    assert "Lodge writes public comments only" in told.text
    settings.ATLASSIAN_SCOPES = [*settings.ATLASSIAN_SCOPES, "write:servicedesk-request"]
    told = bench.get(bench.url("comment"))
    assert "Link again and agree to everything" in told.text
    assert "audience" not in form_of(told, "text").values()


def test_other_projects_ask_nothing(bench: Bench) -> None:
    told = bench.get(bench.url("comment"))
    assert "Who reads it" not in told.text
    assert "Customers" not in told.text


def test_a_link_that_lost_the_permission_waits_for_it(service: Bench, link: Link) -> None:
    queued(service)
    link(service.user, scopes=SCOPES)
    settle(1)
    row = Comment.objects.get()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.SCOPE)
    link(service.user, scopes=WITH_REQUESTS)
    settle(3)
    assert Comment.objects.get().state == State.FILED


def test_a_site_without_service_management_is_told(service: Bench) -> None:
    facts = {"cloud_id": service.cloud_id, "service_management": False}
    service.sandbox.control("POST", "/seed", {"jira": [facts]})
    queued(service)
    settle(1)
    row = Comment.objects.get()
    assert row.state in (State.BLOCKED, State.QUEUED)
    assert there(service) == []


def test_what_is_looked_for_is_older_than_the_comment(service: Bench) -> None:
    """The same words of yesterday are another comment."""
    queued(service)
    settle(2)
    Comment.objects.update(remote_id="")
    row = queued(service)
    later = timezone.now() + timedelta(hours=1)
    Comment.objects.filter(pk=row.pk).update(state=State.UNCONFIRMED, first_sent_at=later, tries=1)
    settle(8)
    assert len(there(service)) == 2
