"""The forms for a Data Center: a personal access token, and the application link by which people link themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations import connections
from integrations.admin.shared_forms import (
    CredentialForm,
    expiry_field,
    secret_field,
    site_field,
)
from integrations.credentials import data_center_probe
from integrations.credentials.probing import DEADLINE, Probed
from integrations.transport import check_address

_BASE = _(
    "The base URL, with its context path if it has one. For example https://jira.example.com/jira."
)


class DataCenterTokenForm(CredentialForm):
    """A personal access token of one user of an instance."""

    title = _("Enter a token of a Data Center")
    lead = _(
        "In Jira, under Profile and Personal access tokens, make a token as a user that is made for this: what is "
        "filed with it is filed as that user. A password does not work here."
    )

    site = site_field(_BASE)
    secret = secret_field(_("Personal access token"), _("Jira shows it once."))
    expires_on = expiry_field(
        required=False,
        help_text=_("If it ends. Lodge reminds you 30, 7 and 1 days before."),
    )
    field_order = ("site", "secret", "expires_on", "groups")

    def clean(self) -> dict[str, Any]:
        """A token of Cloud is easily taken for one."""
        cleaned = super().clean()
        if cleaned.get("secret", "").startswith("ATATT"):
            self.add_error(
                "secret",
                _("This is an API token of Jira Cloud. A Data Center knows none of these."),
            )
        return cleaned

    def try_it(self) -> Probed:
        """Raises as `data_center_probe.probe` does, and AddressRefused."""
        base_url = check_address(self.cleaned_data["site"])
        found = data_center_probe.probe(base_url, self.typed_secret(), within=DEADLINE)
        return Probed("data_center", found.me.login, found.me, (found.resource,))


class ApplicationLinkForm(CredentialForm):
    """The client id and secret of an incoming application link."""

    title = _("Let people link their accounts at a Data Center")
    lead = _(
        "In Jira 8.22 or later, under Applications and Application links, create a link to an external application, "
        "incoming, with the permission Write."
    )

    site = site_field(_BASE)
    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = secret_field(_("Client secret"), _("Jira shows it beside the client ID."))
    field_order = ("site", "client_id", "secret")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("groups", None)
        self.fields["client_id"].help_text = _("As redirect URL, give Jira %(url)s") % {
            "url": connections.redirect_uri()
        }

    def clean(self) -> dict[str, Any]:
        """An id and a secret are easily exchanged."""
        cleaned = super().clean()
        client_id = cleaned.get("client_id", "")
        if client_id and client_id.split() != [client_id]:
            self.add_error("client_id", _("A client ID has no spaces. Copy it once more."))
        if client_id and client_id == cleaned.get("secret"):
            self.add_error("secret", _("This is the client ID. The secret is shown beside it."))
        return cleaned

    def try_it(self) -> Probed:
        """Whether a Jira answers there. Only a person's consent shows whether id and secret are right."""
        base_url = check_address(self.cleaned_data["site"])
        found = data_center_probe.answering(base_url, within=DEADLINE)
        client_id = self.cleaned_data["client_id"]
        return Probed("data_center_app", client_id, found.me, (found.resource,))
