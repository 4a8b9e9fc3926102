"""A request on trial: on service projects Jira checks what would be raised, and creates nothing."""

from collections.abc import Callable

import pytest

from accounts.models import User
from integrations import doctor
from integrations.doctor import Finding, Outcome
from integrations.models import Connection
from tests.support.sandbox import SCOPES, Sandbox

pytestmark = pytest.mark.django_db
WITH_DESK = f"{SCOPES} read:servicedesk-request write:servicedesk-request"


@pytest.fixture
def tried(alice: User, link: Callable[..., Connection], sandbox: Sandbox) -> Callable[..., Finding]:
    """`tried()`: the finding of the trial in DEMO, a service project, with a link of these scopes."""

    def run(scopes: str = WITH_DESK, kind: str = "service_desk") -> Finding:
        cloud_id = sandbox.site("demo-team")["cloud_id"]
        facts = {"cloud_id": cloud_id, "project": "DEMO", "kind": kind}
        sandbox.control("POST", "/seed", {"access": [facts]})
        link(alice, scopes=scopes)
        made = Connection.objects.select_related("user", "default_site").get(user=alice)
        site = made.sites.get(cloud_id=cloud_id)
        Connection.objects.filter(pk=made.pk).update(default_site=site)
        made.refresh_from_db()
        before = len(sandbox.issues())
        found = {each.step: each for each in doctor.examine(made, project_key="DEMO")}
        assert len(sandbox.issues()) == before
        return found["trial"]

    return run


def said(finding: Finding) -> str:
    return " ".join(map(str, finding.found.said))


def test_jira_checks_a_request_and_raises_none(
    tried: Callable[..., Finding], sandbox: Sandbox
) -> None:
    finding = tried()
    assert finding.outcome is Outcome.OK
    assert "asks for more: Cost centre is required" in said(finding)
    assert len(sandbox.calls("POST", r"/request/validate$")) == 1
    assert sandbox.calls("POST", r"/servicedeskapi/request$") == []


def test_a_request_that_lacks_nothing_would_be_taken(
    tried: Callable[..., Finding], sandbox: Sandbox
) -> None:
    sandbox.fault("status", method="POST", path=r"/request/validate$", status=204, body={})
    finding = tried()
    assert finding.outcome is Outcome.OK
    assert "would take it" in said(finding)


def test_a_jira_without_the_check_is_no_problem(
    tried: Callable[..., Finding], sandbox: Sandbox
) -> None:
    sandbox.fault("status", method="POST", path=r"/request/validate$", status=404, times=9)
    finding = tried()
    assert (finding.outcome, said(finding)) == (
        Outcome.SKIPPED,
        "This Jira does not check requests beforehand. Nothing was created.",
    )


def test_who_may_raise_none_is_told_so(tried: Callable[..., Finding], sandbox: Sandbox) -> None:
    sandbox.fault(
        "status",
        method="POST",
        path=r"/request/validate$",
        status=403,
        body={"errorMessage": "No", "i18nErrorMessage": {}},
        times=9,
    )
    assert tried().outcome is Outcome.PROBLEM


def test_a_link_without_the_scopes_is_not_tried(tried: Callable[..., Finding]) -> None:
    finding = tried(scopes=SCOPES)
    assert finding.outcome is Outcome.SKIPPED
    assert "lacks read:servicedesk-request, write:servicedesk-request" in said(finding)


def test_other_projects_offer_no_trial(tried: Callable[..., Finding]) -> None:
    finding = tried(kind="software")
    assert finding.outcome is Outcome.SKIPPED
    assert "Jira offers no trial in this project" in said(finding)
