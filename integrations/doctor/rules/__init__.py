"""The ordered rules that lead from an answer to its diagnosis: the first that fits decides. Pure."""

from collections.abc import Callable, Iterable

from integrations.doctor.diagnosis import Diagnosis
from integrations.doctor.facts import Facts

Rule = tuple[Callable[[Facts], bool], Diagnosis]


def first(rules: Iterable[Rule], facts: Facts) -> Diagnosis | None:
    """The diagnosis of the first rule that fits."""
    return next((diagnosis for fits, diagnosis in rules if fits(facts)), None)


__all__ = ["Rule", "first"]
