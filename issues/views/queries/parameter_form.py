"""The fields that a reader fills in before a query with parameters runs."""

from collections.abc import Mapping, Sequence

from django import forms

from issues.models import ParameterKind
from issues.queries.parameters import Declared

PREFIX = "p"
LONGEST = 1000


class ParameterForm(forms.Form):
    """One field for each parameter. Without an answer in the address each has its default."""

    def __init__(self, declared: Sequence[Declared], sent: Mapping[str, str]) -> None:
        self.declared = declared
        answers = {f"{PREFIX}-{each.name}": each.default for each in declared}
        answers |= {name: value for name, value in sent.items() if name in answers}
        self.is_asked = any(name in sent for name in answers)
        is_complete = all(answers.values())
        super().__init__(answers if self.is_asked or is_complete else None, prefix=PREFIX)
        for each in declared:
            self.fields[each.name] = _field(each)

    @property
    def typed(self) -> dict[str, str]:
        """The texts for the parameters. Only after `is_valid`."""
        return {
            each.name: str(self.cleaned_data[each.name])  # a day as 2026-11-30
            for each in self.declared
        }

    @property
    def sent(self) -> dict[str, str]:
        """The same as parts of an address."""
        return {f"{PREFIX}-{name}": value for name, value in self.typed.items()}


def _field(declared: Declared) -> forms.Field:
    if declared.kind == ParameterKind.DATE:
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return forms.DateField(label=declared.label, initial=declared.default, widget=day)
    widget = forms.TextInput(attrs={"class": "w-l", "autocomplete": "off"})
    return forms.CharField(
        label=declared.label, initial=declared.default, max_length=LONGEST, widget=widget
    )
