"""Values set beforehand: everything of them is sent, as if somebody had typed it."""

from typing import Any

import pytest

from issues.bugforms.preset_values import problems_of
from tests.unit.issues.forms.sample_fields import build, system

SUMMARY, ESTIMATES = system("summary", required=True), system("timetracking", "timetracking")


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("2h", {"originalEstimate": "2h"}),
        (["2h"], {"originalEstimate": "2h"}),
        (["2h", "30m"], {"originalEstimate": "2h", "remainingEstimate": "30m"}),
        (["", "30m"], {"remainingEstimate": "30m"}),
    ],
)
def test_a_constant_estimate_is_sent_with_what_remains(value: Any, sent: dict[str, str]) -> None:
    assert problems_of(ESTIMATES, value) == []
    form = build(SUMMARY, ESTIMATES, data={"summary": "Total"}, fixed={"timetracking": value})
    assert form.is_valid()
    assert form.jira_fields()["timetracking"] == sent


def test_what_somebody_posts_beside_a_constant_estimate_is_not_sent() -> None:
    posted = {"summary": "Total", "timetracking_original": "9w", "timetracking_remaining": "9w"}
    form = build(SUMMARY, ESTIMATES, data=posted, fixed={"timetracking": ["2h", "30m"]})
    assert form.is_valid()
    assert form.jira_fields()["timetracking"] == {
        "originalEstimate": "2h",
        "remainingEstimate": "30m",
    }
    assert form.typed() == {"summary": "Total"}


def test_an_estimate_that_was_typed_goes_before_the_one_set_beforehand() -> None:
    typed = {"summary": "Total", "timetracking": ["2h", "30m"], "timetracking_original": "1d"}
    form = build(SUMMARY, ESTIMATES, data=typed)
    assert form.is_valid()
    assert form.jira_fields()["timetracking"] == {
        "originalEstimate": "1d",
        "remainingEstimate": "30m",
    }
