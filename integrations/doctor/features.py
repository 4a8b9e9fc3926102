"""Which scopes each part of Lodge needs. Pure. Source: Atlassian, "Jira scopes for OAuth 2.0 (3LO) and Forge apps"."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Credential, Words
from integrations.wording.scopes import NEVER_LISTED

WITHOUT_SCOPES = frozenset(
    {Credential.API_TOKEN, Credential.DATA_CENTER, Credential.DATA_CENTER_OAUTH}
)


@dataclass(frozen=True)
class Feature:
    """A part of Lodge. *needed*: without it nobody files. *words* complete "It can …"."""

    words: Words
    scopes: tuple[str, ...]
    needed: bool = False

    def missing(self, granted: str) -> list[str]:
        """Those of its scopes that were not granted."""
        given = set(granted.split()) | NEVER_LISTED
        return [scope for scope in self.scopes if scope not in given]


FEATURES: tuple[Feature, ...] = (
    Feature(_("forms, projects and what became of reports"), ("read:jira-work",), needed=True),
    Feature(
        _("filing, comments, files and changes"), ("read:jira-work", "write:jira-work"), needed=True
    ),
    Feature(_("finding colleagues by name"), ("read:jira-user",)),
    Feature(_("seeing which account is linked"), ("read:me",)),
    Feature(
        _("sprints of boards"),
        ("read:board-scope:jira-software", "read:sprint:jira-software", "read:project:jira"),
    ),
    Feature(
        _("internal answers on service projects"),
        ("write:servicedesk-request",),
    ),
    Feature(
        _("requests of service projects"),
        ("read:servicedesk-request", "write:servicedesk-request"),
    ),
    Feature(_("hearing of changes at once (webhooks)"), ("manage:jira-webhook",)),
)


def sorted_out(granted: str) -> tuple[list[Feature], list[Feature]]:
    """Features that work, and those that lack a scope. One that this Lodge does not ask for is in neither."""
    asked = set(settings.ATLASSIAN_SCOPES)
    wanted = [each for each in FEATURES if each.needed or set(each.scopes) <= asked]
    works = [each for each in wanted if not each.missing(granted)]
    return works, [each for each in wanted if each.missing(granted)]
