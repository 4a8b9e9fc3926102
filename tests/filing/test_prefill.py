"""A form that its address fills in, and Jira's own form filled in by ours."""

from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.jira import FieldMeta
from issues import prefill
from issues.models import State, Submission
from tests.filing.conftest import Desk, report
from tests.forms.fields import custom, other, system


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
    query = (
        "?customfield_1=x&files=x&project=X&submission=y&version=9&priority=no-such&summary=%00&utm_source=z"
    )
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
    found = prefill.into_jira("https://x.test", "10", "20", values, {"customfield_1": "Steps"})
    query = parse_qs(urlsplit(found.url).query)
    assert query == {"pid": ["10"], "issuetype": ["20"], "summary": ["It broke"], "labels": ["a|b"]}
    assert len(found.url) < 6100
    assert ("Steps", "words") in found.rest
    assert any(text == "é" * 5000 for _name, text in found.rest)


def test_a_required_field_that_lodge_does_not_know_leads_into_jira_with_the_rest_to_copy(desk: Desk) -> None:
    page = desk.get(desk.form_url("Service request"))
    long = "story " * 2000
    page = desk.send(page, page.form_with("summary"), summary="It broke", description=long)
    assert "What you typed is kept." in page.text
    assert "summary=It+broke" in page.link_to("Finish it in Jira")
    assert "This does not travel along. Copy it into Jira's form: Description story story" in page.text
