"""The form in which an admin invites people."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.inviting import parse_file, parse_list
from accounts.models import User

_WRONG = {
    "empty": _("This file is empty."),
    "no table": _("This file is no table. Save it as CSV, with one person a line."),
    "no text": _("This file is no text. Save it as CSV, in UTF-8."),
    "a spreadsheet": _("This is a spreadsheet. Save it as CSV there, and choose that file."),
}


def groups_for(user: User) -> QuerySet[Group]:
    """The groups that *user* may assign: those without a permission that *user* lacks."""
    groups = Group.objects.order_by("name")
    if user.is_superuser:
        return groups
    if not user.has_perm("accounts.change_user"):
        return groups.none()
    own = user.get_all_permissions()
    allowed = [
        group.pk
        for group in groups.prefetch_related("permissions__content_type")
        if own.issuperset(
            f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()
        )
    ]
    return groups.filter(pk__in=allowed)


class InviteForm(forms.Form):
    """Addresses, pasted or in a file. `entries` is set after `is_valid`."""

    addresses = forms.CharField(
        label=_("Addresses"),
        help_text=_(
            "One or many: a line each, or separated by commas. Names beside them are kept."
        ),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "none"}),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        help_text=_(
            "With a column of addresses, as spreadsheets and Atlassian’s list of users save it."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    remind = forms.BooleanField(
        label=_("Mail those once more who were invited before and did not come yet"), required=False
    )
    groups = forms.ModelMultipleChoiceField(
        label=_("They will belong to"),
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = self.fields["groups"]
        assert isinstance(groups, forms.ModelMultipleChoiceField)
        groups.queryset = groups_for(user)
        if not groups.queryset.exists():
            del self.fields["groups"]
        self.entries: list[parse_list.Entry] = []

    def clean(self) -> dict[str, Any]:
        """Read both. Each error is shown beside its own field."""
        text, file = self.cleaned_data.get("addresses") or "", self.cleaned_data.get("file")
        self._read("addresses", parse_list.from_text, text)
        if file is not None:
            if file.size > parse_file.MOST_BYTES:
                self.add_error("file", gettext("This file is too large for a list of addresses."))
            else:
                self._read("file", parse_file.from_file, file.read())
        if not self.entries and not self.errors:
            self.add_error("addresses", gettext("Type an address, or choose a file"))
        return self.cleaned_data

    def _read(self, name: str, read: Any, given: Any) -> None:
        try:
            self.entries += read(given)
        except parse_list.UnreadableError as error:
            too_long = gettext("These are too many at once: %(n)d at most.") % {
                "n": parse_list.MOST
            }
            self.add_error(name, str(_WRONG.get(str(error), too_long)))
