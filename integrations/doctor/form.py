"""What to examine: a site of one of the links, and a project."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.models import Connection, Site


class ExaminationForm(forms.Form):
    """Both may be left out: then the usual site, and the first project where the account may file.

    *links*: those that may be examined, the one that is meant without a site first.
    """

    site = forms.ChoiceField(label=_("Site"), required=False)
    project = forms.RegexField(
        label=_("Project"),
        regex=r"^[A-Za-z][A-Za-z0-9_]*$",
        required=False,
        max_length=255,
        strip=True,
        help_text=_("Its key, such as SHOP. Left out: the first one where the account may file."),
        error_messages={
            "invalid": _("A project’s key is a letter, then letters, digits or underscores.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input w-m"}),
    )

    def __init__(self, links: Sequence[Connection], data: Any = None) -> None:
        super().__init__(data)
        self._links = links
        sites = Site.objects.filter(connection__in=links).order_by("name", "pk")
        self._sites = {str(each.pk): each for each in sites}
        choice = self.fields["site"]
        assert isinstance(choice, forms.ChoiceField)
        named = [(pk, each.name) for pk, each in self._sites.items()]
        choice.choices = [("", _("The usual one")), *named]
        if len(named) < 2:
            del self.fields["site"]
        if not links:
            del self.fields["project"]

    def chosen(self) -> tuple[Connection | None, str]:
        """The link to examine and the cloud id of the site; empty for the usual one. After `is_valid`."""
        site = self._sites.get(self.cleaned_data.get("site", ""))
        if site is None:
            return (self._links[0] if self._links else None), ""
        by_id = {each.pk: each for each in self._links}
        return by_id[site.connection_id], site.cloud_id
