"""Lists as people paste and save them."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.inviting.parse_file import from_csv, from_file
from accounts.inviting.parse_list import Entry, UnreadableError, from_text

DORA, ERIK = "dora@lodge.test", "erik@lodge.test"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (DORA, [(DORA, "")]),
        (f"{DORA}\n\n  {ERIK}  \n", [(DORA, ""), (ERIK, "")]),
        (
            f"{DORA}, {ERIK};f@lodge.test g@lodge.test",
            [(DORA, ""), (ERIK, ""), ("f@lodge.test", ""), ("g@lodge.test", "")],
        ),
        (f"Dora Doe <{DORA}>", [(DORA, "Dora Doe")]),
        (f'"Doe, Dora" <{DORA}>; Erik <{ERIK}>,', [(DORA, "Doe, Dora"), (ERIK, "Erik")]),
        (f"Doe, Dora <{DORA}>", [(DORA, "Doe, Dora")]),
        (f"Dora Doe\t{DORA}", [(DORA, "Dora Doe")]),
        (f"Dora Doe, {DORA}", [(DORA, "Dora Doe")]),
        ("Dora Doe", [("Dora Doe", "")]),
        (f"<{DORA}>", [(DORA, "")]),
        (f"\ufeff{DORA}", [(DORA, "")]),
        (f"{DORA},{ERIK},nonsense", [(DORA, ""), (ERIK, ""), ("nonsense", "")]),
        ("", []),
        (" ,;\n,", []),
    ],
)
def test_what_was_pasted(text: str, found: list[tuple[str, str]]) -> None:
    assert [(entry.address, entry.name) for entry in from_text(text)] == found


ATLASSIAN = (
    "User id,User name,email,User status,Added to org\n"
    f"712020:a,Dora Doe,{DORA},Active,1 Jan 2026\n"
    f'712020:b,"Roe, Erik",{ERIK},Suspended,2 Jan 2026\n'
)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (ATLASSIAN.encode(), [(DORA, "Dora Doe"), (ERIK, "Roe, Erik")]),
        (f"First name;Last name;E-Mail\nDora;Doe;{DORA}\n".encode(), [(DORA, "Dora Doe")]),
        (f"\ufeffEmail\r\n{DORA}\r\n{ERIK}\r\n".encode(), [(DORA, ""), (ERIK, "")]),
        (f"Name\tE-mail address\nDöra\t{DORA}\n".encode("utf-16"), [(DORA, "Döra")]),
        (f"Name,Mail\nDöra,{DORA}\n".encode("cp1252"), [(DORA, "Döra")]),
        (f"Dora,{DORA}\nErik,{ERIK}\n".encode(), [(DORA, "Dora"), (ERIK, "Erik")]),
        (f"{DORA},{ERIK}\n".encode(), [(DORA, ""), (ERIK, "")]),
        (f"{DORA}\n{ERIK}\n".encode(), [(DORA, ""), (ERIK, "")]),
        (f"Dora Doe <{DORA}>\nErik <{ERIK}>\n".encode(), [(DORA, "Dora Doe"), (ERIK, "Erik")]),
        (f"Name,Email\nDora,{DORA}\nErik,\n\n".encode(), [(DORA, "Dora"), ("", "Erik")]),
        (b"Name,Email\nDora,no address\n", [("no address", "Dora")]),
    ],
)
def test_what_a_file_holds(data: bytes, found: list[tuple[str, str]]) -> None:
    assert [(entry.address, entry.name) for entry in from_file(data)] == found


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\n\n,,\n", "empty"),
        (b"PK\x03\x04\x14\x00", "a spreadsheet"),
        (b"\x81\x8d", "no text"),
        (b"a@lodge.test\n" * 2001, "too long"),
    ],
)
def test_what_is_no_list_says_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{why}$"):
        from_file(data)


def test_each_line_keeps_its_number() -> None:
    assert [entry.line for entry in from_text(f"{DORA}\n\n{ERIK}, x@lodge.test")] == [1, 3, 3]
    assert [entry.line for entry in from_csv(f"Email\n{DORA}\n\n{ERIK}\n".encode())] == [2, 4]


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=30)


@given(NAMES, st.integers(0, 9))
def test_what_is_shown_is_read_again_as_the_same(name: str, number: int) -> None:
    """The list travels with the page that shows what will happen."""
    for entry in from_text(f"{name} <p{number}@lodge.test>"):
        again = from_text(entry.written)
        assert [(each.address, each.name) for each in again] == [
            (entry.address, entry.name)
        ] or not entry.address


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        entries = from_text(text)
    except UnreadableError:
        return
    assert all(isinstance(entry, Entry) for entry in entries)
    assert all(before.line <= after.line for before, after in pairwise(entries))


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    with suppress(UnreadableError):
        assert all(isinstance(entry, Entry) for entry in from_file(data))
