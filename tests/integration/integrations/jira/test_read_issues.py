"""Every verb that reads, over HTTP."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import jira
from integrations.models import Connection, ConnectionState, Site
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db


def test_an_account_is_known_without_asking_anybody(alices: Seat, alice: User) -> None:
    calls = len(alices.sandbox.calls())

    account = jira.account_of(alice.pk)

    assert account.account_id == alices.account_id
    assert account.is_active
    assert {site.name for site in account.sites} >= {"Demo team", "Web shop"}
    assert account.default_cloud_id is None, "nobody chose a site, and the first one is never taken"
    assert len(alices.sandbox.calls()) == calls


def test_a_user_without_a_link_has_no_account(alice: User) -> None:
    with pytest.raises(jira.NotConnected):
        jira.account_of(alice.pk)


def test_a_link_that_was_ended_is_no_account(alices: Seat, alice: User) -> None:
    Connection.objects.update(state=ConnectionState.DISCONNECTED)

    with pytest.raises(jira.NotConnected):
        jira.account_of(alice.pk)
    with pytest.raises(jira.NotConnected):
        jira.site_of(*alices.at)


def test_a_stored_site_is_told_with_its_address(alices: Seat) -> None:
    site = jira.site_of(*alices.at)

    assert (site.name, site.url) == ("Demo team", alices.sandbox.site("demo-team")["url"])


def test_a_site_that_is_not_stored_is_never_asked(alices: Seat) -> None:
    calls = len(alices.sandbox.calls())

    with pytest.raises(jira.ReconnectRequired):
        jira.myself(alices.account_id, "11111111-2222-3333-4444-555555555555")
    Site.objects.filter(cloud_id=alices.cloud_id).update(gone_at=timezone.now())
    with pytest.raises(jira.ReconnectRequired):
        jira.myself(*alices.at)

    assert len(alices.sandbox.calls()) == calls


def test_projects_come_in_pages_by_name(alices: Seat) -> None:
    first = jira.search_projects(*alices.at, limit=50)
    second = jira.search_projects(*alices.at, start=50, limit=50)
    last = jira.search_projects(*alices.at, start=100, limit=50)

    names = [project.name for page in (first, second, last) for project in page.projects]
    assert first.total == len(names) == len(set(names)) == 120
    assert names == sorted(names, key=str.casefold)
    assert [page.is_last for page in (first, second, last)] == [False, False, True]


def test_projects_are_found_by_a_part_of_their_name(alices: Seat) -> None:
    found = jira.search_projects(*alices.at, "shop")

    assert [project.key for project in found.projects] == ["SHOP"]


def test_a_project_is_read_by_key_and_by_id(alices: Seat) -> None:
    by_key = jira.project(*alices.at, "DEMO")

    assert by_key == jira.project(*alices.at, by_key.id)
    assert by_key.id == alices.projects["DEMO"]


@pytest.mark.parametrize(
    "key", ["NOSUCH", "../myself", "..", "", "DEMO?expand=x", "DEMO/properties"]
)
def test_a_key_that_names_no_project_is_denied_and_reaches_nothing_else(
    alices: Seat, key: str
) -> None:
    with pytest.raises(jira.Denied) as caught:
        jira.project(*alices.at, key)

    assert caught.value.status == 404
    reached = [
        call["path"].partition("/rest/api/3")[2] for call in alices.sandbox.calls(path="/ex/jira/")
    ]
    assert reached == (["/project/NOSUCH"] if key == "NOSUCH" else [])


def test_issue_types_are_those_of_the_project(alices: Seat) -> None:
    found = {each.name: each for each in jira.issue_types(*alices.at, alices.projects["DEMO"])}

    assert {"Bug", "Task", "Epic"} <= found.keys()
    assert found["Sub-task"].subtask
    assert not found["Bug"].subtask


def test_every_page_of_a_long_list_is_read(alices: Seat) -> None:
    first_page = {"issueTypes": [{"id": "1", "name": "Incident"}], "startAt": 0, "total": 8}
    alices.sandbox.fault("status", status=200, body=first_page, path="/issuetypes$")

    found = jira.issue_types(*alices.at, alices.projects["DEMO"])

    queries = [call["query"] for call in alices.sandbox.calls(path="/issuetypes$")]
    assert found[0].name == "Incident"
    assert len(found) > 1
    assert [parse_qs(query)["startAt"] for query in queries] == [["0"], ["1"]]


def test_a_list_without_an_end_is_left(alices: Seat) -> None:
    page = {"issueTypes": [{"id": "1", "name": "Incident"}], "startAt": 0, "total": 1_000_000}
    alices.sandbox.fault("status", status=200, body=page, path="/issuetypes$", times=None)

    with pytest.raises(jira.Unavailable):
        jira.issue_types(*alices.at, alices.projects["DEMO"])


def test_an_empty_list_of_types_is_a_denial(alices: Seat) -> None:
    """Jira answers an empty list as well as 404 to those who may not create."""
    page: dict[str, Any] = {"issueTypes": [], "startAt": 0, "total": 0}
    alices.sandbox.fault("status", status=200, body=page, path="/issuetypes$")

    with pytest.raises(jira.Denied):
        jira.issue_types(*alices.at, alices.projects["DEMO"])


def test_fields_are_read_with_their_schema(alices: Seat) -> None:
    found = jira.create_fields(*alices.at, alices.projects["DEMO"], alices.type_id())
    fields = {each.field_id: each for each in found}

    assert fields["summary"].required
    assert fields["attachment"].operations == ()
    assert fields["priority"].has_default
    assert fields["priority"].allowed_values
    assert fields["labels"].schema == jira.Schema(type="array", items="string", system="labels")


def test_a_warm_form_costs_no_call(alices: Seat) -> None:
    where = (*alices.at, alices.projects["DEMO"], alices.type_id())
    cold = jira.create_fields(*where)
    calls = len(alices.sandbox.calls())

    assert jira.create_fields(*where) == cold
    assert len(alices.sandbox.calls()) == calls

    assert jira.create_fields(*where, fresh=True) == cold
    assert len(alices.sandbox.calls()) == calls + 1


def test_what_is_cached_for_one_account_is_not_shown_to_another(alices: Seat, bobs: Seat) -> None:
    where = (alices.projects["DEMO"], alices.type_id())
    jira.create_fields(*alices.at, *where)
    calls = len(bobs.sandbox.calls())

    jira.create_fields(*bobs.at, *where)

    assert len(bobs.sandbox.calls()) == calls + 1


def test_a_project_in_which_nothing_may_be_created_is_denied(alices: Seat) -> None:
    site = alices.sandbox.site("archive-2019")

    with pytest.raises(jira.Denied):
        jira.issue_types(alices.account_id, site["cloud_id"], site["projects"][0]["id"])


def test_people_are_found_by_name(alices: Seat) -> None:
    found = jira.assignable_users(*alices.at, "DEMO", "bob")

    assert [user.account_id for user in found] == [alices.sandbox.account("bob")["account_id"]]
    assert found[0].name.casefold() == "bob"


def test_labels_in_use_are_suggested(alices: Seat) -> None:
    alices.file(labels=["voucher", "regression"])

    assert jira.labels(*alices.at, "vou") == ("voucher",)


def test_jira_tells_who_we_are(alices: Seat) -> None:
    assert jira.myself(*alices.at).account_id == alices.account_id


def test_permissions_are_told_one_by_one(bobs: Seat) -> None:
    given = jira.permissions(*bobs.at, "SHOP", "BROWSE_PROJECTS", "MODIFY_REPORTER")

    assert given == {"BROWSE_PROJECTS": True, "MODIFY_REPORTER": False}


def test_an_issue_is_read_with_our_own_property(alices: Seat) -> None:
    made = alices.file(marker="a-mark")

    issue = jira.get_issue(*alices.at, made.key, fields=("summary",))

    assert (issue.id, issue.key) == (made.id, made.key)
    assert issue.fields["summary"] == "Checkout total is wrong"
    assert issue.properties["lodge.submission"] == {"id": "a-mark"}


def test_use_is_remembered(alices: Seat) -> None:
    Connection.objects.update(last_used_at=timezone.now() - timedelta(hours=2))

    jira.mark_used(jira.account_of(Connection.objects.get().user_id or 0))

    used = Connection.objects.get().last_used_at
    assert used is not None
    assert used > timezone.now() - timedelta(minutes=1)
