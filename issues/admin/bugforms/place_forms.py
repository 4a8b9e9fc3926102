"""The forms of the pages that choose a form's place."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations import jira
from issues.models import BugForm


class TypeForm(forms.Form):
    """The issue type that the form files."""

    issue_type = forms.ChoiceField(label=gettext_lazy("Type"), widget=forms.RadioSelect)

    def __init__(self, types: tuple[jira.IssueType, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {each.id: each for each in types}
        self.fields["issue_type"].choices = [(each.id, each.name) for each in types]  # type: ignore[attr-defined]
        self.fields["issue_type"].error_messages["required"] = _("Choose one")

    @property
    def chosen(self) -> jira.IssueType:
        """The chosen type. Only for a valid form."""
        return self.types[self.cleaned_data["issue_type"]]


class NewForm(TypeForm):
    """The same, with the name and address of the new form."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The form is at /f/address/. Empty: made from the name."),
    )
    field_order = ("name", "slug", "issue_type")

    def clean(self) -> dict[str, Any]:
        """Refuse an address that is taken, and a name that gives none."""
        cleaned = super().clean() or {}
        if "name" in cleaned and "slug" in cleaned:
            cleaned["slug"] = cleaned["slug"] or slugify(cleaned["name"])[:60].strip("-")
            if not cleaned["slug"]:
                self.add_error("slug", _("No address can be made from the name. Write one"))
            elif BugForm.objects.filter(slug=cleaned["slug"]).exists():
                self.add_error(
                    "slug", _("The form at /f/%(slug)s/ exists already") % {"slug": cleaned["slug"]}
                )
        return cleaned
