"""The form field of a picker. Its clean value is a list of values."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from issues.fieldkinds.base import shortened
from issues.fieldkinds.picker import PickerInput


class PickerField(forms.Field):
    """Its clean value is a list of values without duplicates. `known`: whether Jira can know the value."""

    widget: PickerInput

    def __init__(
        self, *, widget: PickerInput, known: Callable[[str], bool], **arguments: Any
    ) -> None:
        super().__init__(widget=forms.HiddenInput, **arguments)
        # A field copies its widget, which others may share. This one is its own.
        self.widget, widget.is_required = widget, self.required
        self.known = known

    def to_python(self, value: Any) -> list[str]:
        """Raise ValidationError while a search is open."""
        given, words = self.widget.picked(value), self.widget.words
        if self.widget.waits(given):
            if self.widget.find(given.search) == ():
                said = f"{words.nothing % {'name': shortened(given.search)}} {_('Search again, or empty the search')}"
                raise ValidationError(said, code="nobody")
            raise ValidationError(str(words.choose), code="open")
        taken = self.widget.taken(given)
        if not all(map(self.known, taken)):
            raise ValidationError(str(words.unknown), code="invalid")
        return list(taken)
