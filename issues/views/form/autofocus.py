"""Sets the field that has the focus when the page has loaded."""

from collections.abc import Sequence

from django import forms
from django.forms.boundfield import BoundField

from issues.forms.build_form import IssueForm


def put_cursor(form: IssueForm, asked: Sequence[BoundField], *, told: bool) -> None:
    """Focus the field whose "Find" was pressed, else the first empty text of *asked*, else its first text.

    With a notice (*told*) or an error, the template focuses that instead. A browser ignores autofocus where the user
    already types. Source: HTML, "The autofocus attribute".
    """
    searched = [each for each in form if getattr(each.field.widget, "asked", False)]
    texts = [
        each for each in asked if isinstance(each.field.widget, forms.TextInput | forms.Textarea)
    ]
    empty = [each for each in texts if not each.value()]
    if form.errors or told:
        return
    for bound in (searched or empty or texts)[:1]:
        bound.field.widget.attrs["autofocus"] = True
