"""Logs that were pasted with their colours arrive without them, and with every word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.fieldkinds.base import one_line, without_controls
from issues.richtext import split, to_adf
from issues.richtext.ansi_escapes import without_codes
from tests.unit.issues.richtext.adf_shorthand import content, examples, paragraph, text

ESC = "\x1b"
CODES = [
    f"{ESC}[31m",
    f"{ESC}[1;38;5;208m",
    f"{ESC}[38:2::255:0:0m",
    f"{ESC}[m",
    f"{ESC}[2K",
    f"{ESC}[?25l",
    f"{ESC}[10;4H",
    f"{ESC}[>4;2m",
    f"{ESC}(B",
    f"{ESC}7",
    f"{ESC}=",
    f"{ESC}%G",
    f"{ESC}]0;title of the window\x07",
    f"{ESC}]8;id=1;https://e.x/a;b{ESC}\\",
    f"{ESC}]8;;{ESC}\\",
    f"{ESC}]133;A\x07",
    f"{ESC}P+q544e{ESC}\\",
    f"{ESC}_Gf=100;AAAA{ESC}\\",
]


@pytest.mark.parametrize("code", CODES, ids=repr)
def test_a_code_goes_as_a_whole(code: str) -> None:
    assert content(f"a{code}b") == [paragraph("ab")]
    assert content(f"```\na{code}b\n```") == [{"type": "codeBlock", "content": [text("ab")]}]
    assert without_controls(f"a{code}b") == one_line(f"a{code}b") == "ab"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (f"{ESC}[31mERROR{ESC}[0m [31m]", "ERROR [31m]"),
        (f"{ESC}]8;;https://e.x{ESC}\\shown{ESC}]8;;{ESC}\\", "shown"),
        (f"{ESC}]0;never closed\nb", "0;never closed\nb"),
        (f"{ESC}Pnever closed\nb", "never closed\nb"),
        (f"rate(a[5m]) {ESC}[", "rate(a[5m]) "),
        ("N\x08NA\x08A\x08AM\x08ME _\x08f_\x08i_\x08l_\x08e _\x08_", "NAME file _"),
        ("\u00c3\x9b1a", "\u00c31a"),
        ("a\x08b", "ab"),
    ],
    ids=repr,
)
def test_words_stay(typed: str, shown: str) -> None:
    assert without_controls(typed) == shown


def test_the_file_of_a_text_that_is_cut_has_no_codes_either() -> None:
    halves = split(f"{ESC}[31mred{ESC}[0m\n\n" * 4000, "rest.md")
    assert "[31m" not in halves.kept + halves.rest
    assert "red" in halves.rest


_pieces = st.lists(st.sampled_from([*CODES, "a", "[", "\n", "\x08", "m", "\\"]), max_size=30)


@examples
@given(_pieces.map("".join))
def test_no_code_takes_a_word_with_it(typed: str) -> None:
    assert without_codes(typed).count("a") >= without_codes(typed.replace("a", "")).count("a")
    assert ESC not in repr(to_adf(typed))


@pytest.mark.parametrize(
    "piece", [f"{ESC}[", f"{ESC}]", f"{ESC}P", f"{ESC}[0", f"{ESC} ", "_\x08", "a\x08a\x08"]
)
def test_endless_codes_are_read_in_a_moment(piece: str) -> None:
    assert "z" in without_codes(piece * 200_000 + "\nz")
