"""What Jira shows of a field against what Lodge sent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.outbox.acts.field_values import document, fingerprint, is_as_sent, reduced

DOC = {"type": "doc", "version": 1, "content": [{"type": "paragraph"}]}
WITH_IDS = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "attrs": {"localId": "a"}, "content": []}],
}


@pytest.mark.parametrize(
    ("shown", "sent", "same"),
    [
        ("words", "words", True),
        ("words", "others", False),
        (None, None, True),
        ([], None, True),
        (None, [], True),
        ("", None, True),
        ("words", None, False),
        (3.0, 3, True),
        ({"id": "3", "name": "Medium", "self": "https://x"}, {"id": "3"}, True),
        ({"id": "3"}, {"id": "2"}, False),
        (None, {"id": "2"}, False),
        ({"id": "1", "value": "Europe", "child": {"id": "2"}}, {"id": "1", "child": {"id": "2"}}, True),
        ({"id": "1", "value": "Europe"}, {"id": "1", "child": {"id": "2"}}, False),
        (["a", "b"], ["b", "a"], True),
        (["a"], ["a", "b"], False),
        ([{"id": "1"}, {"id": "2"}], [{"id": "1"}], False),
        ([{"id": 7, "name": "Sprint 7"}], 7, True),
        ({"id": "team", "name": "Blue"}, "team", True),
        ("2026-11-30T10:00:00.000+0000", "2026-11-30T11:00:00.000+0100", True),
        ("2026-11-30", "2026-11-30", True),
        ({"originalEstimate": "1h", "originalEstimateSeconds": 3600}, {"originalEstimate": "1h"}, True),
        (WITH_IDS, DOC, True),
        (DOC, {**DOC, "content": []}, False),
        (7, DOC, False),
    ],
)  # fmt: skip
def test_what_is_shown_is_compared_by_what_identifies_it(shown: Any, sent: Any, same: bool) -> None:
    assert is_as_sent(shown, sent) is same


def test_a_value_is_the_same_after_a_renaming() -> None:
    before = {"accountId": "1", "displayName": "Alice", "avatarUrls": {"24x24": "x"}}
    assert reduced(before) == reduced({**before, "displayName": "Alice Jones"})
    assert reduced({"id": "1", "child": {"id": "2", "value": "a"}}) == {
        "id": "1",
        "child": {"id": "2"},
    }
    assert reduced([]) is reduced("") is reduced(None) is None
    assert reduced(WITH_IDS) == document(DOC)
    assert reduced({"originalEstimateSeconds": 1}) == {"originalEstimateSeconds": 1}


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["id", "name", "child", "type", "content"]), inner)
    ),
)


@given(SCRAPS, SCRAPS)
def test_no_value_breaks_the_comparison(one: Any, other: Any) -> None:
    is_as_sent(one, other)
    assert fingerprint(one) == fingerprint(one)
