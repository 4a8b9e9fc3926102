"""Writing a query: checked by Lodge and by Jira, kept whatever happens, without knowing JQL by heart."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from integrations import connections
from integrations.models import Connection, ConnectionState
from issues.models import SavedQuery
from issues.views.queries import edit
from tests.integration.issues.queries.conftest import QueryDesk
from tests.support.http_visitor import Page

pytestmark = pytest.mark.django_db

UNKNOWN = "Field 'universe' does not exist or you do not have permission to view it."


def new(desk: QueryDesk) -> str:
    """The form of a new query for Alice's site."""
    return f"/queries/new/?site={desk.cloud_id}"


def send(desk: QueryDesk, page: Page, press: str = "do=save", **values: Any) -> Page:
    """Send the form of *page*."""
    form = next(each for each in page.forms if each.has("jql"))
    return desk.send(page, form, press=press, **values)


def test_a_new_query_leads_to_its_table(desk: QueryDesk) -> None:
    """With usual columns, named as Jira names them."""
    (key,) = desk.issues("Crash on start")
    page = send(desk, desk.get(new(desk)), name="Bugs", jql="project = DEMO\r\nORDER BY key")
    saved = SavedQuery.objects.get()
    assert (page.status, page.url) == (200, f"/queries/{saved.pk}/")
    assert "The query is saved." in page.text
    assert key in page.text
    assert saved.jql == "project = DEMO\nORDER BY key"
    assert [each["id"] for each in saved.columns] == [
        "issuekey",
        "summary",
        "status",
        "assignee",
        "updated",
    ]
    assert (saved.site_name, saved.version) == ("Demo team", 1)
    assert saved.checked_at is not None


@pytest.mark.parametrize("start", ["My open issues", "Reported by me", "Changed this week"])
def test_there_is_something_to_begin_with(desk: QueryDesk, start: str) -> None:
    """A link fills in the form; what it fills in can be saved as it is, and runs."""
    page = desk.get(desk.get(new(desk)).link_to(start))
    assert "Jira understands this query." in page.text
    page = send(desk, page)
    if page.status == 200 and "Nothing is saved yet" in page.text:
        page = send(desk, page)
    saved = SavedQuery.objects.get()
    assert saved.name == start
    assert desk.get(f"/queries/{saved.pk}/?p-project=DEMO").status == 200


def test_no_site_is_taken_without_a_choice(desk: QueryDesk) -> None:
    """Somebody with several sites says which one."""
    page = desk.get("/queries/new/")
    assert "In which Jira site does it look?" in page.text
    assert page.link_to("Demo team").endswith(f"?site={desk.cloud_id}")


@pytest.mark.parametrize(
    ("jql", "said"),
    [
        ("project = ", "Character 10: A value is missing here."),
        ("project = limit", "This word is reserved in JQL. Put it in quotes."),
        ("", "This field is required."),
        ("ORDER BY key", "The query asks for every issue."),
        ("project\u00a0= DEMO", "This looks like a space"),
        ("project = DEMO AND creator = nobody()", "Jira has no function of this name."),
        ("universe = 1", UNKNOWN),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("a = " + "x" * 10_000, "at most 10000 characters"),
        ("(" * 200 + "a = 1", "There are too many parentheses inside each other."),
    ],
)
def test_a_wrong_query_is_not_saved_and_not_lost(desk: QueryDesk, jql: str, said: str) -> None:
    """What is wrong stands beside the box, in Jira's own words where it is Jira's; all that was typed is kept."""
    page = send(desk, desk.get(new(desk)), name="My name for it", jql=jql)
    assert page.status == 422
    assert said in page.text
    assert "My name for it" in page.html
    assert not SavedQuery.objects.exists()


def test_checking_saves_nothing_and_shows_colours(desk: QueryDesk) -> None:
    """Without a script, by a button."""
    page = send(desk, desk.get(new(desk)), "do=check", jql="assignee != currentUser()")
    assert page.status == 200
    assert '<span class="field">assignee</span>' in page.html
    assert '<span class="function">currentUser</span>' in page.html
    assert "Jira understands this query." in page.text
    assert "Is a row missing?" in page.text
    assert not SavedQuery.objects.exists()


def test_colours_come_while_typing(desk: QueryDesk) -> None:
    """A part of the page for htmx; nothing for somebody without a link."""
    sent = {"jql": "universe = 1", "cloud_id": desk.cloud_id}
    answer = desk.client.post("/queries/check/", sent)
    assert answer.status_code == 200
    assert UNKNOWN.replace("'", "&#x27;") in answer.content.decode()
    assert desk.client.post("/queries/check/", {**sent, "cloud_id": "x"}).status_code == 204


def test_typing_counts_towards_the_quota_of_searches(desk: QueryDesk, settings: Any) -> None:
    """Beyond it Lodge still checks by itself, and says so."""
    settings.SEARCHES_PER_MINUTE = 1
    sent = {"jql": "project = DEMO", "cloud_id": desk.cloud_id}
    for expected in (b"Jira understands this query.", b"Jira was asked very often."):
        assert expected in desk.client.post("/queries/check/", sent).content


def test_columns_are_picked_and_put_in_order(desk: QueryDesk) -> None:
    """From all fields that Jira lists; an unknown one is left out."""
    page = desk.get(new(desk))
    assert "Priority" in page.text
    chosen: dict[str, Any] = {"columns": ["issuekey", "priority", "nonsense"]}
    places = {"place-issuekey": "9", "place-priority": "1"}
    send(desk, page, name="A", jql="project = DEMO", **chosen, **places)
    assert SavedQuery.objects.get().columns == [
        {"id": "priority", "name": "Priority"},
        {"id": "issuekey", "name": "Key"},
    ]


@pytest.mark.parametrize(
    ("before", "field", "operator", "value", "after"),
    [
        ("", "status", "=", "To Do", 'status = "To Do"'),
        (
            "project = DEMO",
            "assignee",
            "=",
            "currentUser()",
            "project = DEMO AND assignee = currentUser()",
        ),
        ("a = 1 or b = 2", "labels", "in", "x, y z", '(a = 1 OR b = 2) AND labels IN ("x", "y z")'),
        ("a = 1 order by b", "assignee", "is", "", "a = 1 AND assignee IS EMPTY ORDER BY b"),
        ("a = 1", "labels", "=", 'x" or "', 'a = 1 AND labels = "x\\" or \\""'),
        ("a = ", "labels", "=", "x", "a = "),
        ("a = 1", "nonsense", "=", "x", "a = 1"),
        ("a = 1", "labels", "drop", "x", "a = 1"),
    ],
)
def test_a_condition_is_added_without_jql(
    desk: QueryDesk, before: str, field: str, operator: str, value: str, after: str
) -> None:
    """Whatever is typed as its value is one operand."""
    added = {"add-field": field, "add-operator": operator, "add-value": value}
    page = send(desk, desk.get(new(desk)), "do=add", jql=before, **added)
    (box,) = next(each for each in page.forms if each.has("jql")).named("jql")
    assert box.value.strip() == after.strip()


def test_values_are_suggested_while_typing(desk: QueryDesk) -> None:
    """Those that Jira suggests, without escapes; none where it suggests nothing, or does not answer."""
    desk.issues("Crash", fields={"summary": "x", "labels": ['say"hi"', "sad"]})
    about = {"cloud_id": desk.cloud_id, "add-field": "labels", "add-value": "sa"}
    found = desk.client.get("/queries/values/", about).content.decode()
    assert '<option value="sad">' in found
    assert '<option value="say&quot;hi&quot;">' in found
    for change in ({"add-field": "summary"}, {"cloud_id": "x"}, {"add-field": "nonsense"}):
        assert b"option" not in desk.client.get("/queries/values/", {**about, **change}).content


def test_parameters_are_described_before_the_query_is_saved(desk: QueryDesk) -> None:
    """A reader is asked in words, with a value to begin with."""
    jql = "project = {project} AND creator = {me} AND created >= {since}"
    page = send(desk, desk.get(new(desk)), name="A", jql=jql)
    assert "Nothing is saved yet." in page.text
    assert "What {since} stands for" in page.text
    assert "{me} stands for" not in page.text
    described = {"kind-since": "date", "label-since": "Since when", "default-since": "2026-01-01"}
    send(desk, page, **described)
    assert SavedQuery.objects.get().parameters == {
        "project": {"kind": "project", "label": "Project", "default": ""},
        "since": {"kind": "date", "label": "Since when", "default": "2026-01-01"},
    }


def test_a_query_is_shared_with_own_groups_only(desk: QueryDesk, team: Group) -> None:
    """A group that its owner is not in cannot be named."""
    other = Group.objects.create(name="board")
    page = send(desk, desk.get(new(desk)), name="A", jql="a = 1", groups=[str(other.pk)])
    assert page.status == 422
    send(desk, page, jql="project = DEMO", groups=[str(team.pk)])
    assert list(SavedQuery.objects.get().groups.all()) == [team]


def test_a_change_makes_a_version_and_a_name_does_not(desk: QueryDesk) -> None:
    """What readers were told about an earlier version is not told about this one."""
    saved = desk.saved(problems=["old"])
    for values, version in (({"name": "New"}, 1), ({"jql": "project = SHOP"}, 2)):
        send(desk, desk.get(f"/queries/{saved.pk}/edit/"), **values)
        saved.refresh_from_db()
        assert (saved.version, saved.problems) == (version, [])
    assert (saved.name, saved.jql) == ("New", "project = SHOP")


def test_it_is_saved_while_jira_is_down(desk: QueryDesk) -> None:
    """Unchecked, and told so; it is checked later."""
    saved = desk.saved()
    for where in ("/field$", "/jql/"):
        desk.sandbox.fault("status", path=where, status=503, times=None)
    page = desk.get(f"/queries/{saved.pk}/edit/")
    assert page.status == 200
    assert "You can write and save the query all the same." in page.text
    page = send(desk, page, jql="project = SHOP")
    saved.refresh_from_db()
    assert saved.jql == "project = SHOP"
    assert len(saved.columns) == 4


def test_it_is_saved_while_the_link_is_dead(desk: QueryDesk) -> None:
    """Somebody who links again must not have to type again."""
    saved = desk.saved()
    Connection.objects.update(state=ConnectionState.RECONNECT)
    page = desk.get(f"/queries/{saved.pk}/edit/")
    assert "Your link to Jira has ended." in page.text
    send(desk, page, jql="project = SHOP")
    saved.refresh_from_db()
    assert saved.jql == "project = SHOP"


def test_without_any_link_there_is_the_way_to_one(desk: QueryDesk) -> None:
    """A query belongs to a site."""
    connections.disconnect(Connection.objects.get().pk)
    page = desk.get("/queries/new/")
    assert (page.status, "First, link your Atlassian account." in page.text) == (403, True)


def test_deleting(desk: QueryDesk) -> None:
    """Its page is gone for everybody."""
    saved = desk.saved()
    page = desk.post(f"/queries/{saved.pk}/delete/", {})
    assert "is deleted" in page.text
    assert desk.get(f"/queries/{saved.pk}/").status == 404
    assert desk.client.get(f"/queries/{saved.pk}/delete/").status_code == 405


def test_one_person_has_a_limit(desk: QueryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing typed is lost at it."""
    monkeypatch.setattr(edit, "PER_PERSON", 1)
    desk.saved()
    page = send(desk, desk.get(new(desk)), name="One more", jql="project = DEMO")
    assert page.status == 422
    assert "Delete one first." in page.text
    assert "One more" in page.html
