"""Field values and changes in words: what each kind says, and that no odd value breaks a page."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.jira import Change, ChangedField, Schema
from issues.reading import history_sentences, issue_files, linked_issues
from issues.reading.field_values import FieldValue, person, shown

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "child", "type", "key", "fields", "id", "filename"]),
            below,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KINDS = st.sampled_from(["date", "datetime", "timetracking", "array", "option", "any", "number"])


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ({"displayName": "Bob"}, "user", "Bob"),
        ({"value": "High", "child": {"value": "Very"}}, "option-with-child", "High → Very"),
        ([{"name": "Web"}, {"name": "API"}], "array", "Web, API"),
        ("2026-12-24", "date", "24 Dec 2026"),
        ("never", "date", "never"),
        (3.5, "number", "3.5"),
        (True, "any", "Yes"),
        ({"originalEstimate": "1d", "timeSpent": "2h"}, "timetracking", "estimated 1d; spent 2h"),
        ({"name": "Sprint 7", "state": "active"}, "json", "Sprint 7"),
    ],
)
def test_values_in_words(value: Any, kind: str, words: str) -> None:
    assert shown(value, Schema(kind)) == FieldValue(words)


@pytest.mark.parametrize("value", [None, [], "", " ", {}, {"odd": 1}, [None]])
def test_what_says_nothing_is_not_shown(value: Any) -> None:
    assert shown(value, Schema("any")) is None


def test_a_rank_is_for_machines() -> None:
    custom = "com.pyxis.greenhopper.jira:gh-lexo-rank"
    assert shown("0|i0000f:", Schema("any", custom=custom)) is None


def test_only_web_addresses_are_links() -> None:
    for text in ("https://e.x/a", "javascript:alert(1)", "https://e.x/a b", "data:,a"):
        value = shown(text, Schema("string"))
        assert value is not None
        assert bool(value.address) == (text == "https://e.x/a")


def test_moments_and_rich_text_stay_what_they_are() -> None:
    moment = shown("2026-09-25T22:42:39.399-0300", Schema("datetime"))
    assert moment is not None
    assert moment.moment == datetime(2026, 9, 26, 1, 42, 39, 399000, tzinfo=UTC)
    document = {"type": "doc", "version": 1, "content": []}
    assert shown(document, Schema("string")) == FieldValue(document=document)


def test_somebody_who_hides_their_name() -> None:
    assert person(None) == ""
    assert person({"accountId": "1"}) == "A person whose name is hidden"


@given(ODD, KINDS)
def test_no_value_breaks_a_page(value: Any, kind: str) -> None:
    shown(value, Schema(kind))
    person(value)
    fields = {"parent": value, "subtasks": value, "issuelinks": [value], "attachment": [value]}
    linked_issues.linked(fields)
    issue_files.files_of(fields, clean=str, addresses=lambda number: (number, number))


def told(**facts: str) -> str:
    defaults = {"name": "Status", "field_id": "", "before": "", "after": ""}
    item = ChangedField(**{**defaults, **facts})
    return history_sentences.sentence(item, item.name)


def test_sentences() -> None:
    assert told(before="To Do", after="Done") == "changed Status from To Do to Done"
    assert told(after="Done") == "set Status to Done"
    assert told(before="Done") == "cleared Status, which was Done"
    assert told() == "changed Status"
    assert told(name="Description", before="a" * 200, after="b") == "changed Description"
    assert told(name="Description", before="a\nb", after="b") == "changed Description"
    assert told(name="Attachment", after="a.png") == "added the file a.png"
    assert told(name="Attachment", before="a.png") == "removed the file a.png"
    assert told(name="Link", after="This blocks A-1") == "linked it: This blocks A-1"
    assert told(name="Link", before="This blocks A-1") == "removed a link: This blocks A-1"
    assert told(name="Key", before="A-1", after="B-2") == "moved it from A-1 to B-2"
    assert told(before="100 %(x)s", after="50 %s") == "changed Status from 100 %(x)s to 50 %s"


def test_a_change_that_says_nothing_has_no_line() -> None:
    rank = ChangedField("Rank", "", "", "Ranked higher")
    status = ChangedField("Status", "status", "a", "b")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    changes = (Change("1", "Bob", "b", at, (rank,)), Change("2", "", "", at, (rank, status)))
    (line,) = history_sentences.lines(changes, {"status": "Zustand"})
    assert (line.who, line.sentences) == ("Somebody", ("changed Zustand from a to b",))
