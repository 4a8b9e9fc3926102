"""What a form may search for, asked of the simulated Jira over HTTP."""

from collections.abc import Callable, Sequence

import pytest

from integrations import jira
from issues.fieldkinds import Choice
from issues.forms.picker_search import JiraLookup
from tests.integration.integrations.conftest import Seat, alices, bobs

__all__ = ["alices", "bobs"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lookup(alices: Seat) -> JiraLookup:
    """Alice's, for DEMO."""
    alices.file(summary="Checkout total is wrong", labels=["voucher"])
    return JiraLookup(*alices.at, "DEMO")


def labels(choices: Sequence[Choice]) -> list[str]:
    """What people read."""
    return [each.label for each in choices]


def test_everything_is_found_by_a_part_of_its_name(lookup: JiraLookup, alices: Seat) -> None:
    assert labels(lookup.users("bob")) == ["Bob"]
    assert lookup.any_users("alice") == (Choice(alices.account_id, "Alice"),)
    assert lookup.groups("developers") == (Choice("jira-developers", "jira-developers"),)
    assert lookup.values("labels", "vou") == (Choice("voucher", "voucher"),)
    assert lookup.issues("total") == (Choice("DEMO-1", "DEMO-1 Checkout total is wrong"),)
    assert lookup.issues("demo-1") == (Choice("DEMO-1", "DEMO-1 Checkout total is wrong"),)
    assert labels(lookup.sprints("Sprint 7")) == ["Sprint 7"]
    assert "(SHOP)" in labels(lookup.projects("shop"))[0]


def test_relations_are_told_once_in_each_direction(lookup: JiraLookup) -> None:
    found = {each.label: each.value for each in lookup.relations()}

    assert found["blocks"].endswith(":outward")
    assert found["is blocked by"].endswith(":inward")
    assert found["relates to"].endswith(":outward")
    assert len(set(found.values())) == len(found) == 7


def test_an_answer_is_kept_for_a_minute(lookup: JiraLookup, alices: Seat) -> None:
    def calls() -> int:
        return len(alices.sandbox.calls("GET", r"/groups/picker$"))

    for _time in range(3):
        lookup.groups("admins")
    assert calls() == 1
    lookup.groups("admin")
    JiraLookup(*alices.at, "SHOP").groups("admins")
    assert calls() == 3


def test_answers_are_not_shared_between_people(lookup: JiraLookup, bobs: Seat) -> None:
    """In SHOP each sees only what they filed."""
    lookup.issues("total")

    assert bobs.sandbox.calls("GET", r"/issue/picker$")
    JiraLookup(*bobs.at, "DEMO").issues("total")
    assert len(bobs.sandbox.calls("GET", r"/issue/picker$")) == 2


ASKED: list[tuple[str, Callable[[JiraLookup], object]]] = [
    (r"/user/assignable", lambda lookup: lookup.users("b")),
    (r"/user/search", lambda lookup: lookup.any_users("b")),
    (r"/groups/picker", lambda lookup: lookup.groups("b")),
    (r"/jql/autocompletedata", lambda lookup: lookup.values("labels", "b")),
    (r"/issue/picker", lambda lookup: lookup.issues("b")),
    (r"/project/search", lambda lookup: lookup.projects("b")),
    (r"/issueLinkType", lambda lookup: lookup.relations()),
]


@pytest.mark.parametrize(("path", "ask"), ASKED, ids=[path for path, _ask in ASKED])
def test_what_jira_does_not_answer_is_raised_and_not_kept(
    lookup: JiraLookup, alices: Seat, path: str, ask: Callable[[JiraLookup], object]
) -> None:
    fault = alices.sandbox.fault("status", path=path, status=500)
    with pytest.raises(jira.Unavailable):
        ask(lookup)

    alices.sandbox.control("DELETE", f"/faults/{fault}")

    if "LinkType" not in path:
        assert ask(lookup) is not None


def test_no_page_waits_twice_for_link_types_that_do_not_come(
    lookup: JiraLookup, alices: Seat
) -> None:
    alices.sandbox.fault("status", path=r"/issueLinkType", status=500)

    for _page in range(3):
        with pytest.raises(jira.Unavailable):
            lookup.relations()

    assert len(alices.sandbox.calls("GET", r"/issueLinkType$")) == 1
