"""Somebody named in a text is told by Jira, and nobody else's words become a mention."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.richtext import mention, problems, text_of, to_adf
from tests.unit.issues.richtext.adf_shorthand import content, examples, inline, paragraph, text


def _ada(words: str = "@Ada") -> dict[str, Any]:
    return {"type": "mention", "attrs": {"id": "712020:a-b", "text": words}}


def test_a_picked_name_becomes_a_mention() -> None:
    assert inline("ask [@Ada](accountid:712020:a-b), please") == [
        text("ask "),
        _ada(),
        text(", please"),
    ]


def test_marks_stay_around_a_mention_and_not_on_it() -> None:
    assert inline("**a [@Ada](accountid:712020:a-b) b**") == [
        text("a ", "strong"),
        _ada(),
        text(" b", "strong"),
    ]
    assert inline("[<b>@Ada](accountid:712020:a-b)</b> <b>c</b>")[-1] == text("c", "strong")


@pytest.mark.parametrize(
    "around", ["# {}", "- [ ] {}", "> {}", "|a|\n|-|\n|{}|", "- {}", "> [!NOTE]\n> {}"]
)
def test_a_mention_may_stand_wherever_words_may(around: str) -> None:
    document = to_adf(around.format(mention("Ada", "712020:a-b")))
    assert problems(document) == []
    assert "@Ada" in text_of(document)
    assert '"mention"' in repr(document).replace("'", '"')


@pytest.mark.parametrize(
    "account",
    ["", "a%20b", "a/b", "a]b", "<script>", "a" * 129, "é", "1?x=y", "1#f"],
)
def test_an_id_that_is_none_mentions_nobody_and_is_shown(account: str) -> None:
    document = to_adf(f"[@Ada](<accountid:{account}>)")
    assert "mention" not in repr(document)
    assert "@Ada" in text_of(document)
    with pytest.raises(ValueError, match="account id"):
        mention("Ada", account)


def test_a_link_to_an_account_without_its_at_sign_is_no_mention() -> None:
    assert content("[Ada](accountid:1)") == [paragraph("Ada (accountid:1)")]
    assert content("[@](accountid:1)") == [paragraph("@ (accountid:1)")]
    assert content("`[@Ada](accountid:1)`") == [paragraph(text("[@Ada](accountid:1)", "code"))]


@examples
@given(st.text(min_size=1).filter(lambda name: name.isprintable() and name.split()))
def test_any_name_can_be_mentioned(name: str) -> None:
    assert inline(mention(name, "712020:a-b")) == [_ada("@" + " ".join(name.split()))]


def test_a_mention_without_its_name_is_shown_by_its_id() -> None:
    assert text_of({"type": "mention", "attrs": {"id": "5b:1"}}) == "@5b:1"
