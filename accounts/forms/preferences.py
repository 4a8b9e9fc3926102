"""The preferences of a user: pages and mails."""

import zoneinfo
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import display_time_zone
from accounts.models import Theme, User


def time_zones() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """The IANA time zones by continent, for a select. Before them: no choice, and UTC."""
    names = sorted(
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith("Etc/")
    )
    groups: list[tuple[str, str | list[tuple[str, str]]]] = [
        ("", gettext("As in my Jira profile")),
        ("UTC", "UTC"),
    ]
    for continent, found in groupby(names, key=lambda name: name.partition("/")[0]):
        groups.append(
            (continent, [(name, name.partition("/")[2].replace("_", " ")) for name in found])
        )
    return groups


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The preferences for pages and mails."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_(
            "Times on pages and in mails, and those that you type into forms, are meant in this zone."
        ),
        choices=time_zones,
    )
    theme = forms.ChoiceField(
        label=_("Colours"), required=False, choices=Theme.choices, widget=forms.RadioSelect
    )
    keyboard_shortcuts = forms.BooleanField(
        label=_("Single keys do something: C begins a report, / finds a form, ? shows all keys"),
        help_text=_("Switch them off if you speak to your computer, or press keys by chance."),
        required=False,
    )
    mail_when_link_needs_me = forms.BooleanField(
        label=_("Mail me when my link to Jira needs me"), required=False
    )
    mail_when_report_changes = forms.BooleanField(
        label=_("Mail me when a report that waited is filed or refused"), required=False
    )

    class Meta:
        model = User
        fields = [
            "language",
            "time_zone",
            "theme",
            "keyboard_shortcuts",
            "mail_when_link_needs_me",
            "mail_when_report_changes",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [("", _("As your browser asks")), *settings.LANGUAGES]
        profile = display_time_zone.known("", self.instance.profile_time_zone)
        if profile is not None:
            zone = self.fields["time_zone"]
            assert isinstance(zone, forms.ChoiceField)
            as_there = gettext("As in my Jira profile: %(zone)s") % {"zone": profile.key}
            zone.choices = [("", as_there), *time_zones()[1:]]
        for name in ("language", "time_zone"):
            self.fields[name].widget.attrs["class"] = "w-l"
        if len(settings.LANGUAGES) < 2:  # there is no choice
            del self.fields["language"]


class ThemeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The colour theme alone, for the account menu."""

    class Meta:
        model = User
        fields = ["theme"]
