"""Files of requests, and of issues of service projects: each there once, for customers or for the team alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from integrations import jira
from issues.models import AddedFile, Attachment, State
from issues.outbox.outcomes import Reason
from tests.integration.issues.acts.test_added_files import FAULTS, settle
from tests.integration.issues.attachments.conftest import folder, sums, upload
from tests.integration.issues.filing.conftest import report
from tests.integration.issues.filing.test_service_requests import (
    WITH_DESK,
    Link,
    Service,
    service,
)
from tests.support.sandbox import SCOPES

__all__ = ["folder", "service"]  # fixtures

pytestmark = pytest.mark.django_db
TEMPORARY, ATTACH = r"/attachTemporaryFile$", r"/request/[\w-]+/attachment$"
LOG = ("log.txt", b"hello\r\n")


def in_jira(service: Service, key: str) -> list[dict[str, Any]]:
    """The files of an issue, as Jira holds them."""
    [issue] = [each for each in service.sandbox.issues() if each["key"] == key]
    return list(issue["attachments"])


def hashes(service: Service, key: str) -> list[tuple[str, str]]:
    return sorted((each["name"], each["sha256"]) for each in in_jira(service, key))


def add_files(service: Service, key: str, **values: Any) -> Any:
    """Choose a file on the issue's page."""
    page = service.get(f"/issue/{service.cloud_id}/{key}/add-files/")
    return service.send(page, page.form_with("issue-id"), files=[upload(*LOG)], **values)


def test_files_go_along_with_a_request(service: Service) -> None:
    service.raise_one(files=[upload(*LOG), upload("notes.md", b"# Notes")])
    settle(2)
    key = report().issue_key
    assert hashes(service, key) == sums(LOG, ("notes.md", b"# Notes"))
    assert [each.get("public", True) for each in in_jira(service, key)] == [True, True]
    assert service.sandbox.calls("POST", r"/rest/api/3/issue/\w+/attachments$") == []
    assert {each.state for each in Attachment.objects.all()} == {State.FILED}


@pytest.mark.parametrize("path", [TEMPORARY, ATTACH])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_whatever_becomes_of_the_answer_each_is_there_once(
    service: Service, fault: tuple[str, dict[str, Any]], path: str
) -> None:
    service.sandbox.fault(fault[0], method="POST", path=path, **fault[1])
    service.raise_one(files=[upload(*LOG)])
    settle(8)
    assert Attachment.objects.get().state == State.FILED
    assert hashes(service, report().issue_key) == sums(LOG)


def test_a_customer_adds_files_to_a_request(service: Service) -> None:
    service.seed(jira=[{"customers": [service.alice]}])
    service.sandbox.fault("drop_after_commit", method="POST", path=ATTACH)
    service.raise_one(files=[upload(*LOG)])
    settle(8)
    assert Attachment.objects.get().state == State.FILED
    assert hashes(service, report().issue_key) == sums(LOG)


def test_a_site_without_files_is_told(service: Service) -> None:
    service.raise_one(files=[upload(*LOG)])
    service.seed(jira=[{"attachments_enabled": False}])
    settle(3)
    row = Attachment.objects.get()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.NO_FILES)
    assert report().state == State.FILED


@pytest.mark.parametrize(("audience", "public"), [("customers", True), ("team", False)])
def test_who_sees_files_on_an_issue_is_chosen(
    service: Service, audience: str, *, public: bool
) -> None:
    service.raise_one()
    key = report().issue_key
    refused = add_files(service, key, audience="")
    assert "Choose who sees the files below" in refused.text
    assert not AddedFile.objects.exists()
    add_files(service, key, audience=audience)
    service.sandbox.fault("drop_after_commit", method="POST", path=ATTACH)
    settle(8)
    assert AddedFile.objects.get().state == State.FILED
    [file] = in_jira(service, key)
    assert file.get("public", True) is public


def test_files_of_a_comment_for_the_team_are_for_the_team(service: Service) -> None:
    service.raise_one()
    key = report().issue_key
    page = service.get(f"/issue/{service.cloud_id}/{key}/comment/")
    form = page.form_with("text", "asks-audience")
    service.send(page, form, text="Look", audience="team", files=[upload(*LOG)])
    settle(4)
    [file] = in_jira(service, key)
    assert file.get("public", True) is False
    assert {each.internal for each in jira.comment_page(*_at(service, key), 0).comments} == {True}


def _at(service: Service, key: str) -> tuple[str, str, str]:
    return service.alice, service.cloud_id, key


def test_without_the_scope_nothing_is_asked(service: Service, link: Link) -> None:
    service.raise_one()
    key = report().issue_key
    link(service.user, scopes=SCOPES)
    page = service.get(f"/issue/{service.cloud_id}/{key}/add-files/")
    assert "Customers may see these files" in page.text
    add_files(service, key)
    settle(2)
    assert hashes(service, key) == sums(LOG)


def test_files_wait_for_a_link_that_lost_the_permission(service: Service, link: Link) -> None:
    service.raise_one()
    add_files(service, report().issue_key, audience="team")
    AddedFile.objects.update(state=State.QUEUED)
    link(service.user, scopes=SCOPES)
    settle(2)
    row = AddedFile.objects.get()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.SCOPE)
    link(service.user, scopes=WITH_DESK)
    settle(4)
    assert AddedFile.objects.get().state == State.FILED


def test_a_stranger_gets_no_file(
    service: Service, sign_in: Callable[[User], Client], folder: Path
) -> None:
    service.raise_one()
    add_files(service, report().issue_key, audience="team")
    there = f"/acts/files/{AddedFile.objects.get().pk}/"
    stranger = sign_in(User.objects.create(username="mallory", email="mallory@lodge.test"))
    assert stranger.get(there).status_code == 404
    assert Client(headers={"host": "lodge.test"}).get(there).status_code == 302
