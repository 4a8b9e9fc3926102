"""The rows of the page about a form's fields: one for each field of Jira's form."""

from dataclasses import dataclass

from django import forms as django_forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from integrations import jira
from issues.bugforms.overlay import is_asked
from issues.fieldkinds.posted_picker import Picked

LAST = 9999


class RowForm(django_forms.Form):
    """A form's settings for one field of Jira."""

    on = django_forms.BooleanField(label=gettext_lazy("On the form"), required=False)
    position = django_forms.IntegerField(
        label=gettext_lazy("Order"),
        required=False,
        min_value=0,
        max_value=LAST,
        widget=django_forms.TextInput(
            {"inputmode": "numeric", "class": "w-s", "autocomplete": "off"}
        ),
    )
    label = django_forms.CharField(label=gettext_lazy("Label"), max_length=255, required=False)
    help = django_forms.CharField(label=gettext_lazy("Help"), max_length=500, required=False)
    required = django_forms.BooleanField(label=gettext_lazy("Required here"), required=False)
    hidden = django_forms.BooleanField(
        label=gettext_lazy("Hidden"),
        required=False,
        help_text=gettext_lazy("Not shown; always sent with the value below."),
    )


@dataclass(frozen=True)
class Row:
    """One field as the page draws it. `value` is the field that reporters get, None where it takes no value."""

    field_id: str
    name: str
    form: RowForm
    meta: jira.FieldMeta | None = None
    value: BoundField | None = None
    supported: bool = True

    @property
    def asked(self) -> bool:
        """Whether Jira requires it."""
        return self.meta is not None and is_asked(self.meta)

    @property
    def wrong(self) -> list[BoundField]:
        """The controls with errors."""
        own = [field for field in self.form if field.errors]
        return own + [
            field for field in (self.value,) if field is not None and self.on and field.errors
        ]

    @property
    def is_open(self) -> bool:
        """Whether the words and value are filled in or have errors, so that they must be shown."""
        said = any(self.form[name].value() for name in ("label", "help", "required", "hidden"))
        value = self.value.value() if self.value is not None else None
        typed = value.chosen or value.search if isinstance(value, Picked) else value
        return bool(self.wrong or said or typed)

    @property
    def on(self) -> bool:
        """Whether it is on the form, as posted or stored."""
        return bool(self.form["on"].value())
