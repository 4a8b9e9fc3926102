"""What the control API adds to Jira, and that the same salt gives the same ids."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.integration.sandbox.jira_client import Jira
from tests.support.sandbox import Sandbox


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


def seed(jira: Jira, what: str, **facts: Any) -> Any:
    entry = {"cloud_id": jira.cloud_id, **facts}
    return jira.sandbox.control("POST", "/seed", {what: [entry]})[what]


def test_a_project_is_added(jira: Jira) -> None:
    (made,) = seed(jira, "projects", key="NEW", name="New", access="read-only")
    assert jira.json("/project/NEW")["id"] == made["id"]
    assert jira.attempt("Bug", "DEMO").status_code == 201
    assert jira.get("/issue/createmeta/NEW/issuetypes").status_code == 404


def test_issues_are_added_in_the_name_of_anybody(jira: Jira) -> None:
    bob = jira.sandbox.account("bob")["account_id"]
    place = {"account_id": bob, "project": "DEMO", "issue_type": "Bug"}
    made = seed(jira, "issues", **place, fields={"summary": "Seeded"}, properties={"k": 1}, count=3)
    assert [one["key"] for one in made] == ["DEMO-1", "DEMO-2", "DEMO-3"]
    shown = jira.json("/issue/DEMO-3", properties="k")
    assert (shown["fields"]["creator"]["displayName"], shown["properties"]) == ("Bob", {"k": 1})


def test_a_new_site_has_a_jira_of_its_own(jira: Jira) -> None:
    facts = {"slug": "new-site", "name": "New site", "members": [jira.account_id]}
    (site,) = jira.sandbox.control("POST", "/seed", {"sites": [facts]})["sites"]
    project = {"cloud_id": site["cloud_id"], "key": "ONE", "name": "One"}
    jira.sandbox.control("POST", "/seed", {"projects": [project]})
    there = Jira(jira.sandbox, site="new-site")
    assert there.create("Bug", "ONE") == "ONE-1"


@pytest.mark.parametrize(
    ("what", "facts"),
    [
        ("projects", {"key": "DEMO", "name": "Again"}),
        ("projects", {"key": "NEW", "name": "New", "access": "sometimes"}),
        ("fields", {"project": "DEMO", "issue_type": "Saga", "name": "X", "kind": "select"}),
        ("fields", {"project": "DEMO", "issue_type": "Bug", "name": "X", "kind": "hologram"}),
        ("fields", {"project": "DEMO", "issue_type": "Bug", "field_id": "customfield_1"}),
        ("issues", {"project": "DEMO", "issue_type": "Bug", "account_id": "alice", "fields": {}}),
        ("jira", {"colour": "red"}),
        ("planets", {}),
    ],
)
def test_what_can_not_be_added_is_refused(jira: Jira, what: str, facts: dict[str, Any]) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        seed(jira, what, **facts)


def test_a_salt_gives_other_ids_and_the_same_ones_each_time() -> None:
    def ids(salt: str) -> set[str]:
        sandbox = Sandbox.start(salt=salt)
        try:
            screen = Jira(sandbox).screen("Bug")
            options = screen["Severity"]["allowedValues"]
            return {screen["Severity"]["fieldId"], *(one["id"] for one in options)}
        finally:
            sandbox.stop()

    plain = ids("")
    assert plain.isdisjoint(ids("pepper"))
    assert ids("pepper") == ids("pepper")
