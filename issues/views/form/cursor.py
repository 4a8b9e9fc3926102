"""Where typing begins: the one control of the form that has the focus once the page is there."""

from collections.abc import Sequence

from django import forms
from django.forms.boundfield import BoundField

from issues.forms import IssueForm


def put_cursor(form: IssueForm, asked: Sequence[BoundField], *, told: bool) -> None:
    """Into the first empty text among *asked*, or the first text at all; into the field whose "Find" was pressed.

    Where something is *told* or to be corrected first, that has the focus, by its template. A browser gives it to
    none of them where somebody already types. Source: HTML, "The autofocus attribute".
    """
    searched = [each for each in form if getattr(each.field.widget, "asked", False)]
    texts = [each for each in asked if isinstance(each.field.widget, forms.TextInput | forms.Textarea)]
    empty = [each for each in texts if not each.value()]
    if form.errors or told:
        return
    for bound in (searched or empty or texts)[:1]:
        bound.field.widget.attrs["autofocus"] = True
