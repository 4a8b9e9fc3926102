"""The steps of an examination, in their order. Each does what the real call does."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Asked, Words
from integrations.doctor.examination import Examination
from integrations.doctor.findings import Found
from integrations.doctor.steps import accounts, installation, trial, work


@dataclass(frozen=True)
class Step:
    """*look* examines. *asked*: what its calls are for. *stops*: the steps after a failed one make no sense.

    *anyway*: it is done even then. *site*: it needs to know the site. *account*: it needs a link of some account.
    """

    name: str
    title: Words
    look: Callable[[Examination], Found]
    asked: Asked = Asked.SELF
    stops: bool = False
    anyway: bool = False
    site: bool = False
    account: bool = True


STEPS: tuple[Step, ...] = (
    Step("settings", _("Lodge’s settings"), installation.settings_of, stops=True, account=False),
    Step(
        "authorization",
        _("Way to the authorization server"),
        installation.way_to_tokens,
        account=False,
    ),
    Step("server", _("Way to Jira’s API"), installation.way_to_jira, stops=True, account=False),
    Step("link", _("The link"), accounts.link, stops=True, account=False),
    Step("token", _("The access token"), accounts.token, Asked.TOKEN, stops=True),
    Step("self", _("Who am I at Jira"), accounts.myself, stops=True, site=True),
    Step("clock", _("The clock"), accounts.clock, site=True),
    Step("sites", _("Jira sites"), accounts.sites, Asked.SITES),
    Step("scopes", _("What the link permits (scopes)"), accounts.scopes),
    Step("project", _("Permissions in the project"), work.project, Asked.LIST, site=True),
    Step("create-form", _("The create form"), work.create_form, Asked.CREATE_FORM, site=True),
    Step("trial", _("A report on trial"), trial.trial, Asked.CREATE, site=True),
    Step("files", _("Files"), work.files, site=True),
    Step("webhooks", _("Webhooks"), work.webhooks, Asked.WEBHOOKS, site=True),
    Step("quotas", _("Quotas and pauses"), work.quotas, anyway=True, account=False),
)
