"""The forms in which an administrator enters a shared credential. They call Atlassian in `try_it`, never in `clean`.

Secrets are never echoed: a form with an error asks for them again.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.credentials import probing
from integrations.credentials.probing import Probed
from integrations.doctor import Credential, typed_credential
from integrations.vault import Secret

# An API token lives for a year at most. Source: support.atlassian.com, "Manage API tokens".
LONGEST_DAYS = 366


def secret_field(label: Any, help_text: Any = "") -> forms.CharField:
    """A secret: hidden while it is typed, and never sent back."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def site_field(help_text: Any) -> forms.CharField:
    """The address of a site, as copied from a browser."""
    return forms.CharField(
        label=_("Address of the Jira site"),
        help_text=help_text,
        max_length=500,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


def expiry_field(*, required: bool, help_text: Any) -> forms.DateField:
    """The last day of the credential."""
    return forms.DateField(
        label=_("Ends on"),
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CredentialForm(forms.Form):
    """What every way in asks. `secret_name` is the field that holds the secret. `kind`: whose
    secrets are asked for. `title`, `lead`: for the page.
    """

    kind = Credential.API_TOKEN
    title: str | Promise = ""
    lead: str | Promise = ""
    secret_name = "secret"  # noqa: S105  # the name of a field

    groups = forms.ModelMultipleChoiceField(
        label=_("Groups that may use it"),
        help_text=_("Their members can file and read as this account. Nobody else can."),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, for_new_secret: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_new_secret or not Group.objects.exists():
            del self.fields["groups"]

    def clean(self) -> dict[str, Any]:
        """What can be seen without asking Atlassian."""
        cleaned = super().clean() or {}
        secret = cleaned.get(self.secret_name, "")
        if secret and secret.split() != [secret]:
            self.add_error(
                self.secret_name, _("A secret has no spaces or line breaks. Copy it once more.")
            )
        elif secret and not secret.isascii():
            self.add_error(
                self.secret_name, _("This is not what Atlassian showed. Copy it once more.")
            )
        wrong = typed_credential.of_secret(self.kind, secret) if secret else None
        if wrong is not None and self.secret_name not in self.errors:
            self.add_error(self.secret_name, f"{wrong.why} {wrong.todo}")
        return cleaned

    def clean_expires_on(self) -> Any:
        """Today or later."""
        day = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if day and day < today:
            raise forms.ValidationError(_("This day is past. Make a new credential at Atlassian."))
        if day and day > today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("No API token lives for longer than a year."))
        return day

    def try_it(self) -> Probed:
        """Try the credential at Atlassian. Raises as `probing` does."""
        raise NotImplementedError

    def typed_secret(self) -> Secret:
        """What was typed, redacted wherever it is printed."""
        return Secret(self.cleaned_data[self.secret_name])


class ServiceAccountForm(CredentialForm):
    """OAuth 2.0 client credentials of a service account."""

    kind = Credential.SERVICE_ACCOUNT
    title = _("Enter a service account")
    lead = _(
        "At admin.atlassian.com, under Directory and Service accounts, an organisation administrator makes an OAuth "
        "2.0 credential. It needs the scopes read:jira-work, write:jira-work and read:jira-user. They cannot be "
        "changed later."
    )

    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = secret_field(_("Client secret"), _("Atlassian shows it once."))
    site = site_field(_("Only where the account opens more than Atlassian lists. Usually empty."))
    expires_on = expiry_field(
        required=False, help_text=_("Such a credential usually lasts until it is deleted.")
    )
    field_order = ("client_id", "secret", "site", "expires_on", "groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].required = False

    def clean(self) -> dict[str, Any]:
        """An id and a secret are easily exchanged."""
        cleaned = super().clean()
        client_id = cleaned.get("client_id", "")
        if client_id and client_id.split() != [client_id]:
            self.add_error("client_id", _("A client ID has no spaces. Copy it once more."))
        if client_id and client_id == cleaned.get("secret"):
            self.add_error(
                "secret", _("This is the client ID. The secret is shown beside it, once.")
            )
        if client_id.startswith("ATOA"):
            self.add_error("client_id", _("This is a secret. The ID is the shorter of the two."))
        return cleaned

    def try_it(self) -> Probed:
        """As of CredentialForm."""
        found = self.cleaned_data
        return probing.service_account(
            found["client_id"], self.typed_secret(), found.get("site", "")
        )


class ApiTokenForm(CredentialForm):
    """An API token, with scopes or without, or the API key of a service account."""

    title = _("Enter an API token")
    lead = _(
        "Use the token of an account that is made for this: what is filed with it is filed as that account. Lodge "
        "finds out by itself whether the token has scopes."
    )

    site = site_field(_("For example https://team.atlassian.net. Any page of it will do."))
    email = forms.EmailField(
        label=_("E-mail address of the account"),
        help_text=_("For a service account, the one that ends in @serviceaccount.atlassian.com."),
        max_length=255,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = secret_field(_("API token"), _("Atlassian shows it once."))
    expires_on = expiry_field(
        required=True,
        help_text=_(
            "Atlassian shows it in the list of tokens. Lodge reminds you 30, 7 and 1 days before."
        ),
    )
    field_order = ("site", "email", "secret", "expires_on", "groups")

    def clean(self) -> dict[str, Any]:
        """An address is easily pasted into the wrong field."""
        cleaned = super().clean()
        if "@" in cleaned.get("secret", ""):
            self.add_error(
                "secret", _("This is an e-mail address. The API token is longer and has no @.")
            )
        return cleaned

    def try_it(self) -> Probed:
        """As of CredentialForm."""
        found = self.cleaned_data
        return probing.api_token(found["site"], found["email"], self.typed_secret())
