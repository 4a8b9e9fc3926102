"""Three people with different rights × all that an issue's page shows: a printed matrix, equal to what Jira shows.

Each cell is asked twice, the second time with whatever the first left in caches, and by turns.
"""

import json
from typing import Any

import pytest
from django.urls import reverse

from integrations import jira
from tests.integration.issues.issue_page.conftest import PNG, Reader, Readers, text

pytestmark = pytest.mark.django_db
NAMES = ("alice", "bob", "carol")
# Alice administrates the site, Bob is a developer, Carol neither.
EXPECTED = {
    "an open issue": (True, True, True),
    "an issue of a project of their own": (True, False, False),
    "an issue for staff": (True, True, False),
    "an issue for the security team": (True, False, False),
    "a comment for everybody": (True, True, True),
    "a comment for developers": (True, True, False),
    "a comment for administrators": (True, False, False),
    "a file": (True, True, True),
    "its small picture": (True, True, True),
    "a file of a hidden issue": (True, False, False),
    "a linked issue that is hidden": (True, False, False),
    "a sub-task for staff": (True, True, False),
    "the history of an issue for staff": (True, True, False),
}


@pytest.fixture
def people(readers: Readers) -> tuple[Reader, ...]:
    return tuple(readers(name) for name in NAMES)


def cells(alice: Reader) -> dict[str, Any]:
    """What to ask for, as a function of who asks: whether it is shown."""
    open_issue = alice.file(summary="An open issue")
    own = alice.file("SHOP", "Task", summary="Of its own project")
    staff, team = alice.file(summary="For staff"), alice.file(summary="For the team")
    child = alice.file(kind="Sub-task", summary="A hidden child", parent={"key": open_issue.key})
    jira.link_issues(*alice.at, "10000", open_issue.key, own.key)
    for key, level in ((staff, "Staff only"), (team, "Security team"), (child, "Staff only")):
        alice.change(key.key, security=level)
    for group in ("jira-developers", "site-admins"):
        seen_by = {"type": "group", "value": group}
        alice.change(open_issue.key, comment={"text": f"To {group}.", "visibility": seen_by})
    jira.add_comment(*alice.at, open_issue.key, text("To everybody."), marker="a")
    shown, hidden = (alice.upload(each.id, "a.png", PNG) for each in (open_issue, own))

    def page(key: str, words: str) -> Any:
        return lambda one: words in one.page(key).content.decode()

    def file(key: str, number: str, name: str) -> Any:
        address = reverse(f"issues:{name}", args=[alice.cloud_id, key, number])
        return lambda one: b"".join(one.client.get(address)).startswith(PNG[:4])

    return {
        "an open issue": page(open_issue.key, "An open issue"),
        "an issue of a project of their own": page(own.key, "Of its own project"),
        "an issue for staff": page(staff.key, "For staff"),
        "an issue for the security team": page(team.key, "For the team"),
        "a comment for everybody": page(open_issue.key, "To everybody."),
        "a comment for developers": page(open_issue.key, "To jira-developers."),
        "a comment for administrators": page(open_issue.key, "To site-admins."),
        "a file": file(open_issue.key, shown, "file"),
        "its small picture": file(open_issue.key, shown, "thumbnail"),
        "a file of a hidden issue": file(own.key, hidden, "file"),
        "a linked issue that is hidden": page(open_issue.key, "Of its own project"),
        "a sub-task for staff": page(open_issue.key, "A hidden child"),
        "the history of an issue for staff": page(staff.key, "Security Level"),
    }


def in_jira(one: Reader, key: str) -> bool:
    """Whether Jira itself shows the issue to this account."""
    try:
        return json.dumps(jira.issue_details_of(*one.at, key).fields) != ""
    except jira.Denied:
        return False


def test_nobody_sees_through_lodge_what_jira_would_not_show(
    people: tuple[Reader, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = cells(people[0])
    assert asked.keys() == EXPECTED.keys()
    for _ in range(2):
        found = {name: tuple(map(shows, people)) for name, shows in asked.items()}
        assert found == EXPECTED
    with capsys.disabled():
        print(f"\n{'':36}{'alice':>8}{'bob':>8}{'carol':>8}")
        for name, seen in EXPECTED.items():
            print(f"{name:36}" + "".join(f"{'yes' if each else '-':>8}" for each in seen))


def test_the_page_is_there_for_whom_jira_shows_it(people: tuple[Reader, ...]) -> None:
    alice = people[0]
    made = [alice.file(), alice.file("SHOP", "Task")]
    alice.change(alice.file().key, security="Security team")
    for key in (*(each.key for each in made), "DEMO-2", "DEMO-99"):
        for one in people:
            assert (one.page(key).status_code == 200) == in_jira(one, key), (key, one.user)


def test_a_level_that_is_set_takes_the_page_and_its_parts_away(people: tuple[Reader, ...]) -> None:
    alice, bob, carol = people
    made = alice.file(summary="Not for long")
    jira.add_comment(*alice.at, made.key, text("Nor is this."), marker="a")
    for one in people:
        assert "Nor is this." in one.body(made.key)
    alice.change(made.key, security="Staff only")
    assert "Nor is this." in bob.body(made.key)
    answer = carol.page(made.key)
    assert answer.status_code == 404
    assert "Nor is this." not in answer.content.decode()
    assert "Not for long" not in answer.content.decode()
