"""The interface to Jira at a Data Center, through a personal access token: every verb, in its own dialect."""

import io
import logging
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from integrations import connections, jira
from integrations.errors import RateLimited, ReconnectRequired, Rejected
from integrations.models import Connection, ConnectionState
from tests.integration.integrations.conftest import Seat
from tests.support.data_center import DataCenter
from tests.support.data_center_links import entered
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def seat_at(own: DataCenter, by: User, account: str = "bob") -> Seat:
    """The place of *account* at an instance, by a shared link."""
    connection = entered(own, by, account)
    site = connection.sites.get()
    projects = {each["key"]: each["id"] for each in own.facts["projects"]}
    return Seat(own.sandbox, connection, site.cloud_id, projects)


@pytest.fixture(params=["10", "11"])
def own(request: pytest.FixtureRequest, sandbox: Sandbox) -> DataCenter:
    """Each release in turn."""
    return DataCenter(sandbox, request.param)


@pytest.fixture
def seat(own: DataCenter, alice: User) -> Seat:
    """Bob's place, entered by Alice."""
    return seat_at(own, alice)


def text(words: str, *marks: str) -> dict[str, Any]:
    """A document of one paragraph."""
    said: dict[str, Any] = {"type": "text", "text": words}
    if marks:
        said["marks"] = [{"type": each} for each in marks]
    line = {"type": "paragraph", "content": [said]}
    return {"type": "doc", "version": 1, "content": [line]}


def test_the_link_is_the_users_key_at_the_instance(own: DataCenter, seat: Seat) -> None:
    key, site = own.member("bob")["key"], seat.connection.sites.get()
    assert seat.account_id == f"dc:{site.cloud_id.removeprefix('dc-')}:{key}"
    assert (seat.connection.login, site.url) == ("bob", own.url)
    assert site.name == own.facts["name"]
    assert jira.myself(*seat.at).account_id == seat.account_id


def test_an_issue_is_created_in_wiki_text_and_read_as_a_document(seat: Seat) -> None:
    people = {each.name: each for each in jira.users(*seat.at, "car")}
    assignee = jira.user_value(people["Carol"].account_id)
    made = seat.file(description=text("bold", "strong"), assignee=assignee)
    (kept,) = seat.sandbox.issues()
    assert kept["description"] == "*bold*"
    found = jira.issue_details_of(*seat.at, made.key, viewed=True)
    assert found.fields["description"] == text("bold", "strong")
    assert found.fields["assignee"]["accountId"] == people["Carol"].account_id
    assert found.fields["creator"]["accountId"] == seat.account_id
    assert {"edit-issue", "comment-issue"} <= found.operations
    assert "summary" in {each.field_id for each in found.editable}


def test_the_form_has_the_epic_in_a_field_of_its_own(seat: Seat) -> None:
    metas = jira.create_fields(*seat.at, seat.projects["DEMO"], seat.type_id())
    (epic,) = [each for each in metas if each.schema.custom == "data-center:gh-epic-link"]
    parent = _epic(seat)
    made = seat.file(**{epic.field_id: parent})
    assert jira.get_issue(*seat.at, made.key, (epic.field_id,)).fields[epic.field_id] == parent
    assert "parent" not in {each.field_id for each in metas}


def _epic(seat: Seat) -> str:
    made = jira.create_issue(
        *seat.at,
        fields=seat.body(name="Epic"),
        marker=str(uuid.uuid4()),
        marker_in="properties",
    )
    return made.key


def test_projects_are_found_by_a_part_of_their_name(seat: Seat) -> None:
    assert [each.key for each in jira.search_projects(*seat.at).projects] == [
        "DEMO",
        "OPS",
        "SHOP",
    ]
    page = jira.search_projects(*seat.at, "op", 1, 1)
    assert ([each.key for each in page.projects], page.total, page.is_last) == (["SHOP"], 2, True)
    assert jira.project(*seat.at, "DEMO").name == "Demo"
    offered = jira.projects_found(*seat.at, "demo").projects
    assert "Bug" in {kind.name for each in offered for kind in each.types}
    assert jira.permissions(*seat.at, "DEMO", "CREATE_ISSUES", "BROWSE_PROJECTS")["CREATE_ISSUES"]
    [asked] = seat.sandbox.calls(path="mypermissions")
    assert "permissions=" not in asked["query"]


def test_people_groups_and_values_are_suggested(seat: Seat) -> None:
    found = jira.assignable_users(*seat.at, "DEMO", "bob")
    assert [(each.name, each.account_id) for each in found] == [("Bob", seat.account_id)]
    assert len(jira.assignable_users(*seat.at, "DEMO", "")) > 3
    assert [each.name for each in jira.groups(*seat.at, "site")] == ["site-admins"]
    seat.file(labels=["voucher"])
    assert jira.labels(*seat.at, "vou") == ("voucher",)
    made = seat.file(summary="Basket is empty")
    hints = jira.suggest_issues(*seat.at, "DEMO", "Basket")
    assert [each.key for each in hints] == [made.key]


def test_comments_carry_a_mark_that_is_found_again(seat: Seat) -> None:
    made, since = seat.file(), datetime.now(UTC) - timedelta(minutes=1)
    mark = str(uuid.uuid4())
    created = jira.add_comment(*seat.at, made.key, text("Me too", "em"), marker=mark)
    (found,) = jira.comments_by_me(*seat.at, made.key, since)
    assert (found.id, found.marker, found.author_id) == (created.id, mark, seat.account_id)
    jira.change_comment(*seat.at, made.key, created.id, text("Changed"))
    (shown,) = jira.comment_page(*seat.at, made.key).comments
    assert (shown.author, shown.body) == ("Bob", text("Changed"))


def test_an_issue_is_changed_moved_on_watched_and_voted_for(own: DataCenter, alice: User) -> None:
    seat = seat_at(own, alice, "alice")
    made = seat.file()
    jira.edit_issue_fields(*seat.at, made.key, {"description": text("new", "strong")})
    carol = jira.users(*seat.at, "carol")[0].account_id
    jira.assign_to(*seat.at, made.key, carol)
    jira.watch(*seat.at, made.key)
    jira.unwatch(*seat.at, made.key)
    step = next(each for each in jira.transitions_of(*seat.at, made.key) if not each.has_screen)
    jira.do_transition(*seat.at, made.key, step.id, {})
    details = jira.issue_details_of(*seat.at, made.key)
    assert details.fields["assignee"]["accountId"] == carol
    assert details.fields["status"]["name"] == step.to_name
    page = jira.history_of(*seat.at, made.key)
    assert page.total == len(page.changes) >= 3
    assert {each.author_id for each in page.changes} == {seat.account_id}
    jira.assign_to(*seat.at, made.key, None)
    assert jira.get_issue(*seat.at, made.key, ("assignee",)).fields["assignee"] is None


def test_files_go_there_and_come_back_from_the_instance(seat: Seat) -> None:
    made, data = seat.file(), b"hello" * 1000
    sent = jira.upload_attachment(
        *seat.at, made.id, "log.txt", "text/plain", io.BytesIO(data), len(data)
    )
    (kept,) = jira.attachments_of(*seat.at, made.id)
    assert (kept.id, kept.author_id, kept.size) == (sent.id, seat.account_id, len(data))
    with_range = jira.open_attachment(*seat.at, sent.id, "bytes=0-4")
    assert (with_range.status, b"".join(with_range)) == (206, b"hello")
    assert jira.attachment_bytes(*seat.at, sent.id, 10_000) == data
    with pytest.raises(jira.Denied):
        jira.open_attachment(*seat.at, "99999")
    assert not seat.sandbox.control("GET", "/events", params={"name": "credentials_leaked"})[
        "events"
    ]


def test_statuses_and_changes_of_many_issues_are_read_at_once(seat: Seat) -> None:
    made = [seat.file() for _ in range(3)]
    jira.add_comment(*seat.at, made[0].key, text("Seen"), marker="1")
    jira.assign_to(*seat.at, made[1].key, seat.account_id)
    window = jira.issue_statuses(*seat.at, [*(each.id for each in made), "99999"])
    assert [each.key for each in window.issues] == [each.key for each in made]
    assert window.absent == ("99999",)
    assert window.issues[0].last_comment is not None
    assert window.issues[0].last_comment.body == text("Seen")
    (change,) = jira.changes_of(*seat.at, [each.id for each in made])
    assert (change.field, change.new, change.author_id) == ("assignee", "Bob", seat.account_id)
    page = jira.changed_issues(*seat.at, [seat.projects["DEMO"]], 5, None)
    assert {each.id for each in page.issues} == {each.id for each in made}


def test_queries_are_checked_paged_and_counted(seat: Seat) -> None:
    made = [seat.file(summary=f"Bug {number}").key for number in range(5)]
    query = "project = DEMO ORDER BY key"
    assert jira.parse_query(*seat.at, query).errors == ()
    assert jira.parse_query(*seat.at, "project = NONE").errors
    parsed = jira.parse_in_background(*seat.at, [query, "nonsense ="])
    assert [bool(each.errors) for each in parsed] == [False, True]
    assert jira.approximate_count(*seat.at, query) == 5
    page = jira.query_page(*seat.at, query, ["summary"])
    assert [each.key for each in page.issues] == made
    assert page.next_token is None
    with pytest.raises(Rejected):
        jira.query_page(*seat.at, "project = NONE", ["summary"])
    assert "project" in {each.value for each in jira.query_reference(*seat.at).fields}
    assert "summary" in {each.id for each in jira.all_fields(*seat.at)}


def test_a_long_result_comes_page_by_page(seat: Seat) -> None:
    own = DataCenter(seat.sandbox, "10" if "/10/" in seat.connection.sites.get().url else "11")
    person = own.member("bob")["account_id"]
    seed = {"cloud_id": own.id, "account_id": person, "project": "DEMO", "issue_type": "Bug"}
    seat.sandbox.control(
        "POST", "/seed", {"issues": [{**seed, "fields": {"summary": "Many"}, "count": 120}]}
    )
    pages = list(jira.query_pages(*seat.at, "project = DEMO ORDER BY key", ["summary"]))
    assert [len(each.issues) for each in pages] == [100, 20]


def test_a_dead_token_ends_the_link_although_its_search_is_a_success(
    own: DataCenter, seat: Seat
) -> None:
    seat.file()
    own.revoke("bob")
    with pytest.raises(ReconnectRequired):
        jira.query_page(*seat.at, "project = DEMO", ["summary"])
    assert Connection.objects.get().state == ConnectionState.RECONNECT


def test_a_write_with_a_dead_token_has_certainly_done_nothing(own: DataCenter, seat: Seat) -> None:
    body = seat.body()
    own.expire("bob")
    with pytest.raises(ReconnectRequired):
        jira.create_issue(*seat.at, fields=body, marker="1", marker_in="properties")
    assert seat.sandbox.issues() == []


def test_a_changed_username_is_learned_and_another_user_blocks(own: DataCenter, seat: Seat) -> None:
    person = own.member("bob")["account_id"]
    seat.sandbox.control("PATCH", f"/accounts/{person}", {"email": "robert@example.com"})
    assert jira.myself(*seat.at).account_id == seat.account_id
    assert Connection.objects.get().login == "robert"
    Connection.objects.update(account_id="dc:000000000000:JIRAUSER1", login="other")
    with pytest.raises(ReconnectRequired):
        jira.myself("dc:000000000000:JIRAUSER1", seat.cloud_id)
    assert Connection.objects.get().state == ConnectionState.BLOCKED


def test_an_issue_that_is_not_there_is_proven_to_be_so(seat: Seat) -> None:
    with pytest.raises(jira.Denied) as caught:
        jira.issue_details_of(*seat.at, "DEMO-99")
    assert (caught.value.status, caught.value.proven) == (404, True)


def test_a_blocked_user_pauses_their_own_account_for_an_hour_at_most(
    own: DataCenter, seat: Seat, alice: User
) -> None:
    other = seat_at(own, alice, "carol")
    own.change(limited=True, blocked=[own.member("bob")["account_id"]])
    with pytest.raises(RateLimited) as caught:
        jira.myself(*seat.at)
    assert caught.value.retry_after <= 3600
    calls = len(seat.sandbox.calls())
    with pytest.raises(RateLimited):
        jira.project(*seat.at, "DEMO")
    assert len(seat.sandbox.calls()) == calls
    assert jira.myself(*other.at).name == "Carol"


def test_a_token_is_in_no_log(
    own: DataCenter, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    secret = own.token("bob")
    with caplog.at_level(logging.DEBUG):
        made = entered(own, alice, token=secret)
        jira.myself(made.account_id, made.sites.get().cloud_id)
    assert secret not in caplog.text


@pytest.mark.parametrize("fault", ["drop_after_commit", "drop_before"])
def test_an_issue_whose_answer_was_lost_is_found_by_its_mark_alone(seat: Seat, fault: str) -> None:
    body, mark, since = seat.body(), str(uuid.uuid4()), datetime.now(UTC)
    seat.file(summary="Another")  # proof of sight
    seat.sandbox.fault(fault, method="POST", path="/rest/api/2/issue$")
    with pytest.raises(jira.OutcomeUnknown):
        jira.create_issue(*seat.at, fields=body, marker=mark, marker_in="properties")
    finding = jira.find_issue(
        *seat.at,
        marker=mark,
        marker_in="properties",
        project_id=seat.projects["DEMO"],
        project_key="DEMO",
        since=since,
    )
    made = [each["key"] for each in seat.sandbox.issues() if each["properties"].values()]
    if fault == "drop_after_commit":
        assert isinstance(finding, jira.Found)
        assert finding.key in made
    else:
        assert isinstance(finding, jira.CantTell)
        assert finding.again_in > 0  # the index proves nothing yet


def test_what_data_center_does_not_have_is_said(seat: Seat) -> None:
    with pytest.raises(jira.Denied) as caught:
        jira.register_webhook(*seat.at, "https://lodge.example/hook", ["1"])
    assert "Data Center" in caught.value.messages[0]
    assert connections.access(seat.connection.pk).kind == "data_center"
