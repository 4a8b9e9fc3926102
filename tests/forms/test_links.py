"""Links to other issues: wanted here, made once the issue exists."""

import pytest

from integrations.jira import Denied
from issues.forms import LinkWanted
from tests.forms.fields import Silent, build, flat, system

LINKS = system("issuelinks", "array", "issuelinks", operations=("add",))
BLOCKED = {"issuelinks-relation": "1:inward"}


def test_every_issue_is_linked_in_the_same_way() -> None:
    form = build(LINKS, data={"issuelinks": ["DEMO-5|DEMO-5 Checkout", "DEMO-51"], **BLOCKED})

    assert form.is_valid()
    assert form.links() == [
        LinkWanted("1", "is blocked by", False, "DEMO-5"),
        LinkWanted("1", "is blocked by", False, "DEMO-51"),
    ]
    assert form.jira_fields() == {}


def test_whole_keys_need_no_search() -> None:
    form = build(LINKS, data={"issuelinks-search": "demo-5, demo-6", "issuelinks-relation": "2:outward"})

    assert form.is_valid()
    assert form.links() == [
        LinkWanted("2", "relates to", True, "DEMO-5"),
        LinkWanted("2", "relates to", True, "DEMO-6"),
    ]


def test_no_issue_is_no_link_whatever_the_relation() -> None:
    form = build(LINKS, data=BLOCKED)

    assert form.is_valid()
    assert form.links() == []


@pytest.mark.parametrize("relation", ["", "9:outward", "1"])
def test_issues_without_a_relation_are_kept_and_asked_about(relation: str) -> None:
    data = {"issuelinks": ["DEMO-5|DEMO-5 Checkout"], "issuelinks-relation": relation}
    form = build(LINKS, data=data)

    assert form.errors["issuelinks"] == ["Choose how these issues are related to yours"]
    assert 'value="DEMO-5|DEMO-5 Checkout" checked' in flat(form["issuelinks"])
    assert form.typed() == data


def test_the_relation_stays_chosen_when_the_page_is_drawn_again() -> None:
    form = build(LINKS, data={"find": "issuelinks", "issuelinks-search": "cart", **BLOCKED})

    html = flat(form["issuelinks"])
    assert '<option value="1:inward" selected>is blocked by</option>' in html
    assert "DEMO-51 Cart" in html


def test_where_jira_does_not_answer_the_links_wait_and_the_rest_can_go() -> None:
    data = {"issuelinks": ["DEMO-5"], **BLOCKED}
    form = build(LINKS, data=data, lookup=Silent(Denied("links are off")))

    assert "could not be asked how issues can be related" in str(form.errors["issuelinks"])
    assert '<option value="1:inward" selected>' in flat(form["issuelinks"])
    assert build(LINKS, data={}, lookup=Silent()).is_valid()


def test_a_required_link_is_asked_for() -> None:
    meta = system("issuelinks", "array", "issuelinks", operations=("add",), required=True)

    assert build(meta, data=BLOCKED).errors["issuelinks"] == ["Choose at least one"]
