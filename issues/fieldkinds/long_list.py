"""A list of allowed values that is too long to draw, searched without any call."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from issues.fieldkinds.base import Choice
from issues.fieldkinds.picker import SHOWN, PickerInput
from issues.fieldkinds.picker_field import PickerField
from issues.fieldkinds.picker_words import WORDS, Text

FEW = 50  # the longest list that is drawn
NO_LONGER = _("What you chose is no longer offered. Choose again")
NOTHING_YET = _("There is nothing to choose from here yet.")
Values = Callable[[], Iterable[tuple[str, str]]]


class Listed:
    """The (value, label) pairs of *values*, read only when the user searches or chooses."""

    def __init__(self, values: Values) -> None:
        self.values = values

    @cached_property
    def few(self) -> list[tuple[str, str]]:
        """All of them if they are few, otherwise one more than that."""
        return list(islice(self.values(), FEW + 1))

    @property
    def is_long(self) -> bool:
        """Whether it must be searched."""
        return len(self.few) > FEW

    @cached_property
    def labels(self) -> dict[str, str]:
        """Every label, by value."""
        return dict(self.values())

    def find(self, query: str) -> Sequence[Choice]:
        """Labels that begin with *query*, then labels that contain it. At most one more than are shown."""
        wanted = query.casefold()
        inside: list[Choice] = []
        beginning: list[Choice] = []
        for value, label in self.values():
            place = label.casefold().find(wanted)
            if place >= 0 and len(beginning if place == 0 else inside) <= SHOWN:
                (beginning if place == 0 else inside).append(Choice(value, label))
        return (*beginning, *inside)[: SHOWN + 1]

    def picker(self, *, several: bool, nobody: Text | None = None) -> PickerInput:
        """The widget for a long list."""
        words = replace(WORDS, unknown=NO_LONGER)
        return PickerInput(self.find, several=several, nobody=nobody, named=self.named, words=words)

    def named(self, value: str) -> str:
        """The label of *value*, or the value where it is no longer in the list."""
        return self.labels.get(value, value)

    def has(self, value: str) -> bool:
        """Whether *value* can still be chosen."""
        return value in self.labels


class OneField(PickerField):
    """Its clean value is one value, or ""."""

    def clean(self, value: Any) -> Any:
        """Raise ValidationError as a picker does."""
        found = super().clean(value)
        return found[0] if found else ""
