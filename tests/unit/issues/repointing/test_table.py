"""The table of a move: what is wrong with it is said line by line, and queries get new keys and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.queries.jql.tokens import scan
from issues.repointing.jql_keys import with_new_keys
from issues.repointing.table import Table, TableRefusedError, read

GOOD = b"kind,old,new\nsite,https://jira.corp,https://team.atlassian.net\nproject,OLD,NEW\naccount,jdoe,712020:a\n"


def refusal(content: bytes) -> str:
    with pytest.raises(TableRefusedError) as refused:
        read(content)
    return str(refused.value)


def test_a_table_is_read_as_spreadsheets_write_it() -> None:
    for content in (GOOD, b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n"), GOOD + b",,\n\n"):
        table = read(content)
        assert table.site == {"https://jira.corp": "https://team.atlassian.net"}
        assert (table.project, table.account) == ({"OLD": "NEW"}, {"jdoe": "712020:a"})
        assert (table.key("OLD-12"), table.key("OTHER-3"), table.key("")) == (
            "NEW-12",
            "OTHER-3",
            "",
        )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "first line"),
        (b"old,new\na,b\n", "first line"),
        (b"kind,old,new\n", "names no site"),
        (b"kind,old,new\nsite,a\n", "Line 2: write three cells"),
        (b"kind,old,new\nsite,a,\n", "Line 2: write three cells"),
        (b"kind,old,new\nplace,a,b\n", "Line 2: the kind is one of"),
        (b"kind,old,new\nproject,old,NEW\n", "Line 2: a project's key"),
        (b"kind,old,new\nsite,a,b\nsite,a,c\n", "Line 3: a leads to two"),
        (b"kind,old,new\nsite,\xff,b\n", "not UTF-8"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_is_wrong_with_a_table_is_named(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_all_wrong_lines_are_named_at_once() -> None:
    said = refusal(b"kind,old,new\nx,a,b\nsite,a,b\nproject,a,b\n")
    assert "Line 2" in said
    assert "Line 4" in said


TABLE = Table(project={"OLD": "NEW", "A1": "B2"})


@pytest.mark.parametrize(
    ("jql", "new"),
    [
        ("project = OLD", "project = NEW"),
        ("project in (old, 'A1', OTHER)", "project in (NEW, 'B2', OTHER)"),
        ('key = OLD-7 OR parent = "old-8"', 'key = NEW-7 OR parent = "NEW-8"'),
        ("text ~ 'OLD things' AND summary ~ OLDER", "text ~ 'OLD things' AND summary ~ OLDER"),
        ("project  =\tOLD  ORDER BY created", "project  =\tNEW  ORDER BY created"),
        ("assignee = {OLD}", "assignee = {OLD}"),
        ("project = OLD-x", "project = OLD-x"),
    ],
)
def test_keys_in_a_query_are_new_and_the_rest_is_as_it_was(jql: str, new: str) -> None:
    assert with_new_keys(jql, TABLE) == new


@given(st.text(max_size=80))
def test_a_query_without_old_keys_stays_as_it_is(text: str) -> None:
    if not any(key in text.upper() for key in TABLE.project):
        assert with_new_keys(text, TABLE) == text
    assert len(list(scan(with_new_keys(text, TABLE)))) == len(list(scan(text)))
