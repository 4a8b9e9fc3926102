"""The form of a saved query: name, query, order, who may use it. Columns and parameters have parts of their own."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from integrations import jira
from issues.models import SavedQuery
from issues.queries.jql.parser import LONGEST
from issues.views.queries.jql_reference_data import Known


class QueryForm(forms.Form):
    """What is posted by a name of a field. `apply` puts it into a row."""

    name = forms.CharField(label=_("Name"), max_length=100)
    cloud_id = forms.ChoiceField(label=_("Site"))
    jql = forms.CharField(
        label=_("Query in JQL"),
        max_length=LONGEST,
        help_text=_(
            "Write {me} for whoever reads it, and {project}, {since} or any other name for what they fill in."
        ),
        widget=forms.Textarea(
            attrs={"rows": 3, "class": "mono", "spellcheck": "false", "dir": "ltr"}
        ),
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        help_text=_("This goes before an ORDER BY in the query."),
    )
    sort_descending = forms.BooleanField(label=_("Largest or newest first"), required=False)
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("Who may use it beside you"),
        required=False,
        help_text=_("Each person sees what their own rights in Jira show them."),
        widget=forms.CheckboxSelectMultiple,
    )
    on_home = forms.BooleanField(
        label=_("Show a link to it on the first page of everybody who may use it"), required=False
    )

    def __init__(
        self, data: Any, *, user: User, account: jira.Account, known: Known, saved: SavedQuery
    ) -> None:
        initial = {
            **{name: getattr(saved, name) for name in _PLAIN},
            "cloud_id": known.site.cloud_id,
            "groups": list(saved.groups.all()) if not saved._state.adding else [],
        }
        super().__init__(data, initial=initial)
        sites = [(site.cloud_id, site.name) for site in account.sites if not site.gone]
        _offer(self.fields["cloud_id"], sites)
        if data is None:
            self.fields["jql" if saved.name else "name"].widget.attrs["autofocus"] = True
        if len(sites) < 2:
            self.fields["cloud_id"].widget = forms.HiddenInput()
        orders = [("", _("As the query says")), *known.orders]
        if saved.sort and saved.sort not in dict(orders):
            orders.append((saved.sort, saved.sort))
        _offer(self.fields["sort"], orders)
        groups = self.fields["groups"]
        assert isinstance(groups, forms.ModelMultipleChoiceField)
        offered = Q(user=user.pk)
        if not saved._state.adding:
            offered |= Q(pk__in=saved.groups.values("pk"))
        groups.queryset = Group.objects.filter(offered).distinct().order_by("name")

    def clean_jql(self) -> str:
        """Line ends as in a file, so that places in it are those that the writer counts."""
        return str(self.cleaned_data["jql"]).replace("\r\n", "\n")

    def apply(self, saved: SavedQuery) -> None:
        """Put what was posted into *saved*, but for its groups. Only after `is_valid`."""
        for name in (*_PLAIN, "cloud_id"):
            setattr(saved, name, self.cleaned_data[name])


_PLAIN = ("name", "jql", "sort", "sort_descending", "on_home")


def _offer(field: forms.Field, choices: list[Any]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
