"""Links to other issues: wanted here, made once the issue exists."""

from typing import Any, NoReturn

import pytest

from integrations.jira import Denied
from issues.fieldkinds.issue_links import LinksInput
from issues.forms.build_form import LinkWanted
from tests.unit.issues.forms.sample_fields import Known, Silent, build, flat, system

LINKS = system("issuelinks", "array", "issuelinks", operations=("add",))
BLOCKED = {"issuelinks-relation": "1:inward"}


class Unasked(Known):
    """A Lookup that must not be asked how issues are related."""

    def relations(self) -> NoReturn:
        """Fails."""
        raise AssertionError("nobody wants to link anything yet")


def test_until_somebody_wants_to_link_there_is_a_button_and_nobody_is_asked() -> None:
    form = build(LINKS, lookup=Unasked())

    html = flat(form["issuelinks"])
    assert 'name="find" value="issuelinks"' in html
    assert "<select" not in html
    assert "issuelinks-search" not in html
    assert "hx-get" not in html, "its address is the view's to tell"
    assert build(
        LINKS, data={"issuelinks-relation": "", "issuelinks-search": " "}, lookup=Unasked()
    ).is_valid()


@pytest.mark.parametrize(
    "typed", [BLOCKED, {"issuelinks": ["DEMO-5|DEMO-5 Checkout"]}, {"issuelinks-search": "cart"}]
)
def test_whatever_stands_there_is_shown_again(typed: dict[str, Any]) -> None:
    for form in (build(LINKS, data=typed), build(LINKS, initial=typed)):
        html = flat(form["issuelinks"])
        assert 'name="issuelinks-relation"' in html
        assert 'name="issuelinks-search"' in html
        assert "autofocus" not in html


@pytest.mark.parametrize("by_script", [True, False])
def test_the_button_leads_on_to_the_relations(by_script: bool) -> None:
    form = build(LINKS) if by_script else build(LINKS, data={"find": "issuelinks"})
    widget = form.fields["issuelinks"].widget
    assert isinstance(widget, LinksInput)
    widget.opened = by_script

    html = flat(form["issuelinks"])

    assert (
        '<select class="input w-m" name="issuelinks-relation" id="id_issuelinks_relation"' in html
    )
    assert "autofocus" in html
    assert ("DEMO-51 Cart" in html) is not by_script, (
        "without a script the first that there are are shown"
    )


def test_where_jira_does_not_answer_the_button_stays_and_says_so() -> None:
    form = build(LINKS, data={"find": "issuelinks"}, lookup=Silent())

    html = flat(form["issuelinks"])
    assert 'name="find" value="issuelinks"' in html
    assert "could not be asked how issues can be related" in html
    assert "issuelinks-search" not in html


def test_issues_without_relations_to_choose_from_stay() -> None:
    """The button beside them draws all of the form again: what a script puts in its place would have lost them."""
    form = build(LINKS, data={"issuelinks": ["DEMO-5"]}, lookup=Silent())
    widget = form.fields["issuelinks"].widget
    assert isinstance(widget, LinksInput)
    widget.address = "/links/"

    html = flat(form["issuelinks"])
    assert 'value="DEMO-5" checked' in html
    assert 'name="find" value="issuelinks"' in html
    assert "hx-get" not in html


def test_every_issue_is_linked_in_the_same_way() -> None:
    form = build(LINKS, data={"issuelinks": ["DEMO-5|DEMO-5 Checkout", "DEMO-51"], **BLOCKED})

    assert form.is_valid()
    assert form.links() == [
        LinkWanted("1", "is blocked by", False, "DEMO-5"),
        LinkWanted("1", "is blocked by", False, "DEMO-51"),
    ]
    assert form.jira_fields() == {}


def test_whole_keys_need_no_search() -> None:
    form = build(
        LINKS, data={"issuelinks-search": "demo-5, demo-6", "issuelinks-relation": "2:outward"}
    )

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

    form = build(meta, data={})

    assert form.errors["issuelinks"] == ["Choose at least one"]
    assert 'name="issuelinks-relation"' in flat(form["issuelinks"])
    assert build(meta, data=BLOCKED).errors["issuelinks"] == ["Choose at least one"]
