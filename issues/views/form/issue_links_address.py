"""The address from which a script loads the link types. Jira is asked for them only when they are needed."""

from django.urls import reverse

from issues.fieldkinds.issue_links import LinksInput
from issues.forms import build_form
from issues.views.form.definition import FormDefinition


def tell(definition: FormDefinition, form: build_form.IssueForm) -> None:
    """Set it in each field of *form* that links issues."""
    for name, each in form.fields.items():
        if isinstance(each.widget, LinksInput):
            each.widget.address = reverse(
                "issue-links-field", args=[*definition.address.place, name]
            )
