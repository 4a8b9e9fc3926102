"""Who is the author of what a form files: the person, or a shared account that names them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from integrations import connections, jira, limits
from integrations.models import Connection, ConnectionState, Pause
from issues import bugforms
from issues.bugforms import author
from issues.models import Author, BugForm, Comment, IssueFollower, State, Submission
from issues.outbox import reporter_line
from issues.reading import begin_following, read_as_followers
from issues.richtext import text_of
from tests.conftest import person
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.filing.conftest import Desk, come_due, report, sweep, told
from tests.support.sandbox import Sandbox
from tests.support.shared_links import KINDS, credential, entered

pytestmark = pytest.mark.django_db

URL = "/f/app-bug/"
Link = Callable[..., Connection]
SignIn = Callable[[User], Client]


@pytest.fixture
def testers(db: None) -> Group:
    """Whose members may use the shared link."""
    return Group.objects.create(name="Testers")


@pytest.fixture
def boss(db: None) -> User:
    """Who entered the shared credential."""
    return person("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def shared(
    request: pytest.FixtureRequest, sandbox: Sandbox, boss: User, testers: Group
) -> Connection:
    """A shared link as "Lodge bot", opened to testers; its kind by an indirect parameter."""
    return entered(sandbox, boss, getattr(request, "param", "api_token"), groups=[testers])


@pytest.fixture
def bug(sandbox: Sandbox, shared: Connection) -> BugForm:
    """A form that always files as the shared account."""
    site = sandbox.site("demo-team")
    project = next(each for each in site["projects"] if each["key"] == "DEMO")
    types = jira.issue_types(shared.account_id, site["cloud_id"], project["id"])
    return make_form(
        "summary",
        "description",
        cloud_id=site["cloud_id"],
        site_name=site["name"],
        project_key="DEMO",
        issue_type_id=next(each.id for each in types if each.name == "Bug"),
        author=Author.SHARED,
        shared_account_id=shared.account_id,
    )


@pytest.fixture
def guest(bob: User, testers: Group) -> User:
    """Who has no account at Atlassian, and may use the shared link."""
    bob.first_name, bob.last_name = "Bob", "Roe"
    bob.save()
    bob.groups.add(testers)
    return bob


@pytest.fixture
def desk_of_guest(guest: User, bug: BugForm, sandbox: Sandbox, sign_in: SignIn) -> Desk:
    """Their browser."""
    return Desk(sign_in(guest), sandbox)


def file(desk: Desk, summary: str = "It broke", **values: str) -> Any:
    """Fill in the form and send it."""
    page = desk.get(URL)
    return desk.send(page, page.form_with("summary"), summary=summary, **values)


def issue_of(desk: Desk, summary: str = "It broke") -> dict[str, Any]:
    """The issue as the sandbox holds it."""
    (found,) = desk.filed(summary)
    return found


def text_in_jira(row: Submission) -> str:
    """The description that was sent, without its markup."""
    return text_of(row.fields["description"])


@pytest.mark.parametrize("shared", KINDS, indirect=True)
def test_a_person_without_an_account_files_follows_and_answers_by_name(
    desk_of_guest: Desk, guest: User, shared: Connection
) -> None:
    desk = desk_of_guest
    assert desk.get("/").has_link(URL), "the first page offers what they can file"
    page = file(desk, description="The total is wrong.")
    row = report()
    assert (row.state, row.account_id, page.status) == (State.FILED, shared.account_id, 200)
    assert "Reported by Bob Roe (bob@lodge.test)" in text_in_jira(row)
    assert issue_of(desk)["creator"] == shared.account_id

    begin_following.adopt()
    read_as_followers.ask_due(ends_at=1e12)
    assert "To Do" in desk.get("/reports/").text
    follower = IssueFollower.objects.get()
    assert (follower.user, follower.account_id) == (guest, shared.account_id)

    answer = desk.get(page.url).link_to("^Answer$")
    editor = desk.get(answer)
    assert "Your name is above it." in editor.text
    desk.send(editor, editor.form_with("text"), text="It is **still** wrong.")
    comment = Comment.objects.get()
    assert (comment.state, comment.account_id) == (State.FILED, shared.account_id)
    (sent,) = jira.comments_by_me(shared.account_id, row.cloud_id, row.issue_key, row.created_at)
    assert sent.id == comment.remote_id
    assert comment.text == "It is **still** wrong.", "what they wrote stays as they wrote it"
    assert comment.reporter_line == "Bob Roe wrote:"


def test_who_is_linked_becomes_the_reporter_where_jira_lets_lodge_say_so(
    desk_of_guest: Desk, guest: User, link: Link, shared: Connection
) -> None:
    own = link(guest, "bob")
    file(desk_of_guest)
    row = report()
    issue = issue_of(desk_of_guest)
    offered = {
        each.field_id
        for each in jira.create_fields(
            shared.account_id, row.cloud_id, row.project_id, row.issue_type_id
        )
    }
    if "reporter" in offered:
        assert (issue["reporter"], row.fields["reporter"]) == (
            own.account_id,
            {"id": own.account_id},
        )
        assert "Reported by" not in str(row.fields)
    else:
        assert "Reported by Bob Roe" in text_in_jira(row)


def test_where_jira_refuses_the_reporter_the_line_names_them(
    desk_of_guest: Desk, guest: User, link: Link, shared: Connection
) -> None:
    link(guest, "bob")
    desk_of_guest.sandbox.fault(
        "status",
        status=400,
        method="POST",
        path="/issue$",
        body='{"errorMessages":[],"errors":{"reporter":"Field cannot be set."}}',
        content_type="application/json",
    )
    file(desk_of_guest)
    row = report()
    assert row.state == State.FILED
    assert "reporter" not in row.fields
    assert "Reported by Bob Roe" in text_in_jira(row)
    assert len(desk_of_guest.filed()) == 1


@pytest.mark.parametrize(
    ("policy", "linked", "as_shared"),
    [
        (Author.PERSON_OR_SHARED, False, True),
        (Author.PERSON_OR_SHARED, True, False),
        (Author.SHARED, True, True),
        (Author.SHARED, False, True),
        (Author.PERSON, True, False),
    ],
)
def test_the_policy_of_the_form_decides(
    desk_of_guest: Desk,
    guest: User,
    bug: BugForm,
    shared: Connection,
    link: Link,
    policy: str,
    linked: bool,
    as_shared: bool,
) -> None:
    BugForm.objects.update(author=policy)
    own = link(guest, "bob").account_id if linked else ""
    file(desk_of_guest)
    assert report().account_id == (shared.account_id if as_shared else own)
    assert bool(report().reporter_line) == as_shared
    assert len(desk_of_guest.filed()) == 1


def test_as_the_person_alone_a_guest_is_asked_to_link(desk_of_guest: Desk, bug: BugForm) -> None:
    BugForm.objects.update(author=Author.PERSON)
    assert "First, link your Atlassian account." in desk_of_guest.get(URL).text
    assert not desk_of_guest.get("/").has_link(URL)


@pytest.mark.parametrize("member", [True, False])
@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("open_to", ["the group", "nobody"])
def test_matrix_of_groups_and_the_setting(
    desk_of_guest: Desk,
    guest: User,
    shared: Connection,
    settings: Any,
    member: bool,
    allowed: bool,
    open_to: str,
) -> None:
    settings.SHARED_LINKS = allowed
    if not member:
        guest.groups.clear()
    if open_to == "nobody":
        shared.groups.clear()
    may = member and allowed and open_to == "the group"

    page = desk_of_guest.get(URL)
    assert (page.status == 200) == may
    assert desk_of_guest.get("/").has_link(URL) == may
    assert bool(jira.shared_accounts_of(guest.pk)) == may
    if not may:
        assert "This form is not open to you." in page.text
        with pytest.raises(jira.SharedUnavailable):
            jira.shared_account(guest.pk, shared.account_id)


def test_a_superuser_needs_the_group_too(boss: User, shared: Connection) -> None:
    with pytest.raises(jira.SharedUnavailable):
        jira.shared_account(boss.pk, shared.account_id)


def test_who_leaves_the_group_files_nothing_more_and_sees_no_status(
    desk_of_guest: Desk, guest: User, shared: Connection
) -> None:
    file(desk_of_guest)
    begin_following.adopt()
    read_as_followers.ask_due(ends_at=1e12)
    page = desk_of_guest.get(URL)
    guest.groups.clear()
    sent = desk_of_guest.send(page, page.form_with("summary"), summary="Another")
    assert not desk_of_guest.filed("Another")
    assert "Another" in desk_of_guest.get("/drafts/").text, "nothing typed is lost"
    assert "This form is not open to you." in sent.text
    assert "To Do" not in desk_of_guest.get("/reports/").text


def test_a_waiting_report_of_who_left_the_group_is_not_sent(
    desk_of_guest: Desk, guest: User, testers: Group
) -> None:
    desk_of_guest.sandbox.fault("rate_limit", path="/issue$", method="POST", times=1)
    file(desk_of_guest)
    assert report().state == State.QUEUED
    guest.groups.clear()
    come_due()
    sweep()
    row = report()
    assert (row.state, row.blocked_reason, desk_of_guest.filed()) == (State.BLOCKED, "shared", [])
    assert "The people who run Lodge have to" in desk_of_guest.get(f"/reports/{row.pk}/").text
    guest.groups.add(testers)
    for _ in range(3):
        Pause.objects.all().delete()
        limits.forget()
        come_due()
        sweep()
    assert (report().state, len(desk_of_guest.filed())) == (State.FILED, 1)


def test_what_waits_for_a_dead_shared_link_goes_by_itself_after_a_new_secret(
    desk_of_guest: Desk, shared: Connection, boss: User, sandbox: Sandbox
) -> None:
    page = desk_of_guest.get(URL)
    sandbox.control("DELETE", f"/accounts/{shared.account_id}/keys")
    jira_was_asked = desk_of_guest.send(page, page.form_with("summary"), summary="It broke")
    row = report()
    shared.refresh_from_db()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, "shared"), told(row)
    assert shared.state == ConnectionState.RECONNECT
    assert "the shared link to Jira does not work now" in jira_was_asked.text

    connections.replace_credential(shared.pk, credential(sandbox, shared.kind), boss)
    sweep()
    sweep()
    assert (report().state, len(desk_of_guest.filed())) == (State.FILED, 1)


def test_a_form_whose_shared_link_is_dead_says_so(desk_of_guest: Desk, shared: Connection) -> None:
    Connection.objects.update(state=ConnectionState.RECONNECT)
    page = desk_of_guest.get(URL)
    assert (page.status, "The shared link to Jira does not work now." in page.text) == (403, True)


def test_another_persons_report_of_the_same_account_stays_theirs(
    desk_of_guest: Desk, carol: User, testers: Group, sign_in: SignIn, shared: Connection
) -> None:
    file(desk_of_guest)
    row = report()
    carol.groups.add(testers)
    desk = Desk(sign_in(carol), desk_of_guest.sandbox)
    assert desk.get(f"/reports/{row.pk}/").status == 404
    assert "It broke" not in desk.get("/reports/").text
    comment = f"/issues/{row.cloud_id}/{row.issue_key}/comment/"
    answer = desk.get(comment)
    assert answer.status in (403, 404)
    assert "It broke" not in answer.text


def test_two_people_file_the_same_text_through_one_account_twice(
    desk_of_guest: Desk, carol: User, testers: Group, sign_in: SignIn
) -> None:
    carol.groups.add(testers)
    file(desk_of_guest)
    file(Desk(sign_in(carol), desk_of_guest.sandbox))
    assert len(desk_of_guest.filed()) == 2
    assert Submission.objects.filter(state=State.FILED).count() == 2


@pytest.mark.parametrize("fault", ["drop_after_commit", "status_after_commit"])
def test_a_lost_answer_makes_no_second_issue(desk_of_guest: Desk, fault: str) -> None:
    desk_of_guest.sandbox.fault(fault, path="/issue$", method="POST", times=1)
    file(desk_of_guest)
    assert report().state == State.UNCONFIRMED
    come_due()
    sweep()
    assert (report().state, len(desk_of_guest.filed())) == (State.FILED, 1)


def test_the_line_takes_words_of_the_form_and_no_markup(guest: User, shared: Connection) -> None:
    guest.first_name = "*Bob* [x](https://evil.example)"
    account = jira.shared_account(guest.pk, shared.account_id)
    form = BugForm(reporter_line="From {name} / {username} / {email}")
    line = author.line_for(guest, form, account)
    assert line == "From *Bob* [x](https://evil.example) Roe / bob / bob@lodge.test"
    sent = author.naming({}, guest, [], line)
    assert sent == {}, "a form without a description has no place for it"
    document = reporter_line.with_line({}, line)["description"]
    assert "marks" not in str(document)


def test_forms_of_a_person_without_a_link_are_those_that_they_can_file(
    guest: User, bug: BugForm, shared: Connection
) -> None:
    other = make_form("summary", name="Other", slug="other", cloud_id=bug.cloud_id)
    assert bugforms.without_own_link(guest, [bug, other]) == [bug]
    guest.groups.clear()
    assert bugforms.without_own_link(guest, [bug, other]) == []


def test_suggestions_are_searched_as_the_author(desk_of_guest: Desk, shared: Connection) -> None:
    page = desk_of_guest.get(URL)
    assert f'data-suggest="{URL}suggest/"' in page.html
    desk_of_guest.get(f"{URL}suggest/assignee/?q=ali")
    (asked,) = desk_of_guest.sandbox.calls(path="/user/assignable/search")
    assert asked["account_id"] == shared.account_id
