"""What was typed and chosen, in words. Each value is as it is posted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.forms.values_as_text import in_words

NAMES = {
    "assignee": "Assignee",
    "labels": "Labels",
    "summary": "Summary",
    "assignee=5b10|Bob": "Bob",
}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"summary": ["a|b"]}, [("Summary", "a|b")]),
        ({"assignee": ["5b10|Bob"], "assignee-search": ["bo"], "assignee-searched": ["bo"]}, [("Assignee", "Bob")]),
        ({"assignee": ["5b10|Bob"], "assignee-search": ["Bob"]}, [("Assignee", "Bob")]),  # by a script
        ({"assignee-search": ["bo"], "assignee-searched": ["bo"]}, [("Assignee", "bo")]),
        ({"labels": ["one"], "labels-search": ["two three"]}, [("Labels", "one"), ("Labels", "two three")]),
        ({"labels": ["a|b"], "labels-search": [""]}, [("Labels", "a|b")]),
        ({"reporter": ["712020:9f-1|Ada | Co"], "reporter-search": [""]}, [("", "Ada | Co")]),
        ({"issuelinks": [], "issuelinks-relation": ["10000:inward"]}, []),
        ({"summary": ["x"], "summary-overflow": ["attach"]}, [("Summary", "x")]),
        ({"gone-assignee": ["5b10|Bob"], "gone-assignee-search": ["bo"]},
         [("Assignee", "5b10|Bob"), ("Assignee", "bo")]),
        ({"customfield_1_0": ["2 May"]}, [("", "2 May")]),
    ],
)  # fmt: skip
def test_what_people_chose_is_told_by_its_name_and_what_they_wrote_as_they_wrote_it(
    values: dict[str, list[str]], told: list[tuple[str, str]]
) -> None:
    found = list(in_words(values, NAMES, guess="reporter" in values or "labels" in values))
    assert found == told


posted = st.sampled_from(
    ["a", "a-search", "a-searched", "a-relation", "a-overflow", "gone-a", "gone-a-search", "b_1"]
)


@given(st.dictionaries(posted, st.lists(st.text(max_size=8), max_size=3)), st.booleans())
def test_no_post_is_too_odd_to_be_told(values: dict[str, list[str]], guess: bool) -> None:
    told = [text for _name, text in in_words(values, {"a": "A"}, guess=guess)]
    for name in ("a", "gone-a", "b_1"):
        for text in filter(None, values.get(name, ())):
            assert any(text.endswith(each) for each in told)
