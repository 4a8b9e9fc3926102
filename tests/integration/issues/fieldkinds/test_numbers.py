"""Numbers as people write them: what is read, what is asked about, and what is shown of it."""

from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from issues.fieldkinds.decimals import AmbiguousError, read, unambiguous
from issues.forms.build_form import IssueForm
from tests.unit.issues.forms.sample_fields import build, custom, flat, system

NUMBER = custom("float", "number")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        (".5", "0.5"),
        ("5,", "5"),
        ("-1,5", "-1.5"),
        ("\u22121,5", "-1.5"),
        ("1,000,000", "1000000"),
        ("1.000.000", "1000000"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("12,34,567.8", "1234567.8"),
        ("1\u202f000,5", "1000.5"),
        ("1'000.50", "1000.5"),
        ("1\u2019000", "1000"),
        ("1000,000", "1000"),
        ("\u0663\u066b\u0665", "3.5"),
        ("\u0967\u0968", "12"),
        ("1.234e2", "123.4"),
        ("1,5E3", "1500"),
    ],
)
@pytest.mark.parametrize("sign", ["", ".", ","])
def test_what_has_one_meaning_is_read_whatever_the_language(
    typed: str, meant: str, sign: str
) -> None:
    assert read(typed, sign) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "sign", "meant"),
    [("1,000", ".", 1000), ("1.000", ",", 1000), ("2.125", ".", 2.125), ("-2,125", ",", -2.125)],
)
def test_what_has_two_meanings_is_read_as_its_writer_writes(
    typed: str, sign: str, meant: float
) -> None:
    assert read(typed, sign) == Decimal(str(meant))


@pytest.mark.parametrize(
    ("typed", "sign"),
    [("1.000", ""), ("1,000", ""), ("1.000", "."), ("1,500", ","), ("-12.340", ".")],
)
def test_what_nothing_settles_is_asked_about(typed: str, sign: str) -> None:
    with pytest.raises(AmbiguousError) as two:
        read(typed, sign)
    assert abs(two.value.grouped) == 1000 * abs(two.value.fraction)


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1,2,3", "1.000.00", "--3", "1  000", "1,00.5", "1e1,000", "0,000,1", "nan"],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read(typed)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    ),
    st.sampled_from(["", ".", ","]),
)
def test_what_lodge_writes_is_read_back_by_everybody(number: Decimal, sign: str) -> None:
    assert read(unambiguous(number), sign) == number
    assert read(unambiguous(float(number)), sign) == number


@given(
    st.integers(min_value=1000, max_value=10**12),
    st.integers(min_value=1, max_value=99),
    st.sampled_from([(",", "."), (".", ","), ("\u202f", ","), ("'", ".")]),
)
def test_grouped_digits_with_a_fraction_mean_one_number(
    whole: int, hundredths: int, signs: tuple[str, str]
) -> None:
    group, point = signs
    typed = f"{whole:,}".replace(",", group) + f"{point}{hundredths:02d}"
    assert read(typed) == Decimal(f"{whole}.{hundredths:02d}")


def test_jiras_default_is_drawn_so_that_it_comes_back_as_it_was() -> None:
    meta = custom("float", "number", has_default=True, default=2.125)
    shown = build(meta)["x"].initial
    for sign in ("", ".", ","):
        form = build(meta, data={"x": shown}, decimal_sign=sign)
        assert form.is_valid()
        assert form.cleaned_data["x"] == 2.125


def bound(typed: str, sign: str) -> IssueForm:
    return build(NUMBER, data={"x": typed}, decimal_sign=sign)


def test_the_form_and_the_receipt_say_how_a_number_was_read() -> None:
    assert '<output class="hint">Read as 1000</output>' in flat(bound("1.000", ",")["x"])
    assert bound("1.000", ",").chosen() == {"x=1.000": "1000 (1.000)"}
    assert '<output class="hint"></output>' in flat(bound("12.5", ".")["x"])
    assert bound("12.5", ".").chosen() == {}


def test_an_estimate_is_read_as_its_writer_writes() -> None:
    meta = system("timetracking", "timetracking")
    form = build(meta, data={"timetracking_original": "1.000h"}, decimal_sign=",")
    assert form.is_valid()
    assert form.jira_fields()["timetracking"] == {"originalEstimate": "1000h"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "Read as 1000"),
        ("fr", "Read as 1000"),
        ("en-US", ""),
        ("*", ""),
        ("tlh", ""),
        ("", ""),
    ],
)
@pytest.mark.django_db
def test_the_browsers_language_says_what_a_point_means(
    stranger: Client, language: str, said: str
) -> None:
    page = stranger.get(
        "/number/", {"customfield_1": "1.000"}, headers={"accept-language": language}
    )
    assert page.status_code == 200
    assert said in page.text
    assert ("Read as" in page.text) is bool(said)


@pytest.mark.django_db
def test_the_page_takes_any_text(stranger: Client) -> None:
    for query in ({}, {"x": "\0"}, {"x": "9" * 10_000}, {"x": "<b>"}, {"x": "1e999"}):
        page = stranger.get("/number/", query)
        assert (page.status_code, "Read as" in page.text) == (200, False)
