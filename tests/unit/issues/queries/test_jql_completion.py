"""What may follow the beginning of a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.queries.jql.completion import Expected, Wanted, expected


@pytest.mark.parametrize(
    ("before", "wanted", "typed", "field"),
    [
        ("", Wanted.FIELD, "", ""),
        ("sta", Wanted.FIELD, "sta", ""),
        ("NOT ", Wanted.FIELD, "", ""),
        ("(", Wanted.FIELD, "", ""),
        ("status ", Wanted.OPERATOR, "", "status"),
        ("cf[10021] ", Wanted.OPERATOR, "", "cf[10021]"),
        ('"Story Points" ', Wanted.OPERATOR, "", '"Story Points"'),
        ("status not ", Wanted.OPERATOR, "", "status"),
        ("status = ", Wanted.VALUE, "", "status"),
        ("status =Do", Wanted.VALUE, "Do", "status"),
        ("status != ", Wanted.VALUE, "", "status"),
        ("assignee is ", Wanted.EMPTY, "", "assignee"),
        ("assignee is not ", Wanted.EMPTY, "", "assignee"),
        ("status was not in (", Wanted.VALUE, "", "status"),
        ("status changed ", Wanted.JOIN, "", "status"),
        ("labels in (a, ", Wanted.VALUE, "", "labels"),
        ("labels in (a ", Wanted.JOIN, "", "labels"),
        ("labels in (a) ", Wanted.JOIN, "", "labels"),
        ("assignee = currentUser() ", Wanted.JOIN, "", "assignee"),
        ("creator = {me} ", Wanted.JOIN, "", "creator"),
        ("a = 1 AND ", Wanted.FIELD, "", ""),
        ("a = 1 && (b ", Wanted.OPERATOR, "", "b"),
        ("a = 1 ord", Wanted.JOIN, "ord", "a"),
        ("a = 1 order ", Wanted.BY, "", "a"),
        ("order by cre", Wanted.FIELD, "cre", ""),
        ("a = 1 ORDER BY created ", Wanted.DIRECTION, "", "created"),
        ("a = 1 ORDER BY created DESC, ", Wanted.FIELD, "", "created"),
        ('summary ~ "open', Wanted.NOTHING, "", ""),
        ("a = 1 b ", Wanted.NOTHING, "", "a"),
    ],
)
def test_what_stands_next(before: str, wanted: Wanted, typed: str, field: str) -> None:
    found = expected(before)
    assert (found.wanted, found.typed, found.field) == (wanted, typed, field)


def test_order_is_known() -> None:
    assert expected("order by ").is_order
    assert not expected("a = 1 AND ").is_order


@given(st.text(alphabet="ab=!~()[],\"' \\{}orderbyin&|", max_size=40) | st.text(max_size=40))
def test_any_text_is_read(before: str) -> None:
    assert isinstance(expected(before), Expected)
