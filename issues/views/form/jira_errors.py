"""Shows why Jira rejected a report: its own message beside the field, Lodge's where the field is gone."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from integrations import jira
from issues.forms import drift
from issues.forms.build_form import IssueForm


def explain(form: IssueForm, rejected: jira.Rejected, names: Mapping[str, str]) -> None:
    """Add the errors of *rejected* to *form*, which has the present fields. *names*: the labels of the earlier fields.

    A field that is no longer on the screen is recognized by its id, never by the localized message.
    """
    there = {name: text for name, text in rejected.field_errors.items() if name in form.fields}
    missing = [name for name in rejected.field_errors if name not in form.fields and name in names]
    others = {
        n: text for n, text in rejected.field_errors.items() if n not in there and n not in missing
    }
    if there or others or rejected.messages or not missing:
        form.add_jira_errors(jira.Rejected({**there, **others}, rejected.messages))
    for name in missing:
        said = _(
            "“%(name)s” is no longer on Jira's form. What you typed there is kept above for you to copy."
        )
        if not form.is_bound:
            form.cleaned_data = {}
        _found_so_far = form.errors
        form.add_error(None, said % {"name": drift.called(name, names)})
