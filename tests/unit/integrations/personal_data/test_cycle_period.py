"""How long Lodge waits before it reports an account again, whatever Atlassian writes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.user_lifecycle.report_call import LONGEST, SHORTEST, USUAL_CYCLE, cycle_of

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("7", 7),
        ("14", 14),
        ("14 days", 14),
        ("P7D", 7),
        ("p10d", 10),
        ("P2W", 14),
        ("P1DT12H", 1.5),
        ("604800", 7),
        ("1209600", 14),
        ("0.5", 1),
        ("3600", 1),
        ("PT1H", 1),
        ("P90D", 30),
        ("31536000", 30),
        ("9223372036854775807", 7),
        ("", 7),
        ("soon", 7),
        ("0", 7),
        ("-7", 7),
        ("P", 7),
        ("PT", 7),
        ("nan", 7),
        ("1e9", 7),
    ],
)
def test_each_spelling_is_read_and_kept_within_a_day_and_a_month(written: str, days: float) -> None:
    assert cycle_of({"Cycle-Period": written}) == days * DAY


def test_without_a_header_it_is_a_week() -> None:
    assert cycle_of({}) == USUAL_CYCLE


@given(st.text(max_size=40) | st.integers().map(str) | st.floats().map(str))
def test_no_text_is_an_error_or_leads_out_of_the_bounds(text: str) -> None:
    assert SHORTEST <= cycle_of({"Cycle-Period": text}) <= LONGEST


@given(st.integers(1, 30))
def test_days_seconds_and_durations_mean_the_same(days: int) -> None:
    written = (str(days), f"P{days}D", str(days * 86_400), f"PT{days * 24}H")
    assert {cycle_of({"Cycle-Period": each}) for each in written} == {days * DAY}
