"""A form that its address fills in, and Jira's own form filled in by ours."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.jira import FieldMeta
from issues.forms import jira_create_url, prefill
from issues.models import State, Submission
from tests.integration.issues.filing.conftest import Desk, report
from tests.unit.issues.forms.sample_fields import custom, other, system


def test_texts_labels_and_options_travel_in_the_address(desk: Desk) -> None:
    query = "?summary=It+broke&description=line+1%0Aline+2&labels=a,b&labels=c&priority=high"
    page = desk.get(desk.form_url() + query)
    form = page.form_with("summary")
    assert form.values()["summary"] == ["It broke"]
    assert form.values()["description"] == ["line 1\nline 2"]
    assert "to correct" not in page.text
    desk.send(page, form)
    row = report()
    assert row.state == State.FILED
    assert row.fields["labels"] == ["a", "b", "c"]
    assert row.fields["priority"]["id"]


def test_what_is_not_on_the_form_and_what_is_nonsense_does_nothing(desk: Desk) -> None:
    query = "?customfield_1=x&files=x&project=X&submission=y&version=9&priority=no-such&summary=%00&utm_source=z"
    page = desk.get(desk.form_url() + query)
    form = page.form_with("summary")
    assert (page.status, form.values()["summary"], form.values()["version"]) == (200, [""], ["0"])
    assert Submission.objects.count() == 0


def test_an_address_can_not_show_one_persons_name_and_send_another(desk: Desk) -> None:
    bob = desk.sandbox.account("Bob")["account_id"]
    page = desk.get(f"{desk.form_url()}?summary=It+broke&assignee={bob}%7CCarol+the+lead")
    form = page.form_with("summary")
    assert "Carol the lead" not in page.html
    assert form.values()["assignee"] == [bob]
    desk.send(page, form)
    assert report().fields["assignee"] == {"id": bob}


@pytest.mark.parametrize(
    ("meta", "left"),
    [
        (system("parent", "issuelink"), ["DEMO-9"]),
        (other("com.pyxis.greenhopper.jira:gh-sprint", "array", "string"), ["DEMO-9"]),
        (custom("grouppicker", "group"), ["DEMO-9|DEMO-1"]),
        (system("labels", "array", "string"), ["DEMO-9|DEMO-1"]),
        (system("summary"), ["DEMO-9|DEMO-1"]),
    ],
)
def test_only_where_a_bar_sets_off_a_label_is_it_cut(meta: FieldMeta, left: list[str]) -> None:
    assert prefill.from_address({meta.field_id: ["DEMO-9|DEMO-1"]}, [meta]) == {meta.field_id: left}


COMPONENTS = system(
    "components",
    "array",
    "component",
    allowed_values=(
        {"id": "1", "name": "Search"},
        {"id": "2", "name": "Search, Web"},
        {"id": "3", "name": "Ops, EMEA, night"},
        {"id": "4", "name": "Plain"},
        {"id": "5", "name": "Gone", "archived": True},
    ),
)
PLACES = custom(
    "cascadingselect",
    "option-with-child",
    allowed_values=(
        {
            "id": "1",
            "value": "Europe",
            "children": [{"id": "11", "value": "Berlin"}, {"id": "12", "value": "A-B"}],
        },
        {
            "id": "2",
            "value": "Asia > East",
            "children": [{"id": "21", "value": "Tokyo"}, {"id": "22", "value": "Berlin"}],
        },
        {"id": "3", "value": "Moon"},
    ),
)


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (["Search, Web"], ["2"]),
        (["search,plain"], ["1", "4"]),
        (["Plain,Search, Web,Ops, EMEA, night,Search"], ["4", "2", "3", "1"]),
        (['"Search",Plain'], ["1", "4"]),
        (["Ops, EMEA", "Plain"], ["4"]),
        (["3", "Ops, EMEA, night", "9"], ["3"]),
        (["1,2"], ["1", "2"]),
        (["1|Search"], ["1"]),
        (["Gone,5"], []),
        ([",,,"], []),
    ],
)
def test_names_with_commas_are_found_in_a_list(texts: list[str], left: list[str]) -> None:
    assert prefill.from_address({"components": texts}, [COMPONENTS]).get("components", []) == left


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"x": ["1:11"]}, "1:11"),
        ({"x": ["1:11|Europe › Berlin"]}, "1:11"),
        ({"x": ["Europe › Berlin"]}, "1:11"),
        ({"x": ["europe>berlin"]}, "1:11"),
        ({"x": ["Europe -> Berlin"]}, "1:11"),
        ({"x": ["Europe - Berlin"]}, "1:11"),
        ({"x": ["Europe: Berlin"]}, "1:11"),
        ({"x": ["Europe / A-B"]}, "1:12"),
        ({"x": ["Asia > East > Berlin"]}, "2:22"),
        ({"x": ["1:Berlin"]}, "1:11"),
        ({"x": ["21"]}, "2:21"),
        ({"x": ["Tokyo"]}, "2:21"),
        ({"x": ["Berlin"]}, ""),
        ({"x": ["Europe"]}, "1"),
        ({"x": ["1"], "x:1": ["11"]}, "1:11"),
        ({"x": ["Europe"], "x:1": ["Berlin"]}, "1:11"),
        ({"x": ["Europe"], "x:1": ["Tokyo"]}, "1"),
        ({"x": ["Mars"]}, ""),
    ],
)
@pytest.mark.parametrize(
    "meta", [PLACES, replace(PLACES, schema=replace(PLACES.schema, type="array"))]
)
def test_a_child_of_a_cascading_field_is_found_however_it_is_named(
    query: dict[str, list[str]], left: str, meta: FieldMeta
) -> None:
    assert prefill.from_address(query, [meta]) == ({"x": [left]} if left else {})


@pytest.mark.parametrize(
    ("meta", "query", "left"),
    [
        (
            custom("multigrouppicker", "array", "group"),
            {"x": ['"Ops, EMEA",Dev', "Web"]},
            {"x": ["Ops, EMEA", "Dev", "Web"]},
        ),
        (
            other("ari:cloud:ecosystem::extension/1/2/static/texts", "array", "string"),
            {"x": ["one, two", "three"]},
            {"x": ["one, two\nthree"]},
        ),
        (
            other(
                "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", "array", "cmdb-object-field"
            ),
            {"x": ["w:1", "w:2"]},
            {"x": ["w:1 w:2"]},
        ),
        (custom("float", "number"), {"x": ["2.125"]}, {"x": ["2.1250"]}),
        (custom("float", "number"), {"x": ["many"]}, {"x": ["many"]}),
        (
            system("timetracking", "timetracking"),
            {"timetracking": ["2h", "1h"], "timetracking_remaining": ["30m"]},
            {"timetracking": ["2h", "1h"], "timetracking_remaining": ["30m"]},
        ),
    ],
)
def test_a_link_may_say_all_that_the_field_posts(
    meta: FieldMeta, query: dict[str, list[str]], left: dict[str, list[str]]
) -> None:
    assert prefill.from_address(query, [meta]) == left


@given(
    st.lists(
        st.text(' ,|:>"ab', min_size=1, max_size=12),
        min_size=1,
        max_size=6,
        unique_by=lambda name: tuple(name.split()),
    )
)
def test_every_option_is_found_by_the_name_and_the_value_that_the_form_shows(
    names: list[str],
) -> None:
    values = tuple({"id": str(100 + n), "name": name} for n, name in enumerate(names))
    meta = replace(COMPONENTS, allowed_values=values)
    for value in values:
        assert prefill.from_address({"components": [value["id"]]}, [meta]) == {
            "components": [value["id"]]
        }
        found = prefill.from_address({"components": [value["name"]]}, [meta]).get("components", [])
        wanted = " ".join(value["name"].split()).casefold()
        called = [
            each["id"] for each in values if " ".join(each["name"].split()).casefold() == wanted
        ]
        assert not wanted or found == called[:1]


def test_it_is_escaped_and_cut(desk: Desk) -> None:
    page = desk.get(f"{desk.form_url()}?summary=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert(1)" not in page.html
    found = prefill.from_address({"summary": ["x" * 20_000]}, [system("summary")])
    assert len(found["summary"][0]) == prefill.LONGEST


def test_an_address_sends_nothing_by_itself(desk: Desk) -> None:
    desk.get(f"{desk.form_url()}?summary=It+broke&submission=1&autosave=1")
    assert (Submission.objects.count(), desk.creates()) == (0, [])


def test_the_address_of_jiras_form_carries_6000_characters_and_the_rest_is_told() -> None:
    values = {
        "summary": ["It broke"],
        "description": ["é" * 5000],
        "labels": ["a|b"],
        "assignee": ["5b10|Bob"],
        "customfield_1": ["words"],
        "customfield_1-searched": [""],
    }
    found = jira_create_url.into_jira(
        "https://x.test", "10", "20", values, {"customfield_1": "Steps"}
    )
    query = parse_qs(urlsplit(found.url).query)
    assert query == {"pid": ["10"], "issuetype": ["20"], "summary": ["It broke"], "labels": ["a|b"]}
    assert len(found.url) < 6100
    assert ("Steps", "words") in found.rest
    assert any(text == "é" * 5000 for _name, text in found.rest)


def test_a_required_field_that_lodge_does_not_know_leads_into_jira_with_the_rest_to_copy(
    desk: Desk,
) -> None:
    page = desk.get(desk.form_url("Service request"))
    long = "story " * 2000
    page = desk.send(page, page.form_with("summary"), summary="It broke", description=long)
    assert "What you typed is kept." in page.text
    assert "summary=It+broke" in page.link_to("Finish it in Jira")
    assert (
        "This does not travel along. Copy it into Jira's form: Description story story" in page.text
    )
